"""A run of the archive that is killed at one step."""

import asyncio
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Home, Role
from penguinmails.warehouse.archiving import paging, parquet, removing, running, store, writing
from tests.warehouse.archiving.factories import settings_in

STEPS = {
    "writing": (parquet, "write", 2),
    "written": (parquet, "digests", 1),
    "before the name": (writing, "settle", 1),
    "named": (store, "insert_file", 1),
    "noted one": (store, "insert_file", 2),
    "noted": (removing, "remove", 1),
    "deleting": (store, "deleting", 2),
    "deleted a page": (removing, "remove_page", 2),
    "deleted": (store, "mark_removed", 1),
}
"""Where a run is killed: before the given call of a function."""
PAGE = 20


def arm(step: str) -> None:
    """Kill this process, as `kill -9` does, before the call."""
    module, name, which = STEPS[step]
    original: Any = getattr(module, name)
    calls = 0

    def dying(*args: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == which:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*args, **more)

    setattr(module, name, dying)


def run(step: str, scope: Scope, folder: Path, addresses: Mapping[tuple[Home, Role], str]) -> None:
    """Archive a tenant, and die."""
    arm(step)
    setattr(paging, "PAGE", PAGE)  # noqa: B010 - a constant of the platform's

    async def archive() -> None:
        async with Databases(lambda home, role: addresses[home, role]) as databases:
            await running.archive_tenant(databases, scope, settings_in(folder))

    asyncio.run(archive())
