"""Ingest: any order, split and repetition is the same ledger; what is wrong stops nothing else."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_interface
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penguinmails import notifications
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Relay, parked, send
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import EVENTS, RECEIVERS, Event, EventKind, EventSource, ingest
from penguinmails.ledger.events.reading import network_of
from penguinmails.ledger.events.service import BATCH
from tests.conftest import make_tenant
from tests.ledger.factories import CHROME, cut_up, happened, message, moment, rows, sent, take_in

LEDGER = "SELECT message_id, event_id, kind, occurred, ip_address, client, metadata FROM olap.email_events ORDER BY 1, 2"


def story(message_id: UUID) -> list[Event]:
    """All that may happen to a message."""
    return [
        sent(message_id),
        happened(message_id, EventKind.DELIVERED, moment(1), source=EventSource.PROVIDER),
        happened(message_id, EventKind.OPENED, moment(60), user_agent=CHROME, ip_address="203.0.113.77"),
        happened(message_id, EventKind.CLICKED, moment(70), user_agent=CHROME, ip_address="2001:db8:1:2::7"),
        happened(message_id, EventKind.BOUNCED, moment(80), bounce_type="soft", source=EventSource.INBOUND),
        happened(message_id, EventKind.REPLIED, moment(90), source=EventSource.INBOUND),
        happened(message_id, EventKind.UNSUBSCRIBED, moment(95), metadata={"method": "post"}),
    ]


async def test_a_repetition_inserts_nothing(databases: Databases, tenant: Scope) -> None:
    events = story(message())
    first = await take_in(databases, tenant, events)
    again = await take_in(databases, tenant, events)
    assert first.new == len(events)
    assert len(first.batch_ids) == 1
    assert (again.new, again.batch_ids, again.refused, again.late) == (0, (), 0, 0)
    queued = await rows(databases, tenant, "SELECT batch_id, rows FROM olap.rollup_queue")
    assert queued == [(first.batch_ids[0], len(events))]
    for queue in ("judge_queue", "engagement_queue"):
        assert await rows(databases, tenant, f"SELECT batch_id FROM olap.{queue}") == [first.batch_ids]


async def test_only_hits_wait_for_the_judge(databases: Databases, tenant: Scope) -> None:
    await take_in(databases, tenant, [sent(message())])
    assert await rows(databases, tenant, "SELECT 1 FROM olap.judge_queue") == []


async def test_addresses_are_shortened_and_clients_named(databases: Databases, tenant: Scope) -> None:
    one = message()
    addresses = [
        "203.0.113.77",
        "2001:db8:1:2::7",
        "::ffff:198.51.100.9",
        "nonsense",
        "fe80::1%eth0",
        "192.0.2.0/24",
    ]
    events = [
        happened(one, EventKind.OPENED, moment(n), str(n), user_agent=CHROME, ip_address=address)
        for n, address in enumerate(addresses)
    ]
    await take_in(databases, tenant, events)
    found = await rows(
        databases,
        tenant,
        "SELECT ip_address::text, client, device_type FROM olap.email_events ORDER BY occurred",
    )
    networks = ["203.0.113.0/24", "2001:db8:1::/48", "198.51.100.0/24", None, "fe80::/48", "192.0.2.0/24"]
    assert found == [(network, "chrome", "desktop") for network in networks]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(seed=st.integers(0, 10**6))
async def test_order_splitting_and_repetition_change_nothing(databases: Databases, seed: int) -> None:
    straight, shuffled = [await make_tenant(databases, f"Acme {ids.uuid7()}") for _ in range(2)]
    events = [event for _ in range(2) for event in story(message())]
    await take_in(databases, straight, events)
    for number, piece in enumerate(cut_up(events, seed)):
        if (seed + number) % 2:
            await take_in(databases, shuffled, piece)
            continue
        async with databases.tenant(Tier.CONTENT, shuffled) as tx:
            await send(tx, EVENTS, {"events": [event.payload() for event in piece]})
    await Relay(databases, RECEIVERS).drain()
    assert await rows(databases, shuffled, LEDGER) == await rows(databases, straight, LEDGER)
    counted = await rows(databases, shuffled, "SELECT sum(rows) FROM olap.rollup_queue")
    assert counted == [(len(events),)]


async def test_two_at_once_count_each_event_once(databases: Databases, tenant: Scope) -> None:
    events = [event for _ in range(40) for event in story(message())]
    several = await asyncio.gather(
        *(take_in(databases, tenant, events[:: 1 if n % 2 else -1]) for n in range(4))
    )
    assert sum(each.new for each in several) == len(events)
    assert await rows(databases, tenant, "SELECT sum(rows) FROM olap.rollup_queue") == [(len(events),)]


async def test_a_worker_takes_in_for_a_tenant(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    async with databases.worker(Tier.OLAP) as tx:
        await ingest(tx, tenant.tenant_id, story(message()))
    assert len(await rows(databases, tenant, LEDGER)) == 7
    assert await rows(databases, other_tenant, LEDGER) == []


def broken() -> list[tuple[str, Event]]:
    one = message()
    return [
        ("a click without a link", replace(happened(one, EventKind.CLICKED, moment()), link_url=None)),
        ("sent from no mailbox", replace(sent(one), mailbox_id=None)),
        ("no UUID of version 7", sent(uuid4())),
        ("of a month far ahead", sent(ids.uuid7_floor(datetime(2199, 1, 1, tzinfo=UTC)))),
        ("of no known kind", replace(sent(one), kind="vanished")),  # type: ignore[arg-type]
    ]


@pytest.mark.parametrize(("what", "event"), broken(), ids=[what for what, _ in broken()])
async def test_a_broken_event_stops_no_other_and_is_parked_alone(
    databases: Databases, tenant: Scope, what: str, event: Event
) -> None:
    good = story(message())
    taken = await take_in(databases, tenant, [*good[:3], event, *good[3:]])
    assert (taken.new, taken.refused) == (len(good), 1)
    relay = Relay(databases, (*RECEIVERS, *notifications.RECEIVERS))
    for _ in range(20):
        await relay.drain()
        async with databases.worker(Tier.OLAP) as tx:
            await tx.connection.execute("UPDATE olap.handoff_outbox SET not_before = now()")
    (row,) = await parked(databases)
    assert row.topic == EVENTS.name
    assert "EventRefused" in row.error
    assert len(await rows(databases, tenant, LEDGER)) == len(good)


async def test_a_handoff_is_not_held_up_by_a_broken_event(databases: Databases, tenant: Scope) -> None:
    good = story(message())
    payloads: list[dict[str, Any]] = [event.payload() for event in good]
    async with databases.tenant(Tier.CONTENT, tenant) as tx:
        await send(tx, EVENTS, {"events": [*payloads, {"kind": "sent"}, {"nothing": "known"}]})
    await Relay(databases, RECEIVERS).deliver_due()
    assert len(await rows(databases, tenant, LEDGER)) == len(good)
    waiting = await rows(
        databases, tenant, "SELECT payload FROM olap.handoff_outbox WHERE topic = %s", EVENTS.name
    )
    assert [row["events"] for (row,) in waiting] == [[{"kind": "sent"}], [{"nothing": "known"}]]


async def test_what_postgresql_cannot_hold_is_replaced(databases: Databases, tenant: Scope) -> None:
    event = happened(
        message(), EventKind.OPENED, moment(), user_agent="a\0b\ud800c", metadata={"x\0": ["\0"]}
    )
    taken = await take_in(databases, tenant, [event])
    assert taken.refused == 0
    found = await rows(databases, tenant, "SELECT user_agent, metadata FROM olap.email_events")
    assert found == [("a\ufffdb\ufffdc", {"x\ufffd": ["\ufffd"]})]


async def test_events_of_archived_months_are_kept_aside_and_reported(
    databases: Databases, tenant: Scope
) -> None:
    old = ids.uuid7_floor(datetime(2020, 3, 4, tzinfo=UTC))
    events = [happened(old, EventKind.OPENED, moment(), user_agent=CHROME), *story(message())]
    first = await take_in(databases, tenant, events)
    again = await take_in(databases, tenant, events)
    assert (first.late, first.new, again.late) == (1, 7, 0)
    late = await rows(databases, tenant, "SELECT message_id, kind, event ->> 'client' FROM olap.late_events")
    assert late == [(old, "opened", "chrome")]
    told = await rows(
        databases,
        tenant,
        "SELECT count(*) FROM olap.handoff_outbox WHERE topic = %s",
        notifications.RAISED.name,
    )
    assert told == [(1,)]


async def test_the_ledger_of_another_tenant_is_closed(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    one = message()
    await take_in(databases, tenant, [sent(one)])
    assert await rows(databases, other_tenant, LEDGER) == []
    taken = await take_in(databases, other_tenant, [sent(one, moment(5))])
    assert taken.new == 1
    assert [row[3] for row in await rows(databases, tenant, LEDGER)] == [moment()]


async def test_dimensions_of_what_was_never_sent_are_kept_beside_it(
    databases: Databases, tenant: Scope
) -> None:
    campaign = ids.uuid7()
    event = happened(
        message(), EventKind.FAILED, moment(), source=EventSource.DELIVERY, metadata={"reason": "paused"}
    )
    await take_in(databases, tenant, [replace(event, message_kind="campaign", campaign_id=campaign)])
    found = await rows(databases, tenant, "SELECT campaign_id, metadata FROM olap.email_events")
    assert found == [
        (None, {"reason": "paused", "message_kind": "campaign", "campaign_id": str(campaign)}),
    ]


async def test_more_than_one_batch(databases: Databases, tenant: Scope) -> None:
    start = moment()
    events = [sent(message(), start + timedelta(seconds=n)) for n in range(BATCH + 200)]
    await take_in(databases, tenant, events[:50])
    taken = await take_in(databases, tenant, [*events, events[-1]])
    found = await rows(
        databases,
        tenant,
        "SELECT event_id FROM olap.email_events WHERE batch_id = ANY (%s)",
        list(taken.batch_ids),
    )
    assert {event_id for (event_id,) in found} == {event.event_id for event in events[50:]}
    assert (taken.new, len(taken.batch_ids)) == (BATCH + 150, 2)


@given(
    st.lists(
        st.sampled_from(["0", "00", "9", "10", "099", "199", "255", "256", "1 ", "", "٣"]),
        min_size=3,
        max_size=5,
    )
)
def test_an_address_is_read_as_the_standard_library_reads_it(octets: list[str]) -> None:
    address = ".".join(octets)
    try:
        expected = str(ip_interface(f"{ip_interface(address.strip()).ip}/24").network)
    except ValueError:
        expected = None
    assert network_of(address) == expected
