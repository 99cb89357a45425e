"""The platform and the sandbox, started with settings that fit each other."""

import asyncio
import os
from typing import Final

from penguinmails.cli.parts import PARTS, SANDBOX
from penguinmails.cli.platform import start_parts
from penguinmails.cli.processes import Processes
from penguinmails.kernel import clock
from penguinmails.kernel.console import Steps
from penguinmails.kernel.settings import KernelSettings
from penguinmails.postgres import connect
from penguinmails.tracking import TrackingSettings

BOUNCES: Final = "bounces.penguin.example"
_SETTINGS: Final = {
    # Recipients pretend to be all over the world, and come from this machine.
    "PENGUINMAILS_TRACKING_PROXIES": "127.0.0.0/8",
    "PENGUINMAILS_MAIL_NETWORKS": "127.0.0.0/8",
    "PENGUINMAILS_BOUNCE_DOMAIN": BOUNCES,
    # Servers that say "later" mean seconds here, as everything else does.
    "PENGUINMAILS_SENDER_RETRY_SECONDS": "1",
    "PENGUINMAILS_SENDER_EXPIRE_HOURS": "0.003",
    "PENGUINMAILS_SENDER_IDLE_SECONDS": "0.2",
}
"""What a demo runs with, where the environment says nothing else."""


async def start(settings: KernelSettings, steps: Steps) -> None:
    """Start the database server where it does not run, and all parts and the sandbox anew, with the demo's
    settings.
    """
    for name, value in {**_SETTINGS, "PENGUINMAILS_TRACKING_URL": TrackingSettings.load().base}.items():
        os.environ.setdefault(name, value)
    # Each demo has a truth of its own; an earlier one's recipients would be in the way.
    truth = settings.home / "sandbox" / f"{clock.now():%Y%m%dT%H%M%S}.jsonl"
    os.environ["PENGUINMAILS_SANDBOX_TRUTH"] = str(truth)
    server = connect.embedded(settings)
    if server is not None:
        await asyncio.to_thread(server.start)
    await connect.bring_up(settings, steps)
    processes = Processes(settings.home)
    await asyncio.to_thread(processes.stop)
    await asyncio.to_thread(start_parts, settings, processes, [*PARTS, SANDBOX.name])


def end(settings: KernelSettings) -> None:
    """Stop all of it, the database server too."""
    Processes(settings.home).stop()
    server = connect.embedded(settings)
    if server is not None:
        server.stop()
