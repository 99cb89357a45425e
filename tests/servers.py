"""A real PostgreSQL server for the whole test run, and fresh databases on it in milliseconds.

The first test that asks starts the server and fills the templates; all workers of a run share them through a
lock. `tests/conftest.py` stops the server when the run ends.
"""

import asyncio
import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import psutil
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from penguinmails.kernel.secrets import SecretStore
from penguinmails.kernel.tiers import Home, Role
from penguinmails.postgres import addresses, create_database, provision
from penguinmails.postgres.server import EmbeddedServer
from tests.rows import load_rows

TOGETHER = dict.fromkeys(Home, "all")
APART = {home: home.value for home in Home}
LAYOUTS: Mapping[str, Mapping[Home, str]] = {"together": TOGETHER, "apart": APART}

# What a crash of this machine would lose does not matter here. What a kill of the server would lose does:
# with synchronous_commit off, that is the last moments' commits.
FAST = {"fsync": "off", "full_page_writes": "off", "max_connections": "400"}


@dataclass(frozen=True)
class Clone:
    """A fresh copy of a template's databases (one, or one for each home)."""

    databases: Mapping[Home, str]
    _cluster: "Cluster"

    @property
    def administrators(self) -> dict[Home, str]:
        return {home: self._cluster.conninfo(name) for home, name in self.databases.items()}

    @property
    def administrator(self) -> str:
        """A superuser's connection string to the main database."""
        return self.administrators[Home.MAIN]

    @property
    def environment(self) -> dict[str, str]:
        """What makes the command line work on these databases."""
        urls = {
            home: f"postgresql:///{parts.pop('dbname')}?{urlencode(parts)}"
            for home, conninfo in self.administrators.items()
            if (parts := conninfo_to_dict(conninfo))
        }
        return {
            "PENGUINMAILS_HOME": str(run_folder()),
            "PENGUINMAILS_DATABASE_URL": urls[Home.MAIN],
            "PENGUINMAILS_CONTENT_URL": urls[Home.CONTENT],
            "PENGUINMAILS_OLAP_URL": urls[Home.OLAP],
        }

    @property
    def addresses(self) -> dict[tuple[Home, Role], str]:
        """What `address` says, for a process of its own."""
        return {(home, role): self.address(home, role) for home in Home for role in Role}

    def address(self, home: Home, role: Role) -> str:
        """Where `role` finds the database of `home`: what `Databases` wants."""
        return addresses(self.administrators, self._cluster.secrets)(home, role)


class Cluster:
    """The server of a test run. `folder` holds everything of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = EmbeddedServer(folder, settings=FAST)
        self.secrets = SecretStore(folder / "secrets")

    @property
    def server(self) -> EmbeddedServer:
        return self._server

    def conninfo(self, database: str) -> str:
        return self._server.conninfo("postgres", self._server.superuser_password(), database)

    def start(self) -> None:
        """Start the server unless another worker of the run has."""
        with self._once("server") as first:
            if first:
                self._server.start()

    def kill(self) -> None:
        """The postmaster and all its children at once, as when the machine's power goes."""
        told = self._server.data_directory.joinpath("postmaster.pid").read_text("utf-8")
        postmaster = psutil.Process(int(told.splitlines()[0]))
        victims = [postmaster, *postmaster.children(recursive=True)]
        for victim in victims:
            with suppress(psutil.NoSuchProcess):
                victim.kill()
        psutil.wait_procs(victims, timeout=30)

    def stop(self) -> None:
        self._server.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def clone(self, layout: str, kind: str = "empty") -> Generator[Clone]:
        """Fresh databases in a layout: `empty` as after migrating, or with the `rows` of two tenants."""
        template = self._template(layout, kind)
        suffix = uuid4().hex[:12]
        copies = {home: f"clone_{name}_{suffix}" for home, name in template.items()}
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            for name in dict.fromkeys(copies.values()):
                original = next(template[home] for home in copies if copies[home] == name)
                connection.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                        sql.Identifier(name), sql.Identifier(original)
                    )
                )
                # The copy has all but the original's rights on the database: without them PUBLIC has its own.
                connection.execute(
                    "UPDATE pg_database SET datacl = (SELECT datacl FROM pg_database WHERE datname = %s)"
                    " WHERE datname = %s",
                    [original, name],
                )
            try:
                yield Clone(copies, self)
            finally:
                for name in dict.fromkeys(copies.values()):
                    connection.execute(
                        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                    )

    def _template(self, layout: str, kind: str) -> dict[Home, str]:
        names = {home: f"template_{kind}_{layout}_{part}" for home, part in LAYOUTS[layout].items()}
        with self._once(f"{kind}_{layout}") as first:
            if first:
                administrators = {home: self.conninfo(name) for home, name in names.items()}
                asyncio.run(_fill(administrators, self.secrets, rows=kind == "rows"))
        return names

    @contextmanager
    def _once(self, name: str) -> Generator[bool]:
        """True for the first of all workers; the others wait until its block is over."""
        with (self._folder / f"{name}.lock").open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            first = not file.read()
            yield first
            if first:
                file.write("done")
                file.flush()


async def _fill(administrators: Mapping[Home, str], secrets: SecretStore, *, rows: bool) -> None:
    for conninfo in dict.fromkeys(administrators.values()):
        await create_database(conninfo)
    await provision(administrators, secrets)
    if rows:
        await load_rows(administrators)


def run_folder() -> Path:
    """The folder of this test run, the same for all its workers."""
    known = os.environ.get("PENGUINMAILS_TEST_FOLDER")
    if known is None:
        # Short, for the socket's path; open to pass through, for the account the server runs as.
        known = tempfile.mkdtemp(prefix="pm-test-", dir=_fast_folder())
        Path(known).chmod(0o755)
        os.environ["PENGUINMAILS_TEST_FOLDER"] = known
    return Path(known)


def _fast_folder() -> str:
    # A clone takes 0.07 s in memory, and 0.7 s on a disk, where it waits for a checkpoint.
    memory = Path("/dev/shm")
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 << 30:
        return str(memory)
    return "/tmp"


__all__ = ["LAYOUTS", "Clone", "Cluster", "run_folder"]
