"""A relay that kills itself without a word at a named step, as a process of its own.

The steps are those of the picture in `penguinmails.kernel.handoff`.
"""

import asyncio
import importlib
import os
import signal
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from penguinmails.kernel import db
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.handoff import Delivery, Receiver, Relay
from penguinmails.kernel.sql import Query
from penguinmails.kernel.tiers import Home, Role, Tier

STEPS = (
    "before_claim",
    "after_claim",
    "before_key",
    "after_key",
    "after_apply",
    "before_receiver_commit",
    "after_receiver_commit",
    "before_source_commit",
    "after_source_commit",
)
OUTBOXES = (Tier.OLTP, Tier.CONTENT, Tier.OLAP)
Reached = Callable[[str], None]


class Countdown:
    """Dies when the step is reached for the given time."""

    def __init__(self, step: str, which: int) -> None:
        self._step = step
        self._left = which

    def __call__(self, step: str) -> None:
        if step != self._step:
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class WatchedTx(Tx):
    """Says when the relay's own statements begin and end."""

    reached: Reached

    async def many(self, query: Query, row: type[Any], /, **params: object) -> list[Any]:
        watched = {"claim": "claim", "remember": "key"}.get(query.name)
        if watched:
            self.reached(f"before_{watched}")
        rows = await super().many(query, row, **params)
        if watched:
            self.reached(f"after_{watched}")
        return rows


class WatchedDatabases(Databases):
    """Says when the relay's transactions are about to commit, and have."""

    def __init__(self, address: Callable[[Home, Role], str], reached: Reached) -> None:
        super().__init__(address)
        self._reached = reached
        self._depth = 0

    @asynccontextmanager
    async def tenant(self, tier: Tier, scope: Scope) -> AsyncGenerator[Tx]:
        # The relay opens the source's transaction first, and the receiver's inside it.
        kind = "receiver" if self._depth else "source"
        self._depth += 1
        async with super().tenant(tier, scope) as tx:
            yield tx
            self._reached(f"before_{kind}_commit")
        self._depth -= 1
        self._reached(f"after_{kind}_commit")


def watched(receiver: Receiver, reached: Reached) -> Receiver:
    async def apply(tx: Tx, delivery: Delivery) -> None:
        await receiver.apply(tx, delivery)
        reached("after_apply")

    return Receiver(receiver.topic, apply)


def run(step: str, which: int, module: str, addresses: Mapping[tuple[Home, Role], str]) -> None:
    """Die when `step` is passed for the `which`th time. `module` has the `RECEIVERS`."""
    reached = Countdown(step, which)
    WatchedTx.reached = staticmethod(reached)
    db.Tx = WatchedTx
    receivers = [watched(receiver, reached) for receiver in importlib.import_module(module).RECEIVERS]

    async def drain() -> None:
        async with WatchedDatabases(lambda home, role: addresses[home, role], reached) as databases:
            await Relay(databases, receivers).drain()

    asyncio.run(drain())
