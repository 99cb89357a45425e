"""The null sink of the sandbox, which the other measurements send to: it must not be what they measure.

Messages of 14 KB over 20 connections, pipelined, by DATA and by BDAT; the sink is a process of its own that
writes every Message-ID down before it answers. aiosmtpd beside it, in the same run, as the reference that
everybody knows. CPU is the sink's own, in µs a message. Each figure is the median of 3 rounds.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import psutil

from penguinmails.kernel.db import Databases
from penguinmails.sandbox import Truth

MESSAGES, CONNECTIONS, ROUNDS = 20_000, 20, 3
BODY = b"Subject: bench\r\n\r\n" + (b"x" * 76 + b"\r\n") * 180

OURS = "from penguinmails.sandbox.commands import commands; commands()"
AIOSMTPD = """
import asyncio, uvloop
from aiosmtpd.smtp import SMTP
class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"
async def main():
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Sink()), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()
uvloop.run(main())
"""


class Client(asyncio.Protocol):
    """Sends one message after the other, without waiting in between; `answers` counts up to 0."""

    def __init__(self, number: int, messages: int, *, chunked: bool) -> None:
        self.number, self.left, self.chunked = number, messages, chunked
        self.answers = -2  # the greeting and the reply to HELO
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(b"HELO bench\r\n")

    def data_received(self, data: bytes) -> None:
        self.answers += data.count(b"\n")
        if self.answers < 0:
            return
        if self.left == 0:
            self.transport.close()
            self.done.set_result(None)
            return
        self.left -= 1
        message = b"Message-ID: <%d.%d@bench>\r\n%s" % (self.number, self.left, BODY)
        envelope = b"MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n"
        if self.chunked:
            self.transport.write(b"%sBDAT %d LAST\r\n%s" % (envelope, len(message), message))
        else:
            self.transport.write(b"%sDATA\r\n%s.\r\n" % (envelope, message))
        self.answers = -3 if self.chunked else -4


async def pour(port: int, messages: int, *, chunked: bool) -> float:
    """Messages a second."""
    loop = asyncio.get_running_loop()
    share = messages // CONNECTIONS
    begin = time.perf_counter()
    clients = [
        (await loop.create_connection(lambda n=n: Client(n, share, chunked=chunked), "127.0.0.1", port))[1]
        for n in range(CONNECTIONS)
    ]
    await asyncio.gather(*(client.done for client in clients))
    return share * CONNECTIONS / (time.perf_counter() - begin)


@contextmanager
def sinks(folder: Path) -> Generator[dict[str, tuple[int, psutil.Process]]]:
    """Both sinks, with their ports."""
    ours = subprocess.Popen(
        [sys.executable, "-c", OURS, "run", "--null", "--log", str(folder / "log"), "--smtp", "127.0.0.1:0",
         "--control", "127.0.0.1:0", "--json"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    theirs = subprocess.Popen([sys.executable, "-c", AIOSMTPD], stdout=subprocess.PIPE, text=True)
    with ours, theirs:
        try:
            assert ours.stdout
            assert theirs.stdout
            said = ""
            while not said.endswith("}\n"):
                said += ours.stdout.readline()
            port = int(json.loads(said)["smtp"].rpartition(":")[2])
            yield {
                "sandbox": (port, psutil.Process(ours.pid)),
                "aiosmtpd": (int(theirs.stdout.readline()), psutil.Process(theirs.pid)),
            }
        finally:
            ours.terminate()
            theirs.terminate()


async def main(databases: Databases) -> list[dict[str, object]]:  # noqa: ARG001 - no database is in this
    """Pour messages into each sink by turns; answer a row a sink and way."""
    ways = {("sandbox", "DATA"): 1, ("sandbox", "BDAT"): 1, ("aiosmtpd", "DATA"): 10}
    speeds: dict[tuple[str, str], list[float]] = {way: [] for way in ways}
    costs: dict[tuple[str, str], list[float]] = {way: [] for way in ways}
    with tempfile.TemporaryDirectory() as folder:
        with sinks(Path(folder)) as ports:
            for _ in range(ROUNDS):
                for (sink, way), fewer in ways.items():
                    port, process = ports[sink]
                    before = sum(process.cpu_times()[:2])
                    count = MESSAGES // fewer
                    speeds[sink, way].append(await pour(port, count, chunked=way == "BDAT"))
                    costs[sink, way].append((sum(process.cpu_times()[:2]) - before) / count * 1e6)
        written = len(Truth.load(Path(folder, "log")).taken)
    assert written == 2 * MESSAGES * ROUNDS, f"{written} written down"
    return [
        {
            "sink": f"{sink}, {way}",
            "messages/s": f"{statistics.median(speeds[sink, way]):,.0f}",
            "CPU µs/message": f"{statistics.median(costs[sink, way]):.0f}",
            "ratio": f"{statistics.median(a / b for a, b in zip(speeds[sink, way], speeds['aiosmtpd', 'DATA'], strict=True)):.1f}",
        }
        for sink, way in ways
    ]
