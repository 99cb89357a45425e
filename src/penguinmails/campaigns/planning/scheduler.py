"""The loop that enrols, plans and completes campaigns."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import psycopg
import structlog
from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

from penguinmails.audiences import AddressKeys, address_keys
from penguinmails.campaigns.describing.service import describe
from penguinmails.campaigns.enrolling import store as enrolling
from penguinmails.campaigns.enrolling.service import PAGE, take_audience
from penguinmails.campaigns.planning import store
from penguinmails.campaigns.planning.batch import BATCH, plan_campaign
from penguinmails.campaigns.planning.ground import SOON
from penguinmails.campaigns.planning.model import DueCampaign, Planned, PlanReason
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, DatabaseUnreachable, Scope
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier

_log = structlog.stdlib.get_logger()

_IDLE: Final = 0.2
_TROUBLE: Final = 2.0
_LEAST: Final = 50
_CONTENDED: Final = (DeadlockDetected, LockNotAvailable, SerializationFailure)
_COMPLETING: Final = timedelta(seconds=2)
"""While there is much to plan, how often it is asked which campaigns are over."""
_KEYS_KEPT: Final = timedelta(minutes=5)


class Scheduler:
    """Plans what is due, of all tenants. Any number may run at once; a tenant is planned by one at a time."""

    def __init__(self, databases: Databases, *, batch: int = BATCH, page: int = PAGE) -> None:
        self._databases = databases
        self._batch = batch
        self._page = page
        self._completed = clock.now()
        self._keys: dict[UUID, tuple[datetime, AddressKeys]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; what is under way is finished. Survives databases that go away.

        Audiences are enrolled beside the planning, so that a long one holds up no message.
        """
        async with asyncio.TaskGroup() as group:
            group.create_task(self._repeat(stop, self.plan))
            group.create_task(self._repeat(stop, self.enrol))

    async def turn(self) -> int:
        """One round of everything; how many leads were enrolled, enrolments moved and campaigns completed."""
        return await self.enrol() + await self.plan()

    async def enrol(self) -> int:
        """Look through each audience that is due; how many leads were enrolled."""
        async with self._databases.worker(Tier.OLTP) as tx:
            due = await enrolling.audiences_due(tx, clock.now())
        enrolled = 0
        for each in due:
            enrolled += await take_audience(self._databases, each, page=self._page)
        return enrolled

    async def plan(self) -> int:
        """A batch of each campaign that has enrolments due, then complete those that are done.

        Every tenant's first campaign comes before any tenant's second; the more campaigns wait, the smaller
        the batches, so that none waits long.
        """
        async with self._databases.worker(Tier.OLTP) as tx:
            due = await store.campaigns_due(tx, clock.now())
        size = max(min(_LEAST, self._batch), self._batch // max(1, len(due)))
        planned = Planned()
        for each in _in_turn(due):
            planned += await self._plan(each, size)
        if planned.moved and clock.now() < self._completed + _COMPLETING:
            return planned.moved
        return planned.moved + await self._complete()

    async def _plan(self, due: DueCampaign, size: int) -> Planned:
        try:
            keys = await self._keys_of(due.tenant_id)
            return await plan_campaign(self._databases, due, keys, size=size)
        except _CONTENDED as error:
            _log.info("planning.contended", campaign_id=str(due.campaign_id), error=str(error))
            return Planned()
        except (psycopg.OperationalError, DatabaseUnreachable):
            raise
        except Exception:  # noqa: BLE001 - a campaign that cannot be planned stops no other
            _log.exception("planning.campaign_failed", campaign_id=str(due.campaign_id))
            async with self._databases.tenant(Tier.OLTP, Scope.tenant_wide(due.tenant_id)) as tx:
                await store.set_back(tx, due.campaign_id, clock.now() + SOON, PlanReason.ERROR)
            return Planned()

    async def _complete(self) -> int:
        self._completed = clock.now()
        async with self._databases.worker(Tier.OLTP) as tx:
            completed = await store.complete(tx, clock.now())
            for each in completed:
                await describe(tx, [each.campaign_id], tenant_id=each.tenant_id)
        for each in completed:
            _log.info("campaigns.completed", campaign_id=str(each.campaign_id))
        return len(completed)

    async def _keys_of(self, tenant_id: UUID) -> AddressKeys:
        now = clock.now()
        known = self._keys.get(tenant_id)
        if known is None or known[0] < now - _KEYS_KEPT:
            known = self._keys[tenant_id] = now, await address_keys(self._databases, tenant_id)
        return known[1]

    async def _repeat(self, stop: asyncio.Event, work: Callable[[], Awaitable[int]]) -> None:
        while not stop.is_set():
            try:
                pause = 0.0 if await work() else _IDLE
            except (psycopg.Error, PenguinError) as error:
                _log.warning("scheduler.interrupted", error=str(error))
                pause = _TROUBLE
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)


def _in_turn(due: list[DueCampaign]) -> list[DueCampaign]:
    """By the place a campaign has among its tenant's, then as given: by priority."""
    places: dict[UUID, int] = {}
    placed: list[tuple[int, DueCampaign]] = []
    for each in due:
        places[each.tenant_id] = places.get(each.tenant_id, 0) + 1
        placed.append((places[each.tenant_id], each))
    return [each for _, each in sorted(placed, key=lambda pair: pair[0])]
