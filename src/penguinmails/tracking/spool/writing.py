"""Writing: hits that come while the disk is busy share its next flush."""

import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, Self

import structlog

from penguinmails.tracking.errors import SpoolFull
from penguinmails.tracking.spool import places
from penguinmails.tracking.spool.model import HEADER, packed

_log = structlog.stdlib.get_logger(__name__)

SEGMENT_BYTES: Final = 64 << 20
_ID_HALF: Final = 8


class Spool:
    """One worker's place in the spool. Belongs to one event loop."""

    def __init__(self, root: Path, *, segment_bytes: int = SEGMENT_BYTES) -> None:
        self._root = root
        self._segment_bytes = segment_bytes
        self._thread = ThreadPoolExecutor(1, "spool")
        self._waiting: list[bytes] = []
        self._futures: list[asyncio.Future[None]] = []
        self._idle = asyncio.Event()
        self._idle.set()
        self._file: int | None = None
        self._size = 0
        self._ids = os.urandom(_ID_HALF)
        self._count = 0
        self.failed = 0
        """Hits that found no room."""
        self.is_failing = False
        """The last flush failed."""

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._lock = places.claim(self._root)
        self._place = self._lock.folder
        return self

    async def __aexit__(self, *_: object) -> None:
        # What waits is written before the end: nothing is cancelled.
        await self._idle.wait()
        await self._loop.run_in_executor(self._thread, self._close)
        self._thread.shutdown()
        self._lock.release()

    def add(self, way: int, token: bytes, ip: bytes, agent: bytes) -> asyncio.Future[None]:
        """A hit of this moment: done when it is safe on disk, where it survives everything but the disk.

        Fails with `SpoolFull` where the disk does not take it.
        """
        self._count += 1
        hit_id = self._ids + self._count.to_bytes(_ID_HALF)
        future = self._loop.create_future()
        self._waiting.append(packed(hit_id, time.time_ns() // 1000, way, token, ip=ip, agent=agent))
        self._futures.append(future)
        if self._idle.is_set():
            self._idle.clear()
            # What is already in this turn of the loop comes along.
            self._loop.call_soon(self._flush)
        return future

    def _flush(self) -> None:
        records, futures = self._waiting, self._futures
        self._waiting, self._futures = [], []
        flushed = self._loop.run_in_executor(self._thread, self._write, b"".join(records))
        flushed.add_done_callback(lambda done: self._answer(done, futures))

    def _answer(self, done: asyncio.Future[None], futures: list[asyncio.Future[None]]) -> None:
        if self._futures:
            self._flush()
        else:
            self._idle.set()
        error = done.exception()
        self.is_failing = error is not None
        if error is not None:
            self.failed += len(futures)
            _log.error("tracking.spool.failed", error=str(error), hits=len(futures))
        for future in futures:
            if future.done():  # whoever asked is gone
                continue
            if error is None:
                future.set_result(None)
            else:
                future.set_exception(SpoolFull(reason=str(error)))

    def _write(self, data: bytes) -> None:
        if self._file is None or self._size + len(data) > self._segment_bytes:
            self._begin()
        file = self._file
        if file is None:
            raise RuntimeError("a segment that was begun is open")
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(file, view) :]
            os.fdatasync(file)
        except OSError:
            # Of a flush that failed nobody knows what is on disk (fsyncgate): this segment is over.
            self._abandon(file)
            raise
        self._size += len(data)

    def _begin(self) -> None:
        self._close()
        path = places.next_segment(self._place)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        try:
            os.write(file, HEADER)
            os.fsync(file)
            places.sync(self._place)
        except OSError:
            os.close(file)
            path.unlink(missing_ok=True)
            raise
        self._file, self._size = file, len(HEADER)

    def _abandon(self, file: int) -> None:
        self._file = None
        try:
            os.ftruncate(file, self._size)
        except OSError as error:
            _log.warning("tracking.spool.torn", error=str(error))
        os.close(file)

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
