"""A campaign and its parts."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Any, Final
from uuid import UUID


class CampaignKind(StrEnum):
    """One email to an audience, or steps with waits and branches."""

    BROADCAST = "broadcast"
    SEQUENCE = "sequence"


class CampaignStatus(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    COMPLETED = "completed"
    FAILED = "failed"
    """It cannot go on by itself; `status_reason` says why."""
    CANCELLED = "cancelled"
    """A person ended it."""
    ARCHIVED = "archived"


_S = CampaignStatus
TRANSITIONS: Final = {
    _S.DRAFT: frozenset({_S.SCHEDULED, _S.SENDING, _S.ARCHIVED}),
    _S.SCHEDULED: frozenset({_S.DRAFT, _S.SENDING, _S.CANCELLED}),
    _S.SENDING: frozenset({_S.PAUSED, _S.COMPLETED, _S.FAILED, _S.CANCELLED}),
    _S.PAUSED: frozenset({_S.SENDING, _S.FAILED, _S.CANCELLED}),
    _S.FAILED: frozenset({_S.SENDING, _S.CANCELLED, _S.ARCHIVED}),
    _S.COMPLETED: frozenset({_S.SENDING, _S.ARCHIVED}),
    _S.CANCELLED: frozenset({_S.ARCHIVED}),
    _S.ARCHIVED: frozenset[CampaignStatus](),
}
"""What a campaign may become. A completed one sends again when leads join it."""


class StepType(StrEnum):
    """What a step does."""

    EMAIL = "email"
    WAIT = "wait"
    CONDITION = "condition"


@dataclass(frozen=True)
class Campaign:
    """A campaign. `metadata`: utm_source, utm_medium, utm_campaign … are added to links."""

    id: UUID
    company_id: UUID
    name: str
    description: str | None
    kind: str
    campaign_type: str
    status: str
    status_reason: str | None
    priority: int
    scheduled: datetime | None
    started: datetime | None
    paused: datetime | None
    completed: datetime | None
    timezone: str
    recipient_timezone: bool
    from_name: str | None
    reply_to: str | None
    track_opens: bool
    track_clicks: bool
    stop_on_reply: bool
    stop_domain_on_reply: bool
    daily_limit: int | None
    keep_bodies: bool
    metadata: dict[str, Any]
    version: int
    created: datetime
    updated: datetime


@dataclass(frozen=True)
class CampaignLine:
    """A campaign in a list of campaigns."""

    id: UUID
    name: str
    kind: str
    status: str
    status_reason: str | None
    scheduled: datetime | None
    started: datetime | None
    completed: datetime | None
    enrolled: int
    under_way: int


@dataclass(frozen=True)
class Step:
    """One step. `template_version` is set at launch."""

    id: UUID
    step_order: int
    step_type: str
    email_account_id: UUID | None
    template_id: UUID | None
    template_version: int | None
    subject_override: str | None
    from_name_override: str | None
    same_thread: bool
    wait_duration_hours: int | None
    wait_extra_seconds: int
    wait_until_date: datetime | None
    condition_type: str | None
    condition_value: str | None
    on_true_step_id: UUID | None
    on_false_step_id: UUID | None
    send_condition: str
    is_active: bool


@dataclass(frozen=True)
class Variant:
    """One form of an email step."""

    id: UUID
    step_id: UUID
    label: str
    template_id: UUID
    template_version: int | None
    subject_override: str | None
    weight: int
    is_active: bool


@dataclass(frozen=True)
class Window:
    """Hours in which a campaign sends: [opens, closes) on an ISO weekday."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class Part:
    """A list, segment, mailbox or pool of a campaign."""

    kind: str
    """list, segment, mailbox, pool"""
    id: UUID
    name: str
    is_excluded: bool


@dataclass(frozen=True)
class Definition:
    """A campaign with all its parts."""

    campaign: Campaign
    steps: tuple[Step, ...]
    variants: tuple[Variant, ...]
    windows: tuple[Window, ...]
    parts: tuple[Part, ...]

    def of_kind(self, kind: str, *, excluded: bool = False) -> tuple[UUID, ...]:
        """The ids of its lists, segments, mailboxes or pools."""
        return tuple(part.id for part in self.parts if part.kind == kind and part.is_excluded == excluded)

    @property
    def emails(self) -> tuple[Step, ...]:
        """The steps that send."""
        return tuple(step for step in self.steps if step.step_type == StepType.EMAIL)
