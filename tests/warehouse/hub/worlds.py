"""Subscriptions that change while mail is sent, heard of in any order."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from penguinmails.billing import Terms
from tests.billing.factories import PRO, STARTER
from tests.warehouse.worlds import Dice, first_day

SUBSCRIPTIONS = [UUID(int=0x5B1), UUID(int=0x5B2)]
ALLOWANCES = [{}, {"emails_sent": 0}, {"emails_sent": 1}, {"emails_sent": 2, "users_used": 1}]


@dataclass(frozen=True)
class Sold:
    """The words on a tenant's subscriptions, in the order they were said."""

    terms: list[Terms]


def sold_of(dice: Dice, *, most: int = 5) -> Sold:
    """Some periods: months, weeks, days, of two subscriptions that overlap, change and end early."""
    terms: list[Terms] = []
    for version in range(dice.pick(range(most + 1))):
        start = first_day().date() + timedelta(days=dice.pick(range(-3, 50)))
        plan = dice.pick([STARTER, PRO])
        terms.append(
            Terms(
                subscription_id=dice.pick(SUBSCRIPTIONS),
                period_start=start,
                period_end=start + timedelta(days=dice.pick([31, 30, 28, 14, 7, 1, 0, 90])),
                plan_id=plan,
                plan_name="Starter" if plan == STARTER else "Pro",
                currency="USD",
                allowances=dice.pick(ALLOWANCES),
                version=version + 1,
                overage_unit=2,
                overage_price_minor=500,
            )
        )
        if terms[:-1] and dice.pick([False, False, True]):
            terms[-1] = replace(terms[-2], period_end=terms[-1].period_end, version=version + 1)
            terms[-1] = replace(terms[-1], period_end=max(terms[-1].period_start, terms[-1].period_end))
    return Sold(terms)
