"""The parts at work. Importing this imports everything, which takes a second or two."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Final

import uvloop

from penguinmails import campaigns, delivery, jobs, ledger, sandbox, tracking, warehouse
from penguinmails.cli import assembly
from penguinmails.cli.parts import Part
from penguinmails.cli.processes import Processes
from penguinmails.kernel import log
from penguinmails.kernel.db import Databases
from penguinmails.kernel.handoff import Relay
from penguinmails.kernel.settings import KernelSettings
from penguinmails.postgres import connect
from penguinmails.sandbox import SandboxSettings

Run = Callable[[Databases, asyncio.Event], Awaitable[None]]


async def _work(databases: Databases, stop: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(Relay(databases, assembly.RECEIVERS).run(stop))
        group.create_task(campaigns.Scheduler(databases).run(stop))
        group.create_task(ledger.Judge(databases).run(stop))
        group.create_task(warehouse.Rollup(databases).run(stop))
        group.create_task(jobs.Worker(databases, assembly.JOBS, assembly.PERIODIC).run(stop))


async def _send(databases: Databases, stop: asyncio.Event) -> None:
    await delivery.Sender(databases).run(stop)


async def _receive(databases: Databases, stop: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(delivery.InboundListener(databases).run(stop))
        group.create_task(delivery.ImapPoller(databases).run(stop))


async def _pretend(databases: Databases, stop: asyncio.Event) -> None:
    del databases
    settings = SandboxSettings.load()
    world = sandbox.World(
        truth=settings.truth,
        seed=settings.sandbox_seed,
        inbound=sandbox.place(settings.sandbox_inbound),
        pace=settings.sandbox_pace,
    )
    recipients = sandbox.Sandbox(world)
    await recipients.start(sandbox.place(settings.sandbox_smtp), sandbox.place(settings.sandbox_control))
    await recipients.run(stop)


_RUNS: Final[Mapping[str, Run]] = MappingProxyType(
    {
        "worker": _work,
        "sender": _send,
        "inbound": _receive,
        "tracking": tracking.serve,
        "sandbox": _pretend,
    }
)


def run_part(part: Part, settings: KernelSettings) -> None:
    """Run a part in this process until SIGTERM or Ctrl-C."""
    uvloop.run(_run(part, settings))


async def _run(part: Part, settings: KernelSettings) -> None:
    log.configure()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    # A job holds a connection for most of its time, and one that waits too long for it has failed.
    pool_size = 2 * jobs.JobsSettings.load().jobs_slots
    async with Databases(connect.addresses(settings), pool_size=pool_size) as databases:
        with Processes(settings.home).registered(part.name):
            await _RUNS[part.name](databases, stop)
