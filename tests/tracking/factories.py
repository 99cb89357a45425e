"""Messages, leads and a running worker for tests."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from uuid import UUID

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tracking import Links, Ref
from penguinmails.tracking.spool import places
from penguinmails.tracking.spool.reading import read_segment
from tests.servers import Clone

ROOT = Path(__file__).parents[2]
KEY = bytes(range(32))


@dataclass(frozen=True)
class Reply:
    """An answer over HTTP."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Client:
    """A connection kept open, by raw sockets: no library smooths over what the server says."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> Self:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def close(self) -> None:
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def ask(
        self, path: str, method: str = "GET", *, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Reply:
        lines = [f"{method} {path} HTTP/1.1", "Host: track.example.org", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await self._writer.drain()
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        found = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:])
            if name
        }
        size = 0 if method == "HEAD" else int(found.get("content-length", "0"))
        return Reply(int(head[0].split()[1]), found, await self._reader.readexactly(size))


@dataclass
class Worker:
    """A worker process and its port."""

    process: asyncio.subprocess.Process
    port: int

    async def client(self) -> Client:
        return await Client.open(self.port)

    async def stop(self) -> None:
        """As its parent would: by closing the pipe."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert await self.process.wait() == 0

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def home_with(clone: Clone, folder: Path) -> dict[str, str]:
    """The environment of a platform that has the databases of `clone` and a home of its own."""
    (folder / "secrets").symlink_to(Path(clone.environment["PENGUINMAILS_HOME"]) / "secrets")
    return {**clone.environment, "PENGUINMAILS_HOME": str(folder)}


async def start_worker(home: Path, environment: Mapping[str, str]) -> Worker:
    """A worker that answers."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "penguinmails.tracking.serving",
        stdin=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env={
            **os.environ,
            **environment,
            "PENGUINMAILS_HOME": str(home),
            "PENGUINMAILS_TRACKING_LISTEN": f"127.0.0.1:{port}",
        },
    )
    assert process.stdin is not None
    process.stdin.write(f"{KEY.hex()}\n".encode())
    while True:
        try:
            client = await Client.open(port)
            break
        except ConnectionRefusedError:
            assert process.returncode is None, "the worker died while starting"
            await asyncio.sleep(0.02)
    assert (await client.ask("/health")).status == 200
    await client.close()
    return Worker(process, port)


@asynccontextmanager
async def worker_at(home: Path, environment: Mapping[str, str]) -> AsyncGenerator[Worker]:
    """A worker for a while."""
    worker = await start_worker(home, environment)
    try:
        yield worker
    finally:
        if worker.process.returncode is None:
            await worker.stop()


NO_DATABASE: Mapping[str, str] = {
    f"PENGUINMAILS_{home}_URL": "postgresql:///nowhere?host=/nonexistent"
    for home in ("DATABASE", "CONTENT", "OLAP")
}
"""The environment of a platform whose databases are away."""


def spool_of(home: Path) -> Path:
    return home / "tracking" / "spool"


def stored(home: Path) -> list[str]:
    """The tokens that lie in the spool."""
    return [
        hit.token
        for place in places.places(spool_of(home))
        for path in places.segments(place).values()
        for hit in read_segment(path, 0, 1_000_000, closed=True).hits
    ]


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


LINKS = Links(KEY, "https://track.example.org")


async def lead_with(
    databases: Databases, scope: Scope, address: str, *, consent: str = "full", company_id: UUID | None = None
) -> UUID:
    """A lead, by SQL."""
    lead_id = ids.uuid7()
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.leads (tenant_id, id, company_id, email, tracking_consent) VALUES (%s, %s, %s, %s, %s)",
            [scope.tenant_id, lead_id, company_id, address, consent],
        )
    return lead_id


def message_to(
    scope: Scope, lead_id: UUID | None, *, company_id: UUID | None = None, consent: str = "full"
) -> Ref:
    """A message that was sent to a lead."""
    return Ref(scope.tenant_id, ids.uuid7(), lead_id, company_id, consent)
