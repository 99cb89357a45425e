"""A sender in a process of its own, to be killed."""

import asyncio
import os
import signal
from collections.abc import Mapping
from multiprocessing.synchronize import Event
from typing import Any

from penguinmails.delivery import OutboundSettings, Sender
from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Home, Role


def send(addresses: Mapping[tuple[Home, Role], str], settings: Mapping[str, Any], begun: Event) -> None:
    """Send until SIGTERM."""
    os.environ["PENGUINMAILS_MAIL_NETWORKS"] = "127.0.0.0/8"

    async def until_told() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        begun.set()
        async with Databases(lambda home, role: addresses[home, role]) as databases:
            await Sender(databases, settings=OutboundSettings(**settings)).run(stop)

    asyncio.run(until_told())
