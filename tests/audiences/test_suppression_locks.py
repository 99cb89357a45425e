"""No transmission begins after a suppression has committed."""

import asyncio
import random
from typing import Final

import pytest
from psycopg import AsyncConnection

from penguinmails.audiences.suppressions import (
    AddressKeys,
    Reason,
    Source,
    address_keys,
    blocked_among,
    hold_addresses,
    read_target,
    suppress,
    suppress_all,
    suppress_everywhere,
)
from penguinmails.audit import Actor
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from tests.servers import Clone

SYSTEM: Final = Actor.system("tests")
SENDERS, ADDRESSES, ROUNDS = 3, 60, 80


NUMBERS: Final = "order_of_events"


async def suppress_for(databases: Databases, scope: Scope, target: str) -> None:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await suppress(tx, target, reason=Reason.UNSUBSCRIBED, source=Source.ONE_CLICK, actor=SYSTEM)


async def suppress_for_all(databases: Databases, target: str) -> None:
    async with databases.worker(Tier.OLTP) as tx:
        await suppress_everywhere(
            tx, target, reason=Reason.COMPLAINED, source=Source.FEEDBACK_LOOP, actor=SYSTEM
        )


async def is_waiting(databases: Databases) -> None:
    """Until somebody waits for an advisory lock."""
    while True:
        async with databases.worker(Tier.OLTP) as tx:
            cursor = await tx.connection.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            )
            row = await cursor.fetchone()
        if row and row[0]:
            return


@pytest.mark.parametrize("target", ["ann@mail.example.org", "mail.example.org", "example.org"])
@pytest.mark.parametrize("everywhere", [False, True])
async def test_suppressing_waits_for_what_has_begun(
    databases: Databases, tenant: Scope, target: str, *, everywhere: bool
) -> None:
    keys = await address_keys(databases, tenant.tenant_id)
    suppressing = (
        suppress_for_all(databases, target) if everywhere else suppress_for(databases, tenant, target)
    )
    async with databases.worker(Tier.OLTP) as tx:
        await hold_addresses(tx, keys, ["ann@mail.example.org"])
        assert await blocked_among(tx, keys, ["ann@mail.example.org"]) == set()
        waiting = asyncio.create_task(suppressing)
        await asyncio.wait_for(is_waiting(databases), 20)
        # The transmission goes on, and nothing has changed for it.
        assert await blocked_among(tx, keys, ["ann@mail.example.org"]) == set()
        assert not waiting.done()
    await asyncio.wait_for(waiting, 20)
    async with databases.worker(Tier.OLTP) as tx:
        await hold_addresses(tx, keys, ["ann@mail.example.org"])
        assert await blocked_among(tx, keys, ["ann@mail.example.org"]) == {"ann@mail.example.org"}


async def test_a_sender_waits_for_a_suppression_that_is_about_to_commit(
    databases: Databases, tenant: Scope
) -> None:
    keys = await address_keys(databases, tenant.tenant_id)

    async def send() -> set[str]:
        async with databases.worker(Tier.OLTP) as tx:
            await hold_addresses(tx, keys, ["ann@example.org"])
            return await blocked_among(tx, keys, ["ann@example.org"])

    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await suppress(tx, "example.org", reason=Reason.MANUAL, source=Source.STAFF, actor=SYSTEM)
        sending = asyncio.create_task(send())
        await asyncio.wait_for(is_waiting(databases), 20)
        assert not sending.done()
    assert await asyncio.wait_for(sending, 20) == {"ann@example.org"}


async def test_others_are_not_held_up(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    keys = await address_keys(databases, tenant.tenant_id)
    async with databases.worker(Tier.OLTP) as tx:
        await hold_addresses(tx, keys, ["ann@example.org"])
        await asyncio.wait_for(suppress_for(databases, tenant, "bob@example.org"), 20)
        await asyncio.wait_for(suppress_for(databases, tenant, "sub.example.org"), 20)
        await asyncio.wait_for(suppress_for(databases, other_tenant, "ann@example.org"), 20)


class Race:
    """Senders of two tenants and those who suppress, all at once, in the order of the database."""

    def __init__(self, databases: Databases, keys: dict[Scope, AddressKeys]) -> None:
        self.databases = databases
        self.keys = keys
        self.dice = random.Random(20261120)
        self.everybody = [f"p{number}@d{number % 6}.example.org" for number in range(ADDRESSES)]
        self.began: list[tuple[Scope, str, int]] = []
        self.ended: dict[tuple[Scope, str], int] = {}

    async def send(self, scope: Scope) -> None:
        for _ in range(ROUNDS):
            batch = self.dice.sample(self.everybody, 3)
            async with self.databases.worker(Tier.OLTP) as tx:
                await hold_addresses(tx, self.keys[scope], batch)
                blocked = await blocked_among(tx, self.keys[scope], batch)
                for address in set(batch) - blocked:
                    self.began.append((scope, address, await next_number(tx)))

    async def suppress(self) -> None:
        targets = [*self.everybody[:24], "d4.example.org", "d5.example.org"]
        self.dice.shuffle(targets)
        for number, target in enumerate(targets):
            if number % 3 == 0:
                await self.suppress_for_all(target)
            else:
                await self.suppress_for_one(next(iter(self.keys)), target)

    async def suppress_for_one(self, scope: Scope, target: str) -> None:
        async with self.databases.tenant(Tier.OLTP, scope) as tx:
            await suppress(tx, target, reason=Reason.UNSUBSCRIBED, source=Source.ONE_CLICK, actor=SYSTEM)
            moment = await next_number(tx)
        self.end([scope], target, moment)

    async def suppress_for_all(self, target: str) -> None:
        async with self.databases.worker(Tier.OLTP) as tx:
            await suppress_everywhere(
                tx, target, reason=Reason.COMPLAINED, source=Source.FEEDBACK_LOOP, actor=SYSTEM
            )
            moment = await next_number(tx)
        self.end(list(self.keys), target, moment)

    def end(self, scopes: list[Scope], target: str, moment: int) -> None:
        """What is numbered later began after the commit: the number was drawn under the lock."""
        for scope in scopes:
            for address in self.everybody:
                if address.endswith(target):
                    self.ended.setdefault((scope, address), moment)

    def late(self) -> list[tuple[Scope, str, int]]:
        """What began although it was suppressed."""
        return [(scope, who, at) for scope, who, at in self.began if at > self.ended.get((scope, who), at)]


async def next_number(tx: Tx) -> int:
    cursor = await tx.connection.execute(f"SELECT nextval('{NUMBERS}.numbers')")
    row = await cursor.fetchone()
    assert row
    return row[0]


async def test_no_transmission_begins_after_a_suppression_has_committed(
    databases: Databases, tenant: Scope, other_tenant: Scope, clone: Clone
) -> None:
    async with await AsyncConnection.connect(clone.administrator, autocommit=True) as connection:
        await connection.execute(f"CREATE SCHEMA {NUMBERS}")
        await connection.execute(f"CREATE SEQUENCE {NUMBERS}.numbers")
        await connection.execute(f"GRANT USAGE ON SCHEMA {NUMBERS} TO PUBLIC")
        await connection.execute(f"GRANT USAGE ON SEQUENCE {NUMBERS}.numbers TO PUBLIC")
    keys = {scope: await address_keys(databases, scope.tenant_id) for scope in (tenant, other_tenant)}
    race = Race(databases, keys)
    await asyncio.gather(*(race.send(scope) for scope in (tenant, other_tenant) * SENDERS), race.suppress())
    assert race.late() == []
    assert len(race.began) > len(race.ended) > 0


async def test_locks_are_taken_in_one_order(databases: Databases, tenant: Scope) -> None:
    keys = await address_keys(databases, tenant.tenant_id)
    everybody = [f"p{number}@example.org" for number in range(40)]

    async def hold(addresses: list[str]) -> None:
        async with databases.worker(Tier.OLTP) as tx:
            await hold_addresses(tx, keys, addresses)

    async def suppress_these(addresses: list[str]) -> None:
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            targets = [read_target(address) for address in addresses]
            await suppress_all(tx, targets, reason=Reason.MANUAL, source=Source.STAFF, actor=SYSTEM)

    # In any other order some of these would wait for each other, and PostgreSQL would end one.
    for _ in range(5):
        await asyncio.gather(
            *(hold(random.sample(everybody, 40)) for _ in range(4)),
            *(suppress_these(random.sample(everybody, 40)) for _ in range(4)),
        )
