"""The rollup at work: facts are kept up with the ledger, for all tenants."""

import asyncio
import time
from contextlib import suppress
from typing import Final
from uuid import UUID

import psycopg
import structlog

from penguinmails.kernel.db import Databases, DatabaseUnreachable
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.rollup import service, store
from penguinmails.warehouse.settings import WarehouseSettings

_log = structlog.stdlib.get_logger()

_TROUBLE_SECONDS: Final = 2.0
_FEWER: Final = 8
"""How many times fewer rows the next attempt takes."""


class Rollup:
    """Counts for all tenants. Any number may run at once: each tenant has one at a time.

    A turn visits every tenant that waits, the one that waits longest first, and takes of each no more than
    `warehouse_rows`: batches grow with the backlog, and a mountain does not keep the others waiting.
    """

    def __init__(self, databases: Databases, settings: WarehouseSettings | None = None) -> None:
        self._databases = databases
        self._settings = settings or WarehouseSettings.load()
        self._fewer: dict[UUID, int] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; a tenant under way is finished. Survives databases that go away."""
        while not stop.is_set():
            start = time.monotonic()
            try:
                await self.turn(stop)
                pause = max(0.0, start + self._settings.warehouse_interval - time.monotonic())
            except (psycopg.Error, DatabaseUnreachable) as error:
                _log.warning("warehouse.rollup.interrupted", error=str(error))
                pause = _TROUBLE_SECONDS
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    async def turn(self, stop: asyncio.Event | None = None) -> int:
        """One round over the tenants that wait; how many batches were counted or set aside.

        A tenant whose turn fails keeps its batches, and stops no other. Raises `DatabaseUnreachable`, or
        `psycopg.Error` where the list of tenants cannot be read.
        """
        async with self._databases.worker(Tier.OLAP) as tx:
            waiting = await store.tenants_waiting(tx)
        done = 0
        for tenant_id in waiting:
            if stop is not None and stop.is_set():
                break
            try:
                done += await self._turn_of(tenant_id)
            except psycopg.Error as error:
                _log.warning("warehouse.rollup.failed", tenant_id=str(tenant_id), error=str(error))
        return done

    async def _turn_of(self, tenant_id: UUID) -> int:
        """What cannot be counted is looked for in fewer batches each time, and then set aside."""
        rows = self._fewer.pop(tenant_id, self._settings.warehouse_rows)
        while rows > 1:
            try:
                async with self._databases.worker(Tier.OLAP) as tx:
                    done = await service.apply(tx, tenant_id, rows=rows)
            except service.UNCOUNTABLE:
                rows //= _FEWER
            else:
                self._remember(tenant_id, rows)
                return done
        async with self._databases.worker(Tier.OLAP) as tx:
            done = await service.apply_oldest(tx, tenant_id)
        self._remember(tenant_id, 1)
        return done

    def _remember(self, tenant_id: UUID, rows: int) -> None:
        if rows * _FEWER < self._settings.warehouse_rows:
            self._fewer[tenant_id] = rows * _FEWER
