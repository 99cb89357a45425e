"""`up`, `down`, `migrate` and `worker`: the life of the platform."""

import asyncio
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from penguinmails.audit import RECEIVERS as AUDIT
from penguinmails.cli.processes import Process, Processes
from penguinmails.jobs import JOBS as JOBS_OF_JOBS
from penguinmails.jobs import Worker
from penguinmails.kernel import console, log
from penguinmails.kernel.db import Databases
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.handoff import Relay
from penguinmails.kernel.settings import KernelSettings
from penguinmails.kernel.tiers import Home
from penguinmails.notifications import RECEIVERS as NOTIFICATIONS
from penguinmails.postgres import connect
from penguinmails.tenancy import JOBS as TENANCY

RECEIVERS = (*AUDIT, *NOTIFICATIONS)
JOBS = (*JOBS_OF_JOBS, *TENANCY)
_START_SECONDS = 30


class WorkerDied(PenguinError):
    """The worker stopped while starting. Its last words: {words}"""

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


def register(app: typer.Typer) -> None:
    """Add the four commands at the top level."""
    app.command("up")(up)
    app.command("down")(down)
    app.command("migrate")(migrate)
    app.command("worker")(worker)
