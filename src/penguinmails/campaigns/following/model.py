"""What news is compared with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from penguinmails.campaigns.planning.model import Exit

RANK: Final = {
    reason: rank
    for rank, reason in enumerate(
        (
            Exit.FINISHED,
            Exit.NO_MAILBOX,
            Exit.TEMPLATE_ERROR,
            Exit.CAMPAIGN_ENDED,
            Exit.REMOVED,
            Exit.NO_CONSENT,
            Exit.SUPPRESSED,
            Exit.COLLEAGUE_REPLIED,
            Exit.REPLIED,
            Exit.ADDRESS_REFUSED,
            Exit.BOUNCED,
            Exit.UNSUBSCRIBED,
            Exit.COMPLAINED,
            Exit.LEAD_DELETED,
        )
    )
}
"""Which reason stays where an enrolment has several: the later in this order."""

FREE_MAIL: Final = frozenset(
    {
        "aol.com",
        "gmail.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "mail.ru",
        "me.com",
        "msn.com",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "163.com",
        "web.de",
        "yahoo.com",
        "yandex.ru",
        "zoho.com",
    }
)
"""Domains of no one employer: whoever else has an address there is no colleague."""


@dataclass(frozen=True)
class Sent:
    """A campaign's message, its enrolment and what is known of both. The enrolment is locked."""

    message_id: UUID
    step_id: UUID
    executed: datetime
    outcome: str | None
    settled_version: int
    replied: datetime | None
    bounced: datetime | None
    enrolment_id: UUID
    campaign_id: UUID
    company_id: UUID
    lead_id: UUID
    state: str
    current_step_id: UUID | None
    next_due: datetime | None
    exit_reason: str | None
    exited: datetime | None

    @property
    def awaits(self) -> bool:
        """Whether the enrolment stands at this message and waits to hear of it."""
        under_way = self.state in ("active", "paused")
        return under_way and self.current_step_id == self.step_id and self.next_due is None


@dataclass(frozen=True)
class Person:
    """A lead, as suppressing and stopping need it."""

    id: UUID
    company_id: UUID | None
    email: str
    email_domain: str


@dataclass(frozen=True)
class Rules:
    """What a campaign does about answers."""

    id: UUID
    stop_on_reply: bool
    stop_domain_on_reply: bool


@dataclass(frozen=True)
class UnderWay:
    """An enrolment that is not over, locked."""

    id: UUID
    lead_id: UUID
    state: str
    next_due: datetime | None
    exit_reason: str | None
    exited: datetime | None


@dataclass(frozen=True)
class SoftRun:
    """A lead whose last three messages all bounced softly."""

    lead_id: UUID


@dataclass(frozen=True)
class Version:
    """A campaign's version."""

    version: int
