"""What is recorded reaches the chain: once, in order, without a gap."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penguinmails import audit
from penguinmails.audit import Actor, ActorKind, Filter, Retention, ValueNotPlain
from penguinmails.audit.service import changed
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Relay
from penguinmails.kernel.tiers import Tier
from tests.audit import factories
from tests.kernel.killed_relay import STEPS
from tests.kernel.killing import relay_killed_at
from tests.servers import Clone

Values = dict[str, Any] | None


@pytest.fixture
def somebody() -> Scope:
    return Scope.tenant_wide(ids.uuid7())


async def test_a_record_says_who_did_what_and_what_changed(
    layout_databases: Databases, somebody: Scope
) -> None:
    databases = layout_databases
    await factories.record(
        databases,
        somebody,
        old={"name": "A", "budget": 10, "gone": True},
        new={"name": "B", "budget": 10, "come": None},
        notes="on request",
        metadata={"request_id": "r-1"},
    )
    await factories.deliver(databases)
    async with databases.tenant(Tier.OLAP, somebody) as tx:
        (row,) = await audit.list_entries(tx, Filter())
    assert (row.seq, row.actor, row.admin_user_id) == (1, "user", str(UUID(int=7)))
    assert (row.action, row.resource_type, row.resource_id) == ("campaign.paused", "campaign", "c-1")
    assert (row.old_values, row.new_values) == ({"name": "A", "gone": True}, {"name": "B", "come": None})
    assert (str(row.ip_address), row.user_agent, row.notes) == ("192.0.2.7", "Firefox", "on request")
    assert row.metadata == {"request_id": "r-1"}
    assert [verdict.holds for verdict in await audit.verify(databases)] == [True]


async def test_what_rolls_back_is_not_recorded(databases: Databases, somebody: Scope) -> None:
    with pytest.raises(ValueNotPlain):
        await factories.record(databases, somebody, new={"name": "a\0b"})
    assert await factories.deliver(databases) == 0


async def test_the_app_can_neither_change_nor_delete_a_row(databases: Databases) -> None:
    scope = await factories.chain(databases, [1])
    for statement in (
        "UPDATE olap.admin_audit_log SET notes = 'x'",
        "DELETE FROM olap.admin_audit_log",
        "DELETE FROM olap.audit_heads",
        "TRUNCATE olap.admin_audit_log",
    ):
        async with databases.tenant(Tier.OLAP, scope) as tx:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                async with tx.savepoint():
                    await tx.connection.execute(statement)
    for statement in ("UPDATE olap.admin_audit_log SET action = 'x'", "DELETE FROM olap.admin_audit_log"):
        async with databases.worker(Tier.OLAP) as tx:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                async with tx.savepoint():
                    await tx.connection.execute(statement)


async def test_a_member_of_one_company_is_recorded_too(databases: Databases, somebody: Scope) -> None:
    member = replace(somebody, companies=frozenset({ids.uuid7()}), user_id=ids.uuid7())
    await factories.record(databases, member, by=Tier.OLTP)
    await factories.record(databases, member, by=Tier.CONTENT)
    assert await factories.deliver(databases) == 2


@given(
    plan=st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from([Tier.OLTP, Tier.CONTENT, Tier.OLAP])),
        min_size=1,
        max_size=40,
    )
)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_relays_at_once_make_chains_without_a_gap(
    clone: Clone, databases: Databases, plan: list[tuple[int, Tier]]
) -> None:
    tenants = [Scope.tenant_wide(ids.uuid7()) for _ in range(3)]
    for number, (which, tier) in enumerate(plan):
        await factories.record(databases, tenants[which], new={"n": number}, by=tier)
    async with Databases(clone.address) as others:
        await asyncio.gather(
            factories.deliver(databases), factories.deliver(others), factories.deliver(databases)
        )
    for which, scope in enumerate(tenants):
        count = sum(1 for wanted, _ in plan if wanted == which)
        (verdict,) = await audit.verify(databases, scope.tenant_id)
        assert (verdict.holds, verdict.rows) == (True, count)
        async with databases.tenant(Tier.OLAP, scope) as tx:
            rows = await audit.list_entries(tx, Filter(), page=100)
        assert [row.seq for row in rows] == list(range(count, 0, -1))
        told = sorted(row.new_values["n"] for row in rows if row.new_values)
        assert told == [number for number, (wanted, _) in enumerate(plan) if wanted == which]


@pytest.mark.parametrize("step", STEPS)
async def test_a_relay_killed_at_any_step_leaves_one_row_for_each_record(clone: Clone, step: str) -> None:
    scope = Scope.tenant_wide(ids.uuid7())
    async with Databases(clone.address) as databases:
        for number in range(3):
            await factories.record(databases, scope, new={"n": number})
    assert await asyncio.to_thread(relay_killed_at, clone, step, module="penguinmails.audit")
    async with Databases(clone.address) as databases:
        await Relay(databases, audit.RECEIVERS).drain()
        (verdict,) = await audit.verify(databases)
        assert (verdict.holds, verdict.rows) == (True, 3)


async def test_the_list_pages_and_filters(databases: Databases) -> None:
    scopes = [await factories.chain(databases, range(5)) for _ in range(2)]
    await factories.record(
        databases, scopes[0], action="lead.imported", resource=("import", 9), actor=Actor.system("imports")
    )
    await factories.deliver(databases)

    seen: list[tuple[UUID, int]] = []
    after = None
    while page := await audit.list_everywhere(databases, Filter(), after=after, page=4):
        seen += [(row.tenant_id, row.seq) for row in page]
        after = audit.Cursor(page[-1].created, page[-1].tenant_id, page[-1].seq)
    assert len(seen) == len(set(seen)) == 11
    assert seen[0] == (scopes[0].tenant_id, 6)

    async def found(**wanted: object) -> list[int]:
        rows = await audit.list_everywhere(databases, Filter(**wanted))  # pyright: ignore[reportArgumentType]
        return [row.seq for row in rows]

    assert await found(tenant_id=scopes[1].tenant_id) == [5, 4, 3, 2, 1]
    assert await found(resource_type="import", resource_id="9") == [6]
    assert await found(action="lead.imported") == [6]
    assert await found(resource_type="lead", resource_id="l-2") == [3, 3]
    first = await audit.show(databases, scopes[0].tenant_id, 6)
    assert await found(since=first.created) == [6]
    with pytest.raises(audit.AuditRowNotFound):
        await audit.show(databases, scopes[0].tenant_id, 7)
    async with databases.tenant(Tier.OLAP, scopes[1]) as tx:
        assert [row.seq for row in await audit.list_entries(tx, Filter(), before_seq=3, page=1)] == [2]
        assert (
            await audit.list_entries(tx, Filter(tenant_id=scopes[0].tenant_id, action="lead.imported")) == []
        )


NOTHING: dict[str, Any] = {}
DIFFERENCES: list[tuple[Values, Values, tuple[Values, Values]]] = [
    (None, {"a": 1}, (None, {"a": 1})),
    ({"a": 1}, None, ({"a": 1}, None)),
    ({"a": 1, "b": 2}, {"a": 1, "b": 3}, ({"b": 2}, {"b": 3})),
    ({"a": 1}, {"a": True}, ({"a": 1}, {"a": True})),
    ({"a": [1, {"x": 1}]}, {"a": [1, {"x": 1}]}, (NOTHING, NOTHING)),
    ({"a": None}, NOTHING, ({"a": None}, NOTHING)),
]


@pytest.mark.parametrize(("old", "new", "kept"), DIFFERENCES)
def test_only_what_differs_is_kept(old: Values, new: Values, kept: tuple[Values, Values]) -> None:
    assert changed(old, new) == kept


def test_actors() -> None:
    assert Actor.operator().kind is ActorKind.OPERATOR
    assert Actor.operator().id
    assert Actor.system("retention") == Actor(ActorKind.SYSTEM, "retention")
    assert {Retention.LEGAL} == {category for category, kept in audit.RETENTION.items() if kept is None}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::1"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        (None, None),
    ],
)
async def test_addresses_are_kept_in_one_form(
    databases: Databases, somebody: Scope, given: str | None, kept: str | None
) -> None:
    await factories.record(databases, somebody, actor=replace(factories.SOMEBODY, ip=given))
    await factories.deliver(databases)
    row = await audit.show(databases, somebody.tenant_id, 1)
    assert (row.ip_address and str(row.ip_address)) == kept
    assert [verdict.holds for verdict in await audit.verify(databases)] == [True]
