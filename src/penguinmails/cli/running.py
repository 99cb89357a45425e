"""The parts at work. Importing this imports everything, which takes a second or two."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Final

import uvloop

from penguinmails.campaigns import Scheduler
from penguinmails.cli import assembly
from penguinmails.cli.parts import Part
from penguinmails.cli.processes import Processes
from penguinmails.delivery import ImapPoller, InboundListener, Sender
from penguinmails.jobs import JobsSettings, Worker
from penguinmails.kernel import log
from penguinmails.kernel.db import Databases
from penguinmails.kernel.handoff import Relay
from penguinmails.kernel.settings import KernelSettings
from penguinmails.ledger import Judge
from penguinmails.postgres import connect
from penguinmails.sandbox import Sandbox, SandboxSettings, World, place
from penguinmails.tracking import serve
from penguinmails.warehouse import Rollup

Run = Callable[[Databases, asyncio.Event], Awaitable[None]]


async def _work(databases: Databases, stop: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(Relay(databases, assembly.RECEIVERS).run(stop))
        group.create_task(Scheduler(databases).run(stop))
        group.create_task(Judge(databases).run(stop))
        group.create_task(Rollup(databases).run(stop))
        group.create_task(Worker(databases, assembly.JOBS, assembly.PERIODIC).run(stop))


async def _send(databases: Databases, stop: asyncio.Event) -> None:
    await Sender(databases).run(stop)


async def _receive(databases: Databases, stop: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(InboundListener(databases).run(stop))
        group.create_task(ImapPoller(databases).run(stop))


async def _pretend(databases: Databases, stop: asyncio.Event) -> None:
    del databases
    settings = SandboxSettings.load()
    world = World(
        truth=settings.truth,
        seed=settings.sandbox_seed,
        inbound=place(settings.sandbox_inbound),
        pace=settings.sandbox_pace,
    )
    recipients = Sandbox(world)
    await recipients.start(place(settings.sandbox_smtp), place(settings.sandbox_control))
    await recipients.run(stop)


_RUNS: Final[Mapping[str, Run]] = MappingProxyType(
    {
        "worker": _work,
        "sender": _send,
        "inbound": _receive,
        "tracking": serve,
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
    pool_size = 2 * JobsSettings.load().jobs_slots
    async with Databases(connect.addresses(settings), pool_size=pool_size) as databases:
        with Processes(settings.home).registered(part.name):
            await _RUNS[part.name](databases, stop)
