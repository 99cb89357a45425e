"""Imports are killed again and again, and leave what undisturbed ones do."""

import asyncio
import random
from pathlib import Path
from uuid import UUID

import pytest

from penguinmails.audiences.imports.service import undo_import
from penguinmails.audiences.suppressions import Reason, Source, suppress
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.audiences.imported import (
    OPERATOR,
    audience,
    defined,
    finished,
    imported,
    list_of,
    started,
    undone,
    world,
    written,
)
from tests.audiences.killed_import import Order, carry_out
from tests.dying import start_dying
from tests.servers import Clone

BATCH = 300
ROWS = 6_000


def run_until_killed(clone: Clone, scope: Scope, import_id: UUID, left: int, *, undo: bool = False) -> bool:
    """Run a process that dies at its `left`th step; False where it came to the end."""
    order = Order(clone.addresses, scope.tenant_id, import_id, batch=BATCH, left=left, undo=undo)
    return start_dying(carry_out, order)()


def people(chance: random.Random) -> list[tuple[str, ...]]:
    """Rows of which some repeat addresses and some cannot be taken."""
    rows: list[tuple[str, ...]] = []
    for number in range(ROWS):
        who = chance.randrange(number + 1) if chance.random() < 0.03 else number
        email = f"broken {number}" if chance.random() < 0.01 else f"p{who}@d{who % 50}.example"
        seats = "many" if chance.random() < 0.005 else str(number % 7)
        rows.append((email, f"Name {number}", "", "gold", seats, f"t{number % 3}"))
    return rows


async def prepared(databases: Databases, scope: Scope, tmp_path: Path) -> UUID:
    """Fields, a list, somebody suppressed, and leads that are there before."""
    await defined(databases, scope)
    everybody = await list_of(databases, scope)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await suppress(tx, "d7.example", reason=Reason.MANUAL, source=Source.STAFF, actor=OPERATOR)
    before = [
        (f"p{number}@d{number % 50}.example", "Old", "Boss", "", "", "") for number in range(0, ROWS, 40)
    ]
    await imported(databases, scope, written(tmp_path / "before.csv", before))
    return everybody


@pytest.mark.parametrize("update", [False, True])
async def test_killed_anywhere_an_import_ends_as_if_undisturbed(  # noqa: PLR0917 - fixtures
    clone: Clone, databases: Databases, tenant: Scope, other_tenant: Scope, tmp_path: Path, update: bool
) -> None:
    chance = random.Random(20 + update)
    file = written(tmp_path / "people.csv", people(chance))
    everybody = await prepared(databases, tenant, tmp_path)
    calm = await imported(databases, tenant, file, update=update, list_id=everybody, batch=BATCH)
    job = await started(
        databases,
        other_tenant,
        file,
        update=update,
        list_id=await prepared(databases, other_tenant, tmp_path),
    )
    kills = 0
    for left in (3, chance.randrange(20, 60), chance.randrange(20, 60), chance.randrange(40, 80)):
        kills += await asyncio.to_thread(run_until_killed, clone, other_tenant, job.id, left)
    assert kills == 4
    rough = await finished(databases, other_tenant, job.id, batch=BATCH)
    assert rough.created_rows > ROWS / 2
    assert (rough.status, rough.processed_rows) == (calm.status, ROWS)
    assert await world(databases, other_tenant) == await world(databases, tenant)


async def test_killed_anywhere_an_undo_takes_all_back(
    clone: Clone, databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    chance = random.Random(22)
    file = written(tmp_path / "people.csv", people(chance))
    everybody = await prepared(databases, tenant, tmp_path)
    before = await audience(databases, tenant)
    job = await imported(databases, tenant, file, update=True, list_id=everybody)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await undo_import(tx, job.id, actor=OPERATOR)
    kills = [
        await asyncio.to_thread(run_until_killed, clone, tenant, job.id, chance.randrange(2, 30), undo=True)
        for _ in range(3)
    ]
    assert kills == [True] * 3
    assert not await asyncio.to_thread(run_until_killed, clone, tenant, job.id, 10_000, undo=True)
    assert await audience(databases, tenant) == before
    again = await imported(databases, tenant, file, update=True, list_id=everybody)
    assert again.created_rows == job.created_rows
    assert (await undone(databases, tenant, again.id)).status == "rolled_back"
    assert await audience(databases, tenant) == before
