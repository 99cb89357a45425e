"""`up`, `down`, `migrate` and the parts: the life of the platform."""

import asyncio
import importlib
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from penguinmails.cli.parts import PARTS, SANDBOX, Part
from penguinmails.cli.processes import Processes
from penguinmails.cli.supervisor import NAME as SUPERVISOR
from penguinmails.cli.supervisor import Supervisor
from penguinmails.kernel import console
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.settings import KernelSettings
from penguinmails.postgres import connect, pending, settle
from penguinmails.postgres.server import State

_START_SECONDS = 30


class PartDied(PenguinError):
    """The part {part} stopped while starting; its last words: {words}"""

    code = "part_died"
    hint = "The whole log is in {log}."


@dataclass(frozen=True)
class Up:
    """What `up` found or made."""

    home: Path
    database: str
    migrations_applied: int
    parts: list[str]
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
        if detach:
            steps(0, None, ", ".join(PARTS))
            parts = start_parts(settings, processes, list(PARTS))
            seconds = round(time.monotonic() - started, 2)
            console.show(Up(settings.home, database, applied, parts, seconds), as_json=as_json)
            return
    console.say(f"PenguinMails runs from {settings.home}. Stop it with Ctrl-C.", as_json=as_json)
    try:
        Supervisor(settings, list(PARTS.values()), logs=None).run()
    finally:
        if server is not None and not processes.alive():
            server.stop()


def supervise(parts: Annotated[list[str], typer.Argument(help="Names of parts.")]) -> None:
    """Keep these parts running; what `up --detach` leaves behind."""
    settings = KernelSettings.load()
    wanted = [part for part in (*PARTS.values(), SANDBOX) if part.name in parts]
    Supervisor(settings, wanted, logs=_logs(settings)).run()


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


def run_alone(part: Part) -> Callable[[], None]:
    """The command that runs a part in this process."""

    def command() -> None:
        settings = KernelSettings.load()
        asyncio.run(connect.ready(settings))
        importlib.import_module("penguinmails.cli.running").run_part(part, settings)

    command.__doc__ = part.help
    return command


worker = run_alone(PARTS["worker"])
sender = run_alone(PARTS["sender"])


async def _pending(settings: KernelSettings) -> list[Waiting]:
    await connect.check_external(settings)
    return [Waiting(str(migration)) for migration in await pending(connect.administrators(settings))]


def _logs(settings: KernelSettings) -> Path:
    folder = settings.home / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def start_parts(settings: KernelSettings, processes: Processes, wanted: Sequence[str]) -> list[str]:
    """Start a supervisor where none runs, and wait until each part does; `name pid` of each.

    Raises `PartDied` where one does not come up.
    """
    logs = _logs(settings)
    begins = {name: _size(logs / f"{name}.log") for name in wanted}
    supervisor = None
    if not any(process.name == SUPERVISOR for process in processes.alive()):
        with (logs / f"{SUPERVISOR}.log").open("ab") as file:
            supervisor = subprocess.Popen(
                [sys.executable, "-m", "penguinmails", "supervise", *wanted],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
    deadline = time.monotonic() + _START_SECONDS
    while missing := set(wanted) - {process.name for process in processes.alive()}:
        part = min(missing)
        path = logs / f"{part}.log"
        words = path.read_bytes()[begins[part] :].decode(errors="replace").strip() if path.exists() else ""
        died = supervisor is not None and supervisor.poll() not in (None, 0)
        if died or time.monotonic() > deadline:
            raise PartDied(part=part, words=words.splitlines()[-1] if words else "none", log=path)
        time.sleep(0.02)
    return [f"{process.name} {process.pid}" for process in processes.alive() if process.name in wanted]


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
