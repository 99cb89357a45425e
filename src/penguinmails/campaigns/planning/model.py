"""What the scheduler reads and writes of campaigns and enrolments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from penguinmails.campaigns.definitions.model import Step


class PlanReason(StrEnum):
    """Why a campaign's planning waits."""

    WINDOW = "window"
    CAPACITY = "capacity"
    MAILBOXES = "mailboxes"
    TEMPLATE = "template"
    STEPS = "steps"
    ERROR = "error"


class Result(StrEnum):
    """What came of a step for one lead."""

    PLANNED = "planned"
    SKIPPED = "skipped"
    WAITED = "waited"
    HELD = "held"
    HELD_NOT = "held_not"


class Exit(StrEnum):
    """Why an enrolment is over."""

    FINISHED = "finished"
    REPLIED = "replied"
    COLLEAGUE_REPLIED = "colleague_replied"
    BOUNCED = "bounced"
    UNSUBSCRIBED = "unsubscribed"
    COMPLAINED = "complained"
    SUPPRESSED = "suppressed"
    NO_CONSENT = "no_consent"
    LEAD_DELETED = "lead_deleted"
    REMOVED = "removed"
    CAMPAIGN_ENDED = "campaign_ended"
    TEMPLATE_ERROR = "template_error"
    NO_MAILBOX = "no_mailbox"
    ADDRESS_REFUSED = "address_refused"

    @property
    def state(self) -> str:
        """The state of an enrolment that ended so."""
        return _STATES.get(self, "stopped")


_STATES: Final = {Exit.FINISHED: "completed", Exit.TEMPLATE_ERROR: "failed", Exit.NO_MAILBOX: "failed"}


@dataclass(frozen=True)
class DueCampaign:
    """A campaign with enrolments that are due."""

    tenant_id: UUID
    campaign_id: UUID


@dataclass(frozen=True)
class Campaign:
    """A campaign that is sending, as its planning needs it."""

    id: UUID
    company_id: UUID
    campaign_type: str
    priority: int
    timezone: str
    recipient_timezone: bool
    from_name: str | None
    reply_to: str | None
    track_opens: bool
    track_clicks: bool
    daily_limit: int | None
    keep_bodies: bool
    metadata: dict[str, Any]
    opener_day: date | None
    opener_count: int
    waited: bool

    def openers_left(self, today: date) -> int | None:
        """How many leads may be written to for the first time today; None: any number."""
        if self.daily_limit is None:
            return None
        return max(0, self.daily_limit - (self.opener_count if self.opener_day == today else 0))


class Steps:
    """The steps of a campaign in their order."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._order = tuple(steps)
        self._place = {step.id: place for place, step in enumerate(steps)}

    def __iter__(self) -> Iterator[Step]:
        return iter(self._order)

    def at(self, step_id: UUID | None) -> Step | None:
        """The step of that id; None: the first, also where the step is gone."""
        place = 0 if step_id is None else self._place.get(step_id, 0)
        return self._order[place] if self._order else None

    def after(self, step: Step) -> Step | None:
        """The next in order."""
        place = self._place[step.id] + 1
        return self._order[place] if place < len(self._order) else None


@dataclass(frozen=True)
class WindowRow:
    """A window in which a campaign sends, in seconds after midnight."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True)
class Blackout:
    """A day on which nothing is sent: to everybody, or to one country."""

    day: date
    country: str | None


@dataclass(frozen=True)
class SendBy:
    """A mailbox that a campaign names itself, and the address and share it has there."""

    email_account_id: UUID
    from_address_id: UUID | None
    weight: int


@dataclass(frozen=True)
class PoolOf:
    """A rotation pool of a campaign."""

    rotation_pool_id: UUID


@dataclass(frozen=True)
class ListOf:
    """A list that a campaign goes to."""

    list_id: UUID


@dataclass(frozen=True)
class Due:
    """An enrolment that has fallen due, locked."""

    id: UUID
    lead_id: UUID
    list_id: UUID | None
    current_step_id: UUID | None
    next_due: datetime
    email_account_id: UUID | None
    first_message_id: UUID | None


@dataclass(frozen=True)
class Passed:
    """A step that an enrolment has been through. Opens and clicks are a person's."""

    enrolment_id: UUID
    step_id: UUID
    result: str
    opened: datetime | None
    clicked: datetime | None
    replied: datetime | None


@dataclass(frozen=True)
class SendDay:
    """How often a lead is written to on a UTC day, over all campaigns."""

    lead_id: UUID
    day: date
    planned: int
    last_planned: datetime


@dataclass(frozen=True)
class Planned:
    """What a batch did: enrolments that moved, messages handed on, and whether more may be due."""

    moved: int = 0
    messages: int = 0

    def __add__(self, other: "Planned") -> "Planned":
        return Planned(self.moved + other.moved, self.messages + other.messages)


@dataclass
class Move:
    """What is written of one enrolment: where it goes on, or why it is over."""

    enrolment_id: UUID
    step_id: UUID | None
    next_due: datetime | None
    mailbox_id: UUID | None = None
    message_id: UUID | None = None
    exit: Exit | None = None
    at: datetime | None = None
    """When it happened, where that was before it is written."""
    records: list[tuple[UUID, Result]] = field(default_factory=list[tuple[UUID, Result]])
    variant_id: UUID | None = None


@dataclass(frozen=True)
class PlanState:
    """How a campaign's planning stands, and how many enrolments stand where."""

    id: UUID
    status: str
    status_reason: str | None
    plan_after: datetime | None
    plan_reason: str | None
    enrolled: datetime | None
    enrolled_to: UUID | None
    enrol_after: datetime | None
    enrol_error: str | None
    due: int
    later: int
    at_sender: int
    over: int
    next_due: datetime | None


@dataclass(frozen=True)
class EnrolmentState:
    """How a lead's enrolment stands."""

    id: UUID
    state: str
    next_due: datetime | None
    exit_reason: str | None
    exited: datetime | None


@dataclass(frozen=True)
class StepTaken:
    """A step that a lead has been through, and what became of its message."""

    step_order: int
    step_type: str
    result: str
    executed: datetime
    message_id: UUID | None
    outcome: str | None
    settled: datetime | None
    opened: datetime | None
    clicked: datetime | None
    replied: datetime | None
    bounced: datetime | None
