"""Run the benches on a real server of their own (fsync on) and write down what they say."""

import asyncio
import importlib
import os
import pkgutil
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import bench
from penguinmails.kernel import clock, console
from penguinmails.kernel.db import Databases
from penguinmails.kernel.settings import KernelSettings
from penguinmails.postgres import connect
from penguinmails.postgres.server import EmbeddedServer

RESULTS = Path(__file__).parent / "RESULTS.md"


@contextmanager
def platform() -> Generator[KernelSettings]:
    """An embedded server in a folder that goes away with it."""
    folder = Path(tempfile.mkdtemp(prefix="pm-bench-", dir="/tmp"))
    folder.chmod(0o755)
    os.environ["PENGUINMAILS_HOME"] = str(folder)
    server = EmbeddedServer(folder)
    server.start()
    try:
        yield KernelSettings.load()
    finally:
        server.stop()
        shutil.rmtree(folder)


def machine() -> str:
    """The machine in a few words."""
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        "unknown processor",
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    return f"{os.cpu_count()} cores of {model}, {memory} GiB, Python {sys.version.split()[0]}"


def commit() -> str:
    """The commit measured, marked where the tree differs from it."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return described.stdout.strip() or "unknown"


async def measure(names: list[str]) -> None:
    """Run the named benches (all without names) and append their tables to RESULTS.md."""
    available = [
        found.name for found in pkgutil.iter_modules(bench.__path__) if not found.name.startswith("_")
    ]
    if unknown := set(names) - set(available):
        sys.exit(f"no bench named {', '.join(sorted(unknown))}; there are {', '.join(available)}")
    with platform() as settings:
        await connect.bring_up(settings)
        for name in names or available:
            module = importlib.import_module(f"bench.{name}")
            async with Databases(connect.addresses(settings)) as databases:
                rows = await module.main(databases)
            console.say(f"\n{name}: {(module.__doc__ or '').strip().splitlines()[0]}")
            for table in tables_of(rows):
                console.show(table, as_json=False)
            write_down(name, (module.__doc__ or "").strip(), rows)


def tables_of(rows: list[dict[str, object]]) -> list[list[dict[str, object]]]:
    """Rows of the same columns, one after the other, are a table."""
    return [list(table) for _, table in groupby(rows, key=tuple)]


def _written(table: list[dict[str, object]]) -> str:
    header = "| " + " | ".join(table[0]) + " |\n|" + "---|" * len(table[0])
    return "\n".join([header, *("| " + " | ".join(map(str, row.values())) + " |" for row in table)])


def write_down(name: str, about: str, rows: list[dict[str, object]]) -> None:
    """Replace the bench's section in RESULTS.md."""
    written = "\n\n".join(map(_written, tables_of(rows)))
    section = (
        f"## {name}\n\n{about}\n\n{clock.now():%Y-%m-%d}, commit {commit()}, {machine()}.\n\n{written}\n"
    )
    text = (
        RESULTS.read_text("utf-8")
        if RESULTS.exists()
        else "# Results\n\nTrust the ratios; machines differ.\n"
    )
    sections = {part.split("\n", 1)[0]: part for part in text.split("\n## ")[1:]}
    sections[name] = section.removeprefix("## ")
    head = text.split("\n## ")[0].rstrip() + "\n"
    RESULTS.write_text(
        head + "".join(f"\n## {sections[key].rstrip()}\n" for key in sorted(sections)), "utf-8"
    )


if __name__ == "__main__":
    asyncio.run(measure(sys.argv[1:]))
