"""What a subscription grants in one of its periods."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from penguinmails.kernel.handoff import Topic, as_payload
from penguinmails.kernel.tiers import Tier

TERMS: Final = Topic("subscription.described", Tier.OLAP, items="terms")
"""`{"terms": [Terms.payload(), …]}`: periods of a tenant's subscriptions as they are now."""

GIGABYTE: Final = 1_000_000_000
_DAYS_OF_MONTH: Final = 365.2425 / 12


@dataclass(frozen=True)
class SubscriptionRow:
    """A subscription with its plan's limits, its add-ons added; NULL = unlimited."""

    subscription_id: UUID
    plan_id: UUID
    plan_name: str
    currency: str
    period_start: datetime
    period_end: datetime
    ended: datetime | None
    users: int | None
    workspaces: int | None
    domains: int | None
    campaigns_a_month: int | None
    mailboxes: int | None
    emails_a_month: int | None
    warmups: int | None
    contacts: int | None
    storage_gigabytes: int | None
    overage_emails: int | None
    overage_price: int | None
    version: int


ALLOWANCES: Final = {
    "emails_sent": "emails_a_month",
    "campaigns_used": "campaigns_a_month",
    "mailboxes_used": "mailboxes",
    "domains_used": "domains",
    "users_used": "users",
    "workspaces_used": "workspaces",
    "contacts_used": "contacts",
    "warmups_active": "warmups",
    "storage_bytes": "storage_gigabytes",
}
"""Which figure of `olap.billing_analytics` each limit of a plan is held against."""
_A_MONTH: Final = frozenset({"emails_sent", "campaigns_used"})


@dataclass(frozen=True)
class Terms:
    """A period in whole UTC days, `period_end` not included, and what may be used in it."""

    subscription_id: UUID
    period_start: date
    period_end: date
    plan_id: UUID
    plan_name: str
    currency: str
    allowances: dict[str, int]
    """By figure of the period; one that is missing is unlimited."""
    version: int
    overage_unit: int | None = None
    """Messages beyond the allowance are sold in started blocks of so many; None: they are not sold."""
    overage_price_minor: int | None = None

    def payload(self) -> dict[str, Any]:
        """As JSON holds it; what is None is left out."""
        days = {"period_start": self.period_start.isoformat(), "period_end": self.period_end.isoformat()}
        return as_payload(self) | days


def terms_of(row: SubscriptionRow) -> Terms:
    """A subscription's period and allowances.

    The day in which a period ends belongs to the next, so that each day is in one. Where a period has several
    months (a year paid ahead), limits of a month count once for each.
    """
    ends = min(row.period_end, row.ended) if row.ended else row.period_end
    starts = _day(row.period_start)
    months = max(1, round((_day(row.period_end) - starts).days / _DAYS_OF_MONTH))
    allowances: dict[str, int] = {}
    for figure, name in ALLOWANCES.items():
        limit: int | None = getattr(row, name)
        if limit is not None:
            allowances[figure] = limit * (
                months if figure in _A_MONTH else GIGABYTE if figure == "storage_bytes" else 1
            )
    return Terms(
        subscription_id=row.subscription_id,
        period_start=starts,
        period_end=max(starts, _day(ends)),
        plan_id=row.plan_id,
        plan_name=row.plan_name,
        currency=row.currency,
        allowances=allowances,
        version=row.version,
        overage_unit=row.overage_emails,
        overage_price_minor=row.overage_price,
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
