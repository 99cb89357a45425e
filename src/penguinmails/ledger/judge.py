"""The judge at work: hits are judged once their burst is over, and what people did is handed on."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Final
from uuid import UUID

import psycopg
import structlog

from penguinmails.kernel.db import Databases, DatabaseUnreachable, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger.engagement import service as engagement
from penguinmails.ledger.engagement import store
from penguinmails.ledger.settings import LedgerSettings
from penguinmails.ledger.verdicts.networks import Networks
from penguinmails.ledger.verdicts.service import Judging

_log = structlog.stdlib.get_logger()

_BATCHES: Final = 200
"""Of one tenant in one transaction, so that none keeps the others waiting."""
_TROUBLE_SECONDS: Final = 2.0


class Judge:
    """Judges and tells for all tenants. Any number may run at once: each tenant has one at a time."""

    def __init__(self, databases: Databases, settings: LedgerSettings | None = None) -> None:
        """Reads the operator's networks. Raises `NetworksInvalid`."""
        self._databases = databases
        self._settings = settings or LedgerSettings.load()
        self._settle = timedelta(seconds=self._settings.judge_settle)
        self._judging = Judging(networks=Networks.read(self._settings.judge_networks))

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; a turn under way is finished. Survives databases that go away."""
        while not stop.is_set():
            pause = self._settings.judge_interval
            try:
                await self.turn()
            except (psycopg.Error, DatabaseUnreachable) as error:
                _log.warning("ledger.judge.interrupted", error=str(error))
                pause = _TROUBLE_SECONDS
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    async def turn(self) -> int:
        """One round over the tenants that wait; how many batches were judged or told of.

        A tenant whose turn fails keeps its batches, and stops no other. Raises `DatabaseUnreachable`, or
        `psycopg.Error` where the list of tenants cannot be read.
        """
        async with self._databases.worker(Tier.OLAP) as tx:
            waiting = await store.tenants_waiting(tx, self._settle)
        done = 0
        for tenant_id in waiting:
            try:
                done += await self._turn_of(tenant_id)
            except psycopg.Error as error:
                _log.warning("ledger.judge.failed", tenant_id=str(tenant_id), error=str(error))
        return done

    async def _turn_of(self, tenant_id: UUID) -> int:
        scope, done = Scope.tenant_wide(tenant_id), 0
        async with self._databases.tenant(Tier.OLAP, scope) as tx:
            if not await store.lock(tx):
                return 0
            done += await self._judging.judge_due(tx, self._settle, batches=_BATCHES)
        async with self._databases.tenant(Tier.OLAP, scope) as tx:
            if await store.lock(tx):
                done += await engagement.tell(tx, batches=_BATCHES)
        return done


async def waiting_for_judgement(databases: Databases) -> bool:
    """Whether anything is to be judged or told of yet, of any tenant."""
    async with databases.worker(Tier.OLAP) as tx:
        return bool(await store.tenants_waiting(tx, timedelta(0)))
