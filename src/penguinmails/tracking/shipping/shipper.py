"""The shipper: from the spool to the databases, in order, none lost and none counted twice.

A batch is read, delivered, and only then the cursor moves: killed in between, it is delivered again, and the
events' ids, made from those of the hits, let the ledger see that it knows them.
"""

import asyncio
import fcntl
import os
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import UUID

import psycopg
import structlog

from penguinmails.jobs import may_pass
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, DatabaseUnreachable
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import Severity, raise_event
from penguinmails.tracking.errors import TokenInvalid
from penguinmails.tracking.shipping.delivering import deliver
from penguinmails.tracking.shipping.events import Proven
from penguinmails.tracking.shipping.regions import Regions
from penguinmails.tracking.spool import places
from penguinmails.tracking.spool.model import Hit
from penguinmails.tracking.spool.places import Cursor
from penguinmails.tracking.spool.reading import read_segment
from penguinmails.tracking.spool.refused import keep_refused
from penguinmails.tracking.tokens.keys import tracking_key
from penguinmails.tracking.tokens.links import Links

_log = structlog.stdlib.get_logger(__name__)

BATCH: Final = 4000
_IDLE_SECONDS: Final = 0.1
_TROUBLE_SECONDS: Final = 2.0
_LOCK: Final = "shipper.lock"


class Shipper:
    """Takes the spool of this machine to the databases. Of several, one works and the others stand by."""

    def __init__(
        self, databases: Databases, root: Path, *, key: bytes | None = None, regions: Path | None = None
    ) -> None:
        """`regions`: an MMDB file. Raises `RegionsInvalid`."""
        self._regions = Regions(regions)
        self._databases = databases
        self._root = root
        self._links = None if key is None else Links(key, "")

    async def run(self, stop: asyncio.Event) -> None:
        """Ship until `stop` is set; a batch under way is finished. Survives databases that go away."""
        while not stop.is_set():
            try:
                pause = 0.0 if await self.turn() else _IDLE_SECONDS
            except (psycopg.Error, DatabaseUnreachable, OSError) as error:
                _log.warning("tracking.shipper.interrupted", error=str(error))
                pause = _TROUBLE_SECONDS
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    async def drain(self) -> int:
        """Ship until nothing is left; how many hits."""
        total = 0
        while shipped := await self.turn():
            total += shipped
        return total

    async def turn(self) -> int:
        """At most one batch of each place; how many hits went. Raises where a database is away."""
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self._root / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0
        else:
            self._regions.refresh()
            shipped = 0
            for place in places.places(self._root):
                shipped += await self._ship(place)
            return shipped
        finally:
            os.close(lock)

    async def _ship(self, place: Path) -> int:
        hits, after, damaged = await asyncio.to_thread(_next_batch, place)
        if damaged:
            # As a crash leaves it: a torn tail of hits that nobody was answered for.
            _log.warning("tracking.spool.damaged", place=place.name, bytes=damaged)
        if hits:
            if self._links is None:
                self._links = Links(await tracking_key(self._databases), "")
            await self._deliver(self._links, hits)
        if after is not None:
            await asyncio.to_thread(places.move_cursor, place, after)
        return len(hits)

    async def _deliver(self, links: Links, hits: Sequence[Hit]) -> None:
        tenants: defaultdict[UUID, list[Proven]] = defaultdict(list)
        for hit in hits:
            try:
                proven = Proven(hit, links.read(hit.token))
            except TokenInvalid as error:  # it was right when it was taken: another key is in force now
                await self._refuse([hit], error)
            else:
                tenants[proven.ref.tenant_id].append(proven)
        for tenant_id, group in tenants.items():
            await self._deliver_group(tenant_id, group)

    async def _deliver_group(self, tenant_id: UUID, hits: Sequence[Proven]) -> None:
        try:
            await deliver(self._databases, tenant_id, hits, self._regions)
        except (psycopg.Error, PenguinError, ValueError) as error:
            if may_pass(error):
                raise
            if len(hits) == 1:
                await self._refuse([hits[0].hit], error)
                return
            # Whose fault it is stands alone in the end.
            middle = len(hits) // 2
            await self._deliver_group(tenant_id, hits[:middle])
            await self._deliver_group(tenant_id, hits[middle:])

    async def _refuse(self, hits: Sequence[Hit], error: Exception) -> None:
        _log.error("tracking.hit.refused", error=str(error), hits=len(hits))
        await asyncio.to_thread(keep_refused, self._root, hits)
        async with self._databases.worker(Tier.OLTP) as tx:
            await raise_event(
                tx,
                event_type="tracking_hit_refused",
                severity=Severity.HIGH,
                message="Hits could not be taken in; they are kept. See `penguinmails tracking state`.",
                details={"error": str(error)[:500]},
                about="tracking",
                tenant_id=ids.PLATFORM_TENANT,
            )


def _next_batch(place: Path) -> tuple[list[Hit], Cursor | None, int]:
    """Hits of a place, where its cursor goes once they are delivered, and bytes that hold none."""
    cursor = places.cursor(place)
    segments = {number: path for number, path in places.segments(place).items() if number >= cursor.segment}
    # Asked after looking: who begins to write now begins a segment that was not seen.
    written = places.is_written(place)
    last = max(segments, default=0)
    for number, path in segments.items():
        start = cursor.offset if number == cursor.segment else 0
        closed = number < last or not written
        read = read_segment(path, start, BATCH, closed=closed)
        if read.hits or read.damaged:
            after = Cursor(number + 1) if read.over else Cursor(number, read.end)
            return read.hits, after, read.damaged
        if read.over and number == last:
            return [], Cursor(number + 1), 0
    return [], None, 0
