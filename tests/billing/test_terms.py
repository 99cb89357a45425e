"""What a subscription's period allows, in whole days."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from penguinmails.billing import current_terms, tell_terms_of_all
from penguinmails.billing.model import SubscriptionRow, terms_of
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.billing.factories import PRO, put_addon, put_subscription

NOON = datetime(2026, 3, 14, 12, 30, tzinfo=UTC)


def row_of(starts: datetime, ends: datetime, ended: datetime | None = None) -> SubscriptionRow:
    limits = dict.fromkeys(
        (
            "users",
            "workspaces",
            "domains",
            "mailboxes",
            "warmups",
            "contacts",
            "overage_emails",
            "overage_price",
        )
    )
    return SubscriptionRow(
        subscription_id=ids.uuid7(),
        plan_id=PRO,
        plan_name="Pro",
        currency="USD",
        period_start=starts,
        period_end=ends,
        ended=ended,
        version=1,
        emails_a_month=100,
        campaigns_a_month=7,
        storage_gigabytes=3,
        **limits,
    )


def test_limits_of_a_month_count_for_each_month_paid_ahead() -> None:
    year = terms_of(row_of(NOON, NOON.replace(year=2027)))
    assert year.allowances == {"emails_sent": 1200, "campaigns_used": 84, "storage_bytes": 3_000_000_000}
    trial = terms_of(row_of(NOON, NOON + timedelta(days=14)))
    assert trial.allowances["emails_sent"] == 100


def test_what_ends_early_ends_on_that_day_and_one_day_can_be_none() -> None:
    ended = terms_of(row_of(NOON, NOON + timedelta(days=30), NOON + timedelta(days=2)))
    assert (ended.period_start, ended.period_end) == (date(2026, 3, 14), date(2026, 3, 16))
    at_once = terms_of(row_of(NOON, NOON + timedelta(days=30), NOON + timedelta(hours=1)))
    assert at_once.period_start == at_once.period_end
    assert at_once.allowances["emails_sent"] == 100


@given(st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=400)), min_size=2, max_size=12))
def test_periods_that_follow_each_other_do_so_in_days(lengths: list[timedelta]) -> None:
    start = NOON
    last = None
    for length in lengths:
        terms = terms_of(row_of(start, start + length))
        assert last in (None, terms.period_start)
        start, last = start + length, terms.period_end


async def test_add_ons_raise_the_limits_they_are_named_after(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    start = clock.now() - timedelta(days=3)
    subscription = await put_subscription(databases, tenant, start, start + timedelta(days=30))
    await put_addon(databases, tenant, subscription, "emails", 5000)
    await put_addon(databases, tenant, subscription, "users", 1)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        [terms] = await current_terms(tx)
    assert terms.allowances["emails_sent"] == 15_000
    assert terms.allowances["users_used"] == 3
    assert "contacts_used" not in terms.allowances
    assert (terms.overage_unit, terms.overage_price_minor) == (10_000, 1000)
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        assert await current_terms(tx) == []


async def test_who_did_not_agree_to_overage_is_not_sold_any(databases: Databases, tenant: Scope) -> None:
    start = clock.now() - timedelta(days=3)
    await put_subscription(databases, tenant, start, start + timedelta(days=30), overage_allowed=False)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        [terms] = await current_terms(tx)
    assert (terms.overage_unit, terms.overage_price_minor) == (None, None)


async def test_an_hour_tells_of_everybody_who_pays_or_did_lately(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    now = clock.now()
    ages_ago, lately = now - timedelta(days=300), now - timedelta(days=3)
    for scope, ended in [(tenant, lately), (other_tenant, ages_ago)]:
        await put_subscription(
            databases, scope, ended - timedelta(days=30), now, status="canceled", ended=ended
        )
    assert await tell_terms_of_all(databases) == 1
