"""The sender: claims lanes and works on several at once."""

import asyncio
import gc
import os
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Final
from uuid import uuid4

import psycopg
import structlog

from penguinmails.delivery.outbound.composing.access import Mailboxes
from penguinmails.delivery.outbound.composing.composer import Composer
from penguinmails.delivery.outbound.composing.templates import Templates
from penguinmails.delivery.outbound.composing.verp import Verp, verp_key
from penguinmails.delivery.outbound.lanes import store as lanes
from penguinmails.delivery.outbound.lanes.model import Lane
from penguinmails.delivery.outbound.sending.reaping import reap
from penguinmails.delivery.outbound.sending.run import LaneRun, Parts
from penguinmails.delivery.outbound.sending.servers import Servers
from penguinmails.delivery.outbound.settings import OutboundSettings
from penguinmails.delivery.outbound.stages import Stages
from penguinmails.kernel.db import Databases, DatabaseUnreachable
from penguinmails.kernel.tiers import Tier
from penguinmails.tracking import TrackingSettings, tracking_key

_log = structlog.stdlib.get_logger(__name__)

_TROUBLE_SECONDS: Final = 2.0
_SPARE: Final = 6
_YOUNG: Final = 50_000
"""Objects more than before that are looked through for circles; some 100 messages' worth."""


@asynccontextmanager
async def _rare_collections() -> AsyncGenerator[None]:
    """While hundreds of thousands of objects come and go that refer to nothing in circles.

    Looking through them, and again and again through all that was imported, took 30 of 480 µs a message.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_YOUNG, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


class Sender:
    """Sends what is due, of all tenants. Any number of senders may run at once, on any machine.

    `databases` says where the databases are; a sender opens its own connections to them, two for each lane
    that it works on, as many as `PENGUINMAILS_SENDER_LANES` allows. `stages` counts CPU time where given.
    """

    def __init__(
        self, databases: Databases, *, settings: OutboundSettings | None = None, stages: Stages | None = None
    ) -> None:
        self._address = databases.address
        self._settings = settings or OutboundSettings.load()
        self._stages = stages or Stages()
        self._name = f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex[:8]}"
        self._running: set[asyncio.Task[int]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set; what is under way is finished. Survives databases going away."""
        while not stop.is_set():
            try:
                async with self._parts() as parts:
                    await self._loop(parts, stop)
            except (psycopg.Error, DatabaseUnreachable) as error:
                _log.warning("delivery.sender.interrupted", error=str(error))
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _TROUBLE_SECONDS)

    async def turn(self) -> int:
        """One round: take back what others left, and send what is due now; how many messages were tried."""
        stop = asyncio.Event()
        async with self._parts() as parts:
            await reap(parts.databases)
            await self._claim(parts, stop)
            done = await asyncio.gather(*self._running)
            return sum(done)

    async def _loop(self, parts: Parts, stop: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        next_reaping = 0.0
        while not stop.is_set():
            if loop.time() >= next_reaping:
                await reap(parts.databases)
                await parts.servers.close_idle()
                next_reaping = loop.time() + self._settings.sender_lease_seconds / 3
            claimed = await self._claim(parts, stop)
            if not claimed:
                await self._pause(stop)

    async def _pause(self, stop: asyncio.Event) -> None:
        """Until there may be something to do: a lane has ended, some time has passed, or all shall end."""
        stopping = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait(
                {stopping, *self._running},
                timeout=self._settings.sender_idle_seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            stopping.cancel()

    async def _claim(self, parts: Parts, stop: asyncio.Event) -> int:
        """Begin with as many lanes as may run at once; how many."""
        free = self._settings.sender_lanes - len(self._running)
        if free <= 0:
            return 0
        claimed = 0
        async with parts.databases.worker(Tier.CONTENT) as tx:
            due = await lanes.due(tx, 2 * free)
        for name in due:
            if claimed == free or stop.is_set():
                break
            async with parts.databases.worker(Tier.CONTENT) as tx:
                lane = await lanes.claim(tx, name, self._name, self._settings.lease)
            if lane is not None:
                claimed += 1
                task = asyncio.create_task(self._work(parts, lane, stop))
                self._running.add(task)
                task.add_done_callback(self._running.discard)
        return claimed

    async def _work(self, parts: Parts, lane: Lane, stop: asyncio.Event) -> int:
        try:
            return await LaneRun(parts, lane, stop).run()
        except Exception as error:  # noqa: BLE001 - whatever it was
            # One lane's trouble is no other's; its lease ends, and it is tried again.
            _log.exception(
                "delivery.lane.failed",
                tenant_id=str(lane.tenant_id),
                mailbox_id=str(lane.mailbox_id),
                error=str(error),
            )
            return 0

    @asynccontextmanager
    async def _parts(self) -> AsyncGenerator[Parts]:
        settings = self._settings
        size = 2 * settings.sender_lanes + _SPARE
        async with Databases(self._address, pool_size=size) as databases, _rare_collections():
            verp = Verp(await verp_key(databases))
            key, base = await tracking_key(databases), TrackingSettings.load().base
            composer = Composer(Templates(databases), verp, key, base, settings=settings, stages=self._stages)
            servers = Servers()
            try:
                yield Parts(databases, settings, composer, Mailboxes(databases), servers, self._stages)
            finally:
                if self._running:
                    await asyncio.wait(self._running)
                await servers.close()
