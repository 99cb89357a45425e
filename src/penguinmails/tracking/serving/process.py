"""The process `tracking`: workers that take hits, and the shipper."""

import asyncio
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

import psycopg
import structlog

from penguinmails.kernel.db import Databases, DatabaseUnreachable
from penguinmails.kernel.sealing import Sealer
from penguinmails.tracking.errors import AddressTaken
from penguinmails.tracking.settings import TrackingSettings
from penguinmails.tracking.shipping.shipper import Shipper
from penguinmails.tracking.spool import places
from penguinmails.tracking.tokens.keys import tracking_key

_log = structlog.stdlib.get_logger(__name__)

_AGAIN_SECONDS: Final = 1.0
_DRAIN_SECONDS: Final = 20.0
_KEY_FILE: Final = "key.sealed"
_KEY_PLACE: Final = "tracking/key"


async def serve(databases: Databases, stop: asyncio.Event) -> None:
    """Take hits and ship them until `stop` is set: the whole of the process `tracking`.

    Each worker is a process of its own and is started again when it dies. Needs the databases once in the
    life of this home, for the key; from then on hits are taken whether they are there or not. Raises
    `AddressTaken` where something else listens there.
    """
    settings = TrackingSettings.load()
    _refuse_taken(settings)
    root = places.spool_folder()
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = await key_of_links(databases, root.parent / _KEY_FILE, stop)
    if key is None:
        return
    shipper = Shipper(databases, root, key=key, regions=settings.tracking_regions)
    async with asyncio.TaskGroup() as group:
        group.create_task(shipper.run(stop))
        for _ in range(settings.tracking_workers):
            group.create_task(_keep_working(key, stop))


async def _keep_working(key: bytes, stop: asyncio.Event) -> None:
    while not stop.is_set():
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "penguinmails.tracking.serving", stdin=asyncio.subprocess.PIPE
        )
        if child.stdin is None:
            raise RuntimeError("the worker has a pipe")
        ending = asyncio.create_task(child.wait())
        stopping = asyncio.create_task(stop.wait())
        try:
            child.stdin.write(f"{key.hex()}\n".encode())
            await asyncio.wait((ending, stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            child.stdin.close()  # it ends when the pipe does: also when this process is killed
            stopping.cancel()
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(ending), _DRAIN_SECONDS)
            if not ending.done():
                child.kill()
            code = await ending
        if not stop.is_set():
            _log.error("tracking.worker.died", code=code)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _AGAIN_SECONDS)


async def key_of_links(databases: Databases, copy: Path, stop: asyncio.Event) -> bytes | None:
    """The key of links, from the database or from a sealed copy of what it said last."""
    while not stop.is_set():
        try:
            key = await tracking_key(databases)
        except (psycopg.Error, DatabaseUnreachable) as error:
            _log.warning("tracking.key.unreachable", error=str(error))
            if (kept := await asyncio.to_thread(_read_copy, copy)) is not None:
                return kept
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _AGAIN_SECONDS)
        else:
            await asyncio.to_thread(_keep_copy, copy, key)
            return key
    return None


def _read_copy(copy: Path) -> bytes | None:
    return Sealer.master().open(copy.read_bytes(), _KEY_PLACE) if copy.exists() else None


def _keep_copy(copy: Path, key: bytes) -> None:
    draft = copy.with_suffix(".new")
    draft.write_bytes(Sealer.master().seal(key, _KEY_PLACE))
    draft.rename(copy)


def _refuse_taken(settings: TrackingSettings) -> None:
    # The workers share the port, and would share it with a stranger's as well.
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise AddressTaken(listen=settings.tracking_listen, reason=error.strerror) from None
