"""Values go when their time is over or a person asks; the chain holds, and says what went."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails import audit
from penguinmails.audit import Actor, Erased, Erasure, ErasureUnspecified, Filter, Retention, spans, store
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.audit import factories

OPERATOR = Actor.operator()
KEPT = ("seq", "created", "actor", "admin_user_id", "action", "resource_type", "resource_id")
GONE = ("old_values", "new_values", "ip_address", "user_agent", "notes", "metadata")


async def erase(databases: Databases, scope: Scope, **wanted: object) -> int:
    erasure = Erasure(**wanted)  # pyright: ignore[reportArgumentType]
    found = await audit.erase(databases, erasure, actor=OPERATOR, reason="asked", tenant_id=scope.tenant_id)
    return sum(tenant.rows for tenant in found)


async def rows(databases: Databases, scope: Scope) -> dict[int, audit.AuditEntry]:
    async with databases.tenant(Tier.OLAP, scope) as tx:
        return {row.seq: row for row in await audit.list_entries(tx, Filter(), page=10_000)}


async def holds(databases: Databases, scope: Scope) -> bool:
    (verdict,) = await audit.verify(databases, scope.tenant_id)
    return verdict.holds


async def test_a_person_is_erased_and_the_chain_holds(databases: Databases) -> None:
    scope = await factories.chain(databases, [1, 2, 1])
    before = await rows(databases, scope)
    assert await erase(databases, scope, resource=("lead", "l-1")) == 2
    after = await rows(databases, scope)
    for seq in (1, 3):
        assert not any(getattr(after[seq], name) for name in GONE)
        assert [getattr(after[seq], name) for name in KEPT] == [getattr(before[seq], name) for name in KEPT]
        assert after[seq].erased
    assert after[2] == before[2]
    assert (after[4].action, after[4].new_values, after[4].notes) == (
        "audit.erased",
        {"seqs": "1,3"},
        "asked",
    )
    assert after[4].actor == "operator"
    assert await holds(databases, scope)


async def test_what_an_actor_did_is_erased(databases: Databases) -> None:
    scope = await factories.chain(databases, [1, 2])
    await factories.record(databases, scope, actor=Actor.system("imports"))
    await factories.deliver(databases)
    assert await erase(databases, scope, actor_id=factories.SOMEBODY.id) == 2
    assert [row.erased is None for row in (await rows(databases, scope)).values()] == [
        True,
        True,
        False,
        False,
    ]
    assert await holds(databases, scope)


async def test_erasing_again_erases_nothing_and_records_nothing(databases: Databases) -> None:
    scope = await factories.chain(databases, [1, 2])
    assert await erase(databases, scope, before=clock.now()) == 2
    assert await erase(databases, scope, before=clock.now() - timedelta(days=1)) == 0
    assert await erase(databases, scope, before=clock.now()) == 0
    assert len(await rows(databases, scope)) == 3


async def test_each_category_is_kept_its_time(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    scope = Scope.tenant_wide(ids.uuid7())
    for category in Retention:
        await factories.record(databases, scope, retention=category, new={"category": category})
    await factories.deliver(databases)
    now = clock.now()

    async def erased_after(days: int) -> set[str]:
        monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=days))
        await audit.erase_due(databases, actor=Actor.system("retention"))
        assert await holds(databases, scope)
        found = (await rows(databases, scope)).values()
        return {row.retention_category for row in found if row.erased}

    assert await erased_after(89) == set()
    assert await erased_after(91) == {"short"}
    assert await erased_after(732) == {"short", "standard"}
    assert await erased_after(2558) == {"short", "standard", "financial"}
    assert await erased_after(36500) == {"short", "standard", "financial"}


async def test_many_rows_are_erased_in_pages(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "PAGE", 100)
    scope = Scope.tenant_wide(ids.uuid7())
    async with databases.tenant(Tier.OLTP, scope) as tx:
        for number in range(110):
            await audit.record(
                tx,
                action="lead.imported",
                resource_type="lead",
                resource_id=number,
                actor=factories.SOMEBODY,
                classification=audit.Classification.RESTRICTED,
                retention=Retention.SHORT,
                new={"email": f"{number}@example.org"},
            )
    await factories.deliver(databases)
    found = await audit.erase(databases, Erasure(before=clock.now()), actor=OPERATOR, reason="asked")
    assert found == [Erased(scope.tenant_id, 110)]
    after = await rows(databases, scope)
    assert [after[seq].new_values for seq in (111, 112)] == [{"seqs": "1-100"}, {"seqs": "101-110"}]
    (verdict,) = await audit.verify(databases)
    assert (verdict.holds, verdict.rows, verdict.erased) == (True, 112, 110)


async def test_erasing_while_a_relay_delivers_leaves_a_chain_that_holds(databases: Databases) -> None:
    scope = await factories.chain(databases, range(50))
    for number in range(50):
        await factories.record(databases, scope, new={"n": number})
    await asyncio.gather(
        factories.deliver(databases),
        *(erase(databases, scope, resource=("lead", f"l-{number}")) for number in range(0, 50, 5)),
        erase(databases, scope, before=clock.now()),
    )
    assert await holds(databases, scope)
    assert list(await rows(databases, scope))[-1] == 1


@pytest.mark.parametrize(
    "wanted", [{}, {"actor_id": "x", "resource": ("a", "b")}, {"before": clock.now(), "actor_id": "x"}]
)
async def test_an_erasure_says_one_thing(databases: Databases, wanted: dict[str, object]) -> None:
    with pytest.raises(ErasureUnspecified):
        await erase(databases, Scope.tenant_wide(ids.uuid7()), **wanted)


@given(numbers=st.sets(st.integers(1, 300)))
def test_spans_hold_every_number_and_no_other(numbers: set[int]) -> None:
    text = spans.write(sorted(numbers))
    assert {number for first, last in spans.read(text) for number in range(first, last + 1)} == numbers


@pytest.mark.parametrize("text", ["", "x", "1-", "-3", "1;2", "9" * 40, "1-2-3"])
def test_what_is_no_span_is_left_out(text: str) -> None:
    assert list(spans.read(text)) == []
