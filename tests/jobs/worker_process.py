"""A worker in a process of its own, to be killed or told to stop: `python -m tests.jobs.worker_process`.

Reads a JSON object from standard input: `addresses` (role to connection string), `folder` for what the
handlers leave behind, and `settings`. The job `test.slow` notes its start, waits for the file `go`, and notes
its end.
"""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from penguinmails.jobs import Job, JobContext, JobsSettings, Payload, Worker
from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Home, Role

QUEUE = "analytics-processing"


def slow_job(folder: Path) -> Job:
    """Notes `started N by PID`, waits until there is a file `go`, notes `ended N by PID`."""

    async def slow(_: JobContext, payload: Payload) -> None:
        note(folder, f"started {payload['n']} by {os.getpid()}")
        while not (folder / "go").exists():  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(0.01)
        note(folder, f"ended {payload['n']} by {os.getpid()}")

    return Job("test.slow", QUEUE, slow)


def note(folder: Path, line: str) -> None:
    """Add a line to the diary, whole, whoever else writes, and however this process ends."""
    with (folder / "diary").open("ab", buffering=0) as file:
        file.write(line.encode() + b"\n")


def notes(folder: Path, word: str) -> list[int]:
    """Which jobs started or ended, in order, each as often as it did."""
    diary = folder / "diary"
    lines = diary.read_text().splitlines() if diary.exists() else []
    return [int(line.split()[1]) for line in lines if line.startswith(word)]


async def main(order: dict[str, Any]) -> None:
    """Work until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)

    def address(home: Home, role: Role) -> str:
        del home
        return order["addresses"][role.value]

    async with Databases(address) as databases:
        settings = JobsSettings(**order["settings"])
        await Worker(databases, [slow_job(Path(order["folder"]))], settings=settings).run(stop)


if __name__ == "__main__":
    asyncio.run(main(json.load(sys.stdin)))
