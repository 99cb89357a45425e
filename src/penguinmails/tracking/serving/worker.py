"""One worker: a process with an event loop, a place in the spool and a share of the port."""

import asyncio
import contextlib
import gc
import signal
import sys
from typing import Final

import psycopg
import structlog
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, DatabaseUnreachable
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import Severity, raise_event
from penguinmails.tracking.serving.app import App
from penguinmails.tracking.serving.blocking import Blocked
from penguinmails.tracking.serving.clients import Clients
from penguinmails.tracking.settings import TrackingSettings
from penguinmails.tracking.spool import places
from penguinmails.tracking.spool.writing import Spool

_log = structlog.stdlib.get_logger(__name__)

_BACKLOG: Final = 2048
_IN_WORK: Final = 512
"""Requests a worker has in hand at once; the others wait in their connections."""
_LOOK_SECONDS: Final = 5.0
# The thread that flushes needs the interpreter for a moment; by default it would wait 5 ms for it.
_SWITCH_SECONDS: Final = 0.0005


async def serve_hits(
    databases: Databases, key: bytes, settings: TrackingSettings, stop: asyncio.Event
) -> None:
    """Answer at `settings.tracking_listen` until `stop` is set, then finish what is in hand."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    blocked, clients = Blocked(databases), Clients(settings.proxies)
    async with Spool(places.spool_folder()) as spool:
        server = Server(
            target=App(key, spool, databases, blocked=blocked, clients=clients),
            address=settings.host,
            port=settings.port,
            interface=Interfaces.ASGINL,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=10_000, max_buffer_size=32_768),
            websockets=False,
            backlog=_BACKLOG,
            backpressure=_IN_WORK,
            log_enabled=False,
        )
        # A full collection once a second would walk all that was imported: 50 ms in which nobody is answered.
        gc.collect()
        gc.freeze()
        async with asyncio.TaskGroup() as group:
            looking = group.create_task(blocked.run(stop))
            group.create_task(_tell_of_failures(databases, spool, stop))
            serving = group.create_task(server.serve())
            await stop.wait()
            looking.cancel()
            server.stop()
            await serving


async def _tell_of_failures(databases: Databases, spool: Spool, stop: asyncio.Event) -> None:
    told = 0
    while not stop.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)
        if spool.failed == told:
            continue
        failed = spool.failed
        try:
            async with databases.worker(Tier.OLTP) as tx:
                await raise_event(
                    tx,
                    event_type="tracking_spool_failed",
                    severity=Severity.CRITICAL,
                    message="Opens, clicks or unsubscribes could not be stored: see the disk of the spool.",
                    details={"hits": failed - told},
                    about="spool",
                    tenant_id=ids.PLATFORM_TENANT,
                )
        except (psycopg.Error, DatabaseUnreachable) as error:
            _log.warning("tracking.failures.untold", error=str(error), hits=failed - told)
        else:
            told = failed


def stop_on_signals(stop: asyncio.Event) -> None:
    """SIGTERM and Ctrl-C end what is in hand, and no more."""
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
