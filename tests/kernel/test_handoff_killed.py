"""The relay dies at every step, and what arrives is the same: each row, once."""

import asyncio

import pytest

from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Relay
from penguinmails.kernel.tiers import Tier
from tests.kernel import news
from tests.kernel.killed_relay import STEPS
from tests.kernel.killing import relay_killed_at
from tests.servers import Clone

NOTES = [f"note {number}" for number in range(6)]
# Six rows over three tiers, so three receiving transactions.
ROUTE = [Tier.OLAP, Tier.OLAP, Tier.CONTENT, Tier.CONTENT, Tier.CONTENT, Tier.NOTIFICATIONS]
EACH_ROW = ("before_key", "after_key", "after_apply")
EACH_TIER = ("before_receiver_commit", "after_receiver_commit")
# Every step when it is reached first, and in the middle of a receiving transaction, and before the last one.
CRASHES = [
    *((step, 1) for step in STEPS),
    *((step, 4) for step in EACH_ROW),
    *((step, 3) for step in EACH_TIER),
]


async def send_all(clone: Clone, scope: Scope) -> None:
    async with Databases(clone.address) as databases:
        for note, tier in zip(NOTES, ROUTE, strict=True):
            await news.tell(databases, scope, [note], to=tier)


async def drain(clone: Clone) -> None:
    async with Databases(clone.address) as databases:
        await Relay(databases, news.RECEIVERS).drain()


def assert_all_arrived_once(clone: Clone, scope: Scope) -> None:
    seen = news.look(clone, scope.tenant_id)
    assert seen.news == {
        tier: [note for note, to in zip(NOTES, ROUTE, strict=True) if to is tier]
        for tier in news.DESTINATIONS
    }
    assert (seen.waiting, seen.parked, seen.keys) == (0, 0, len(NOTES))


@pytest.mark.parametrize(("step", "which"), CRASHES)
async def test_a_crash_at_any_step_changes_nothing(
    clone: Clone, somebody: Scope, step: str, which: int
) -> None:
    await send_all(clone, somebody)
    assert await asyncio.to_thread(relay_killed_at, clone, step, which=which)
    await drain(clone)
    assert_all_arrived_once(clone, somebody)


async def test_a_relay_that_always_dies_gets_there_in_the_end(clone: Clone, somebody: Scope) -> None:
    await send_all(clone, somebody)
    # One receiving transaction more is known to be committed each time; the last relay finds nothing to do.
    for which in (1, 2, 3):
        assert await asyncio.to_thread(relay_killed_at, clone, "after_receiver_commit", which=which)
    assert await asyncio.to_thread(relay_killed_at, clone, "after_source_commit")
    assert not await asyncio.to_thread(relay_killed_at, clone, "after_key")
    assert_all_arrived_once(clone, somebody)
