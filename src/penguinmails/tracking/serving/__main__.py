"""`python -m penguinmails.tracking.serving`: a worker; its parent writes the key and keeps the pipe open."""

import asyncio
import sys

import uvloop

from penguinmails.kernel import log
from penguinmails.kernel.db import Databases
from penguinmails.kernel.settings import KernelSettings
from penguinmails.postgres import connect
from penguinmails.tracking.serving.worker import serve_hits, stop_on_signals
from penguinmails.tracking.settings import TrackingSettings


async def main() -> None:
    """Serve until a signal, or until the parent is gone."""
    log.configure()
    stop = asyncio.Event()
    stop_on_signals(stop)
    key = bytes.fromhex((await asyncio.to_thread(sys.stdin.readline)).strip())
    loop = asyncio.get_running_loop()
    loop.add_reader(sys.stdin.fileno(), stop.set)  # readable again means closed
    async with Databases(connect.addresses(KernelSettings.load())) as databases:
        await serve_hits(databases, key, TrackingSettings.load(), stop)


if __name__ == "__main__":
    uvloop.run(main())
