"""What is counted in a billing period, in words, and the rows of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID


class Unit(StrEnum):
    """What a figure counts."""

    NUMBER = "number"
    BYTES = "bytes"


class Source(StrEnum):
    """How a figure comes about."""

    SUM = "sum"
    """Of the facts of the period's days."""
    DIFFERENT = "different"
    """Different things that were in use on any of the period's days."""
    MOST = "most"
    """The largest of the period's daily samples."""
    DERIVED = "derived"
    """From another figure."""


@dataclass(frozen=True)
class Figure:
    """A column of `olap.billing_analytics`, and what it means to whoever pays."""

    name: str
    label: str
    source: Source
    definition: str
    """One plain sentence."""
    unit: Unit = Unit.NUMBER


FIGURES: Final = (
    Figure("emails_sent", "emails", Source.SUM, "Campaign messages sent on the period's days (UTC)."),
    Figure(
        "emails_overage",
        "emails beyond the plan",
        Source.DERIVED,
        "The part of the emails sent that the plan and its add-ons do not include.",
    ),
    Figure(
        "mailboxes_used",
        "mailboxes in use",
        Source.DIFFERENT,
        "Different mailboxes that sent anything but tests, or warmed up, in the period.",
    ),
    Figure(
        "domains_used",
        "domains in use",
        Source.DIFFERENT,
        "Different domains that anything but tests was sent from in the period.",
    ),
    Figure(
        "campaigns_used",
        "campaigns in use",
        Source.DIFFERENT,
        "Different campaigns that sent a message in the period.",
    ),
    Figure(
        "leads_used",
        "leads written to",
        Source.DIFFERENT,
        "Different leads that a campaign wrote to in the period.",
    ),
    Figure(
        "warmups_active",
        "warm-ups",
        Source.DIFFERENT,
        "Different mailboxes that sent warm-up mail in the period.",
    ),
    Figure("users_used", "users", Source.MOST, "The most members that the tenant had at once in the period."),
    Figure(
        "workspaces_used",
        "workspaces",
        Source.MOST,
        "The most companies that the tenant had at once in the period.",
    ),
    Figure(
        "contacts_used",
        "contacts",
        Source.MOST,
        "The most leads that the tenant kept at once in the period, deleted ones left out.",
    ),
    Figure(
        "storage_bytes",
        "storage",
        Source.MOST,
        "The most bytes of mail and attachments that were kept at once in the period, as they lie on disk.",
        Unit.BYTES,
    ),
    Figure("api_calls", "API calls", Source.SUM, "Calls of the API in the period; nothing counts them yet."),
    Figure(
        "bounced_hard",
        "bounced hard",
        Source.SUM,
        "Of the period's campaign messages, those whose address does not exist.",
    ),
    Figure(
        "bounced_soft",
        "bounced soft",
        Source.SUM,
        "Of the period's campaign messages, those that were refused for now.",
    ),
    Figure(
        "bounced_block",
        "blocked",
        Source.SUM,
        "Of the period's campaign messages, those that were refused for what we are or sent.",
    ),
    Figure(
        "spam_complaints",
        "complaints",
        Source.SUM,
        "Of the period's campaign messages, those that somebody reported as spam.",
    ),
)
"""All that a period counts, in the order of a statement. Nothing else says what these words mean."""
NAMES: Final = tuple(figure.name for figure in FIGURES)


@dataclass(frozen=True)
class Figures:
    """What was used in a period; the fields are columns of `olap.billing_analytics`."""

    emails_sent: int = 0
    emails_overage: int = 0
    mailboxes_used: int = 0
    domains_used: int = 0
    campaigns_used: int = 0
    leads_used: int = 0
    warmups_active: int = 0
    users_used: int = 0
    workspaces_used: int = 0
    contacts_used: int = 0
    storage_bytes: int = 0
    api_calls: int = 0
    bounced_hard: int = 0
    bounced_soft: int = 0
    bounced_block: int = 0
    spam_complaints: int = 0

    def items(self) -> list[tuple[str, int]]:
        """Name and value, in the order of `FIGURES`."""
        return [(name, getattr(self, name)) for name in NAMES]


@dataclass(frozen=True)
class Counted:
    """What facts or states, and samples, say of a period; the rest follows from the plan."""

    emails_sent: int
    mailboxes_used: int
    domains_used: int
    campaigns_used: int
    leads_used: int
    warmups_active: int
    users_used: int
    workspaces_used: int
    contacts_used: int
    storage_bytes: int
    bounced_hard: int
    bounced_soft: int
    bounced_block: int
    spam_complaints: int

    def figures(self, allowance: int | None) -> Figures:
        """All figures, with so many messages included in the plan; None: any number."""
        beyond = 0 if allowance is None else max(0, self.emails_sent - allowance)
        return Figures(**vars(self), emails_overage=beyond)


@dataclass(frozen=True)
class Period(Figures):
    """A row of the hub. `ends` is not included."""

    id: int = 0
    subscription_id: UUID | None = None
    plan_id: UUID | None = None
    starts: date = date.min
    ends: date = date.max
    calculated: datetime | None = None
    frozen: datetime | None = None


@dataclass(frozen=True)
class TermsRow:
    """What the plan allowed in a period."""

    plan_name: str
    currency: str
    allowances: dict[str, int]
    overage_unit: int | None
    overage_price_minor: int | None


NO_PLAN: Final = TermsRow("No plan", "USD", {}, None, None)
"""Of a tenant without a subscription: nothing is limited, nothing costs."""


@dataclass(frozen=True)
class Adjusted:
    """Adjustments of one figure of one frozen period, summed."""

    billing_id: int
    metric: str
    delta: int


@dataclass(frozen=True)
class Sample:
    """What a tenant has at this moment, of what is not an event."""

    users_used: int
    workspaces_used: int
    contacts_used: int
    storage_bytes: int


@dataclass(frozen=True)
class Day:
    """A day of a period, and the campaign mail sent on it."""

    day: date
    emails_sent: int


@dataclass(frozen=True)
class Line:
    """One figure of a statement."""

    line: int
    metric: str
    quantity: int
    adjusted_billing_id: int | None = None
    """The earlier period whose change the line carries; None: the statement's own period."""
    included: int | None = None
    """What the plan allows; None: no limit."""
    overage: int = 0
    unit_size: int = 1
    unit_price_minor: int = 0
    amount_minor: int = 0


@dataclass(frozen=True)
class Statement:
    """What a tenant is told it used in one period. An invoice cites `id` and `content_hash`."""

    id: UUID
    billing_id: int
    subscription_id: UUID | None
    starts: date
    ends: date
    plan_name: str
    currency: str
    total_minor: int
    status: str
    issued: datetime | None
    content_hash: bytes | None


@dataclass(frozen=True)
class Told:
    """What the statement of a frozen period said of messages beyond the plan."""

    included: int | None
    unit_size: int
    unit_price_minor: int


@dataclass(frozen=True)
class TenantUsage:
    """A tenant's current period in a line, for operators."""

    tenant_id: UUID
    tenant: str | None
    plan: str | None
    starts: date
    ends: date
    emails_sent: int
    emails_overage: int
    mailboxes_used: int
    leads_used: int
    users_used: int
    contacts_used: int
    storage_bytes: int
    calculated: datetime | None


@dataclass(frozen=True)
class Outcome:
    """What a calculation did."""

    counted: int = 0
    """Open periods."""
    frozen: int = 0
    adjustments: int = 0

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.counted + other.counted, self.frozen + other.frozen, self.adjustments + other.adjustments
        )
