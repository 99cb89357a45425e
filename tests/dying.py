"""Processes that kill themselves at a step of their work.

They are forked from a process that has imported the platform: a program of its own takes two seconds to do so
before it comes to the first step.
"""

import os
import signal
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.sql import Query
from penguinmails.kernel.tiers import Home, Role, Tier

FORKING = get_context("forkserver")
FORKING.set_forkserver_preload(["pytest", "penguinmails.cli.assembly"])
"""What all tests fork from: a run has one such server, and who names its modules last names them for everybody."""
_PATIENCE = 120


def start(work: Callable[..., None], *arguments: Any) -> BaseProcess:
    """Begin `work`, a module's function, in a process."""
    process = FORKING.Process(target=work, args=arguments)
    process.start()
    return process


def start_dying(work: Callable[..., None], *arguments: Any) -> Callable[[], bool]:
    """Begin `work` in a process; what is returned waits for its end, and says whether it was killed.

    `work` is a module's function, and may not raise. Start all that run at once before waiting for any.
    """
    process = start(work, *arguments)

    def was_killed() -> bool:
        process.join(_PATIENCE)
        assert process.exitcode in (0, -signal.SIGKILL), f"{process} failed: see what it printed"
        return process.exitcode != 0

    return was_killed


class Countdown:
    """Dies when it is reached for the given time."""

    def __init__(self, left: int) -> None:
        self._left = left

    def __call__(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalTx(Tx):
    """Every statement may be the last."""

    reached: Callable[[], None]

    async def execute(self, query: Query, /, **params: object) -> int:
        self.reached()
        return await super().execute(query, **params)

    async def many(self, query: Query, row: type[Any], /, **params: object) -> list[Any]:
        self.reached()
        return await super().many(query, row, **params)

    async def one(self, query: Query, row: type[Any], /, **params: object) -> Any:
        self.reached()
        return await super().one(query, row, **params)

    async def value(self, query: Query, /, **params: object) -> Any:
        self.reached()
        return await super().value(query, **params)


class MortalDatabases(Databases):
    """Every statement of a tenant's transaction may be the last, and every commit."""

    def __init__(self, addresses: Mapping[tuple[Home, Role], str], left: int) -> None:
        """Die at the `left`th step."""
        super().__init__(lambda home, role: addresses[home, role])
        self._reached = Countdown(left)

    @asynccontextmanager
    async def tenant(self, tier: Tier, scope: Scope) -> AsyncGenerator[Tx]:
        async with super().tenant(tier, scope) as tx:
            mortal = MortalTx(tx.connection, tx.home, tx.role, scope)
            mortal.reached = self._reached
            yield mortal
            self._reached()
        self._reached()
