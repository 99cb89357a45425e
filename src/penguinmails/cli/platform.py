"""`up`, `down`, `migrate` and `worker`: the life of the platform."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from penguinmails import (
    audiences,
    audit,
    campaigns,
    content,
    delivery,
    infrastructure,
    jobs,
    ledger,
    notifications,
    tenancy,
    tracking,
)
from penguinmails.cli import upkeep
from penguinmails.cli.processes import Processes
from penguinmails.kernel import console, log
from penguinmails.kernel.db import Databases
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.handoff import Receiver, Relay
from penguinmails.kernel.settings import KernelSettings
from penguinmails.postgres import connect, pending, settle
from penguinmails.postgres.server import State

RECEIVERS: Sequence[Receiver] = (
    *audit.RECEIVERS,
    *notifications.RECEIVERS,
    *audiences.RECEIVERS,
    *infrastructure.RECEIVERS,
    *ledger.RECEIVERS,
    *tracking.RECEIVERS,
    *delivery.RECEIVERS,
    *campaigns.RECEIVERS,
)
LETTERS: Sequence[notifications.Letter] = (*audiences.LETTERS,)
JOBS: Sequence[jobs.Job] = (
    *jobs.JOBS,
    *notifications.mail_jobs(LETTERS),
    *tenancy.JOBS,
    *audiences.JOBS,
    *content.JOBS,
    *infrastructure.JOBS,
    *ledger.JOBS,
    *tracking.JOBS,
    *delivery.JOBS,
    *campaigns.JOBS,
    *upkeep.JOBS,
)
PERIODIC: Sequence[jobs.Periodic] = (
    *jobs.PERIODIC,
    *notifications.PERIODIC,
    *tenancy.PERIODIC,
    *audiences.PERIODIC,
    *content.PERIODIC,
    *infrastructure.PERIODIC,
    *ledger.PERIODIC,
    *tracking.PERIODIC,
    *delivery.PERIODIC,
    *campaigns.PERIODIC,
    *upkeep.PERIODIC,
)
WORKER = "worker"
_START_SECONDS = 30


class WorkerDied(PenguinError):
    """The worker stopped while starting; its last words: {words}"""

    code = "worker_died"
    hint = "The whole log is in {log}."


@dataclass(frozen=True)
class Up:
    """What `up` found or made."""

    home: Path
    database: str
    migrations_applied: int
    worker_pid: int
    seconds: float


@dataclass(frozen=True)
class Down:
    """What `down` ended."""

    processes_stopped: int
    database: str


@dataclass(frozen=True)
class Waiting:
    """A migration that is not applied yet."""

    migration: str


def register(app: typer.Typer) -> None:
    """Add the four commands at the top level."""
    app.command("up")(up)
    app.command("down")(down)
    app.command("migrate")(migrate)
    app.command("worker")(worker)


def up(
    detach: Annotated[bool, typer.Option("--detach", help="Return once everything runs.")] = False,
    as_json: console.Json = False,
) -> None:
    """Start everything: the database server (made on the first start), its migrations, the worker."""
    started = time.monotonic()
    settings = KernelSettings.load()
    with console.progress("starting", as_json=as_json) as steps:
        server = connect.embedded(settings)
        database = "external"
        if server is not None:
            steps(0, None, "database server")
            database = "already running" if server.start().adopted else "started"
        applied = asyncio.run(connect.bring_up(settings, steps))
        processes = Processes(settings.home)
        running = [process.pid for process in processes.alive() if process.name == WORKER]
        if detach:
            steps(0, None, "worker")
            pid = running[0] if running else _spawn_worker(settings, processes)
            seconds = round(time.monotonic() - started, 2)
            console.show(Up(settings.home, database, applied, pid, seconds), as_json=as_json)
            return
    console.say(f"PenguinMails runs from {settings.home}. Stop it with Ctrl-C.", as_json=as_json)
    try:
        asyncio.run(_work(settings))
    finally:
        if server is not None and not processes.alive():
            server.stop()


def down(as_json: console.Json = False) -> None:
    """Stop everything that runs from this home; jobs under way get 30 seconds to finish."""
    settings = KernelSettings.load()
    stopped = Processes(settings.home).stop()
    server = connect.embedded(settings)
    if server is None:
        database = "external, left alone"
    elif server.state() is State.RUNNING:
        server.stop()
        database = "stopped"
    else:
        database = "was not running"
    console.show(Down(len(stopped), database), as_json=as_json)


def migrate(
    plan: Annotated[bool, typer.Option("--plan", help="Only list what would be applied.")] = False,
    forget: Annotated[str | None, typer.Option(help="A half-applied migration that you have undone.")] = None,
    finished: Annotated[
        str | None, typer.Option(help="A half-applied migration that you have completed.")
    ] = None,
    as_json: console.Json = False,
) -> None:
    """Bring the databases to what this program needs. Safe to run at any time, and again after a crash."""
    settings = KernelSettings.load()
    connect.require_running(settings)
    for file in filter(None, (forget, finished)):
        asyncio.run(settle(connect.administrators(settings), file, finished=file == finished))
    if plan:
        waiting = asyncio.run(_pending(settings))
        console.show(waiting, as_json=as_json, empty="The databases are current.")
        return
    with console.progress("migrating", as_json=as_json) as steps:
        applied = asyncio.run(connect.bring_up(settings, steps))
    console.show({"migrations_applied": applied}, as_json=as_json)


def worker() -> None:
    """Run jobs and deliver handoffs until SIGTERM or Ctrl-C. Any number of workers may run."""
    settings = KernelSettings.load()
    asyncio.run(connect.ready(settings))
    asyncio.run(_work(settings))


async def _pending(settings: KernelSettings) -> list[Waiting]:
    await connect.check_external(settings)
    return [Waiting(str(migration)) for migration in await pending(connect.administrators(settings))]


async def _work(settings: KernelSettings) -> None:
    log.configure()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    # A job holds a connection for most of its time, and one that waits too long for it has failed.
    pool_size = 2 * jobs.JobsSettings.load().jobs_slots
    async with Databases(connect.addresses(settings), pool_size=pool_size) as databases:
        with Processes(settings.home).registered(WORKER):
            relay = asyncio.create_task(Relay(databases, RECEIVERS).run(stop))
            try:
                await jobs.Worker(databases, JOBS, PERIODIC).run(stop)
            finally:
                stop.set()
                await relay


def _spawn_worker(settings: KernelSettings, processes: Processes) -> int:
    folder = settings.home / "log"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "worker.log"
    with path.open("ab") as file:
        begin = file.tell()
        child = subprocess.Popen(
            [sys.executable, "-m", "penguinmails", "worker"],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    deadline = time.monotonic() + _START_SECONDS
    while child.pid not in {process.pid for process in processes.alive()}:
        if child.poll() is not None or time.monotonic() > deadline:
            words = path.read_bytes()[begin:].decode(errors="replace").strip().splitlines()
            raise WorkerDied(words=words[-1] if words else "none", log=path)
        time.sleep(0.02)
    return child.pid
