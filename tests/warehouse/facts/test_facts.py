"""Which mail counts in which table."""

from uuid import UUID

import pytest

from penguinmails.kernel.db import Databases, Scope
from penguinmails.ledger import EventKind
from penguinmails.warehouse import FACTS, fact_of
from tests.ledger.factories import happened, moment, rows, sent
from tests.warehouse.oracle import COUNTED, KEYS
from tests.warehouse.rollup.factories import CAMPAIGN, counted, mail, one

DAY = moment().date().isoformat()


def test_the_declarations_say_what_the_recount_says() -> None:
    assert {fact.table: set(fact.keys) for fact in FACTS} == {
        table: set(keys) for table, keys in KEYS.items()
    }
    assert {fact.table: set(fact.measures) for fact in FACTS} == {
        table: set(names) for table, names in COUNTED.items()
    }


def test_the_keys_are_the_tables_keys(schema_keys: dict[str, tuple[str, ...]]) -> None:
    assert {fact.table: set(fact.keys) for fact in FACTS} == {
        fact.table: set(schema_keys[fact.table]) for fact in FACTS
    }


@pytest.mark.parametrize(
    ("kind", "tables"),
    [
        ("warmup", {"mailbox_analytics", "provider_totals", "warmup_analytics"}),
        ("reply", {"mailbox_analytics", "provider_totals"}),
        ("manual", {"mailbox_analytics", "provider_totals"}),
        ("system", {"mailbox_analytics", "provider_totals"}),
        ("test", set[str]()),
    ],
)
async def test_mail_of_other_kinds(databases: Databases, tenant: Scope, kind: str, tables: set[str]) -> None:
    message = one()
    opened = happened(message, EventKind.OPENED, moment(1), device_type="mobile")
    found = await counted(databases, tenant, [sent(message, message_kind=kind), opened])
    assert {table for table, counts in found.items() if counts} == tables


async def test_without_a_variant(databases: Databases, tenant: Scope) -> None:
    found = await counted(databases, tenant, [mail(one())])
    assert not found["variant_analytics"]
    assert found["sequence_step_analytics"]


async def test_an_unknown_receiver_and_domain(databases: Databases, tenant: Scope) -> None:
    found = await counted(databases, tenant, [mail(one(), receiving_provider=None, sending_domain=None)])
    ((_, _, provider, _),) = found["provider_totals"]
    assert provider == "unknown"
    assert await rows(databases, tenant, "SELECT sending_domain FROM olap.provider_totals") == [("",)]


async def test_activity_counts_when_it_happened(databases: Databases, tenant: Scope) -> None:
    message = one()
    found = await counted(
        databases, tenant, [mail(message), happened(message, EventKind.REPLIED, moment(-86400))]
    )
    assert {bucket[2]: counts for bucket, counts in found["engagement_buckets"].items()} == {
        DAY: {"sent": 1},
        moment(-86400).date().isoformat(): {"replies": 1},
    }
    assert found["campaign_analytics"][str(CAMPAIGN), DAY]["replied"] == 1


async def test_links_keep_their_address_and_text(databases: Databases, tenant: Scope) -> None:
    message = one()
    told = {"link_url": "https://example.com/ä", "link_text": "Offer"}
    clicks = [happened(message, EventKind.CLICKED, moment(n), str(n), **told) for n in (1, 2)]
    found = await counted(databases, tenant, [mail(message), *clicks])
    assert list(found["link_totals"].values()) == [{"clicked_tracked": 1, "clicks_total": 2}]
    assert await rows(databases, tenant, "SELECT link_url, link_text FROM olap.link_totals") == [
        tuple(told.values())
    ]


async def test_a_row_names_the_period_of_its_day(databases: Databases, tenant: Scope) -> None:
    await counted(databases, tenant, [mail(one())])
    billed = [
        fact.table
        for fact in FACTS
        if fact.billed and fact.table not in ("warmup_analytics", "variant_analytics")
    ]
    for table in billed:
        ((starts, ends),) = await rows(
            databases,
            tenant,
            f"SELECT b.period_start, b.period_end FROM olap.{table} f"
            " JOIN olap.billing_analytics b ON (b.tenant_id, b.id) = (f.tenant_id, f.billing_id)",
        )
        assert starts <= moment() < ends


async def test_a_mailbox_that_sends_for_two_companies_is_nobodys(databases: Databases, tenant: Scope) -> None:
    await counted(databases, tenant, [mail(one()), mail(one())])
    assert await rows(databases, tenant, "SELECT company_id FROM olap.mailbox_analytics") == [
        (mail(one()).company_id,)
    ]
    await counted(databases, tenant, [mail(one(), company_id=UUID(int=5), campaign_id=UUID(int=6))])
    assert await rows(databases, tenant, "SELECT company_id FROM olap.mailbox_analytics") == [(None,)]


def test_a_table_is_found_by_its_name() -> None:
    assert fact_of("lead_analytics").keys == ("campaign_id", "activity_date", "lead_id")
