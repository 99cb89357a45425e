"""Opens and clicks: one worker on one core, each hit on disk before it is answered, then all of it in the ledger.

64 connections, kept open, from a load generator on the other core. At saturation the next request follows the
answer; at 70 % requests come by the clock, and a request that had to wait is counted from when it was due. The
shipper then takes the spool to the ledger. A core's hits/s are those of a second of processor time. Bounds:
15,000 hits/s a core with a p99 below 25 ms.
"""

import asyncio
import gc
import itertools
import json
import os
import sys
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Final, cast

import psutil
import uvloop

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tracking import Links, Ref, Shipper, spool_folder, spool_state, tracking_key

LEADS, MESSAGES, CONNECTIONS, SECONDS, SHARE = 500, 20_000, 64, 6.0, 0.7
PORT: Final = 18_025
_AGENT: Final = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"


async def main(databases: Databases) -> list[dict[str, object]]:
    """Serve, ship, answer a row a question."""
    refs = await sent(databases)
    key = await tracking_key(databases)
    links = Links(key, "")
    kinds = {
        "pixel": [links.open(ref) for ref in refs],
        "click": [
            links.click(ref, f"https://www.example.com/offer/{n}?utm_source=mail")
            for n, ref in enumerate(refs)
        ],
    }
    rows: list[dict[str, object]] = []
    for name, paths in kinds.items():
        for share in (None, SHARE):
            rate = None if share is None else cast("float", rows[-1]["hits/s"]) * share
            label = "saturated" if rate is None else f"at {SHARE:.0%}"
            rows.append(
                {"what": f"{name}, answered from the spool, {label}"} | await served(key, paths, rate)
            )
    rows.append(await shipped(databases, key))
    answered = [cast("float", row["CPU µs a hit"]) for row in rows if "saturated" in str(row["what"])]
    whole = sum(answered) / len(answered) + cast("float", rows[-1]["CPU µs a hit"])
    rows.append({"what": "answered and in the ledger, all processes", "CPU µs a hit": round(whole, 1)})
    return [finished(row) for row in rows]


def finished(row: dict[str, object]) -> dict[str, object]:
    """With what a core does in a second."""
    cost = cast("float", row["CPU µs a hit"])
    names = ("what", "hits/s", "p50 ms", "p99 ms", "CPU µs a hit")
    return {name: row.get(name, "") for name in names} | {"hits/s a core": round(1e6 / cost)}


async def sent(databases: Databases) -> list[Ref]:
    """Messages to leads of one tenant."""
    scope, company = Scope.tenant_wide(ids.uuid7()), ids.uuid7()
    leads = [ids.uuid7() for _ in range(LEADS)]
    async with databases.tenant(Tier.OLTP, scope) as tx:
        run = tx.connection.execute
        await run("INSERT INTO oltp.tenants (id, name) VALUES (%s, 'bench')", [scope.tenant_id])
        await run(
            "INSERT INTO oltp.companies (tenant_id, id, name, slug) VALUES (%s, %s, 'bench', 'bench')",
            [scope.tenant_id, company],
        )
        await run(
            "INSERT INTO oltp.leads (tenant_id, id, company_id, email)"
            " SELECT %s, id, %s, id || '@example.com' FROM unnest(%s::uuid[]) AS id",
            [scope.tenant_id, company, leads],
        )
    return [
        Ref(scope.tenant_id, ids.uuid7(), lead, company)
        for lead in itertools.islice(itertools.cycle(leads), MESSAGES)
    ]


async def served(key: bytes, paths: Sequence[str], rate: float | None) -> dict[str, object]:
    """A worker on the first core, the load on the second."""
    cores = sorted(os.sched_getaffinity(0))
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "penguinmails.tracking.serving",
        stdin=asyncio.subprocess.PIPE,
        env={**os.environ, "PENGUINMAILS_TRACKING_LISTEN": f"127.0.0.1:{PORT}"},
    )
    assert worker.stdin is not None
    process = psutil.Process(worker.pid)
    process.cpu_affinity(cores[:1])
    worker.stdin.write(f"{key.hex()}\n".encode())
    await answering()
    load = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.tracking",
        json.dumps(rate),
        stdin=-1,
        stdout=-1,
        cwd=Path(__file__).parents[1],
    )
    psutil.Process(load.pid).cpu_affinity(cores[-1:])
    before = spool_state().waiting_bytes
    began = cpu_of(process)
    out, _ = await load.communicate("\n".join(paths).encode())
    spent = cpu_of(process) - began
    found = json.loads(out)
    assert spool_state().waiting_bytes > before, "hits are on disk"
    worker.stdin.close()
    await worker.wait()
    return {
        "hits/s": round(found["hits"] / found["seconds"]),
        "p50 ms": round(found["p50"] * 1e3, 2),
        "p99 ms": round(found["p99"] * 1e3, 2),
        "CPU µs a hit": round(spent / found["all"] * 1e6, 1),
    }


async def shipped(databases: Databases, key: bytes) -> dict[str, object]:
    """All that lies in the spool goes to the ledger."""
    engine = [process for process in psutil.process_iter(["name"]) if process.info["name"] == "postgres"]
    before, began = cpu_of(psutil.Process()) + sum(map(cpu_of, engine)), time.perf_counter()
    hits = await Shipper(databases, spool_folder(), key=key).drain()
    seconds = time.perf_counter() - began
    engine += [
        process
        for process in psutil.process_iter(["name"])
        if process.info["name"] == "postgres" and process not in engine
    ]
    spent = cpu_of(psutil.Process()) + sum(map(cpu_of, engine)) - before
    async with databases.worker(Tier.OLAP) as tx:
        row = await (await tx.connection.execute("SELECT count(*) FROM olap.email_events")).fetchone()
    assert row is not None
    assert row[0] == hits, f"{hits} hits were taken and {row[0]} are in the ledger"
    return {
        "what": "from the spool to the ledger, engine included",
        "hits/s": round(hits / seconds),
        "CPU µs a hit": round(spent / hits * 1e6, 1),
    }


def cpu_of(process: psutil.Process) -> float:
    """Seconds of processor a process has had, 0 where it is gone."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system


async def answering() -> None:
    """Returns when somebody listens."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", PORT)
        except ConnectionRefusedError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            return


class Connection(asyncio.Protocol):
    """One connection: a request, its answer, the next."""

    def __init__(self, load: "Load") -> None:
        self._load = load
        self._due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ready."""
        self._transport = cast("asyncio.Transport", transport)
        self._load.idle(self)

    def ask(self, request: bytes, due: float) -> None:
        """Send a request that was due then."""
        self._due = due
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Answers are small: one comes whole, in one segment."""
        assert data.startswith((b"HTTP/1.1 200", b"HTTP/1.1 302")), data[:200]
        self._load.answered(time.perf_counter() - self._due)
        self._load.idle(self)


class Load:
    """Requests, one after the other or by the clock."""

    def __init__(self, paths: Sequence[str], rate: float | None) -> None:
        self._requests = itertools.cycle(
            [
                f"GET {path} HTTP/1.1\r\nHost: track.example.org\r\nUser-Agent: {_AGENT}\r\n"
                "Accept: image/avif,image/webp,*/*;q=0.8\r\nAccept-Language: en\r\n\r\n".encode()
                for path in paths
            ]
        )
        self._rate = rate
        self._idle: deque[Connection] = deque()
        self._waiting: deque[float] = deque()
        self._over = False
        self.took: list[float] = []
        self.warming = 0

    def idle(self, connection: Connection) -> None:
        """A connection has nothing to do."""
        if self._rate is None:
            if not self._over:
                connection.ask(next(self._requests), time.perf_counter())
        elif self._waiting:
            connection.ask(next(self._requests), self._waiting.popleft())
        else:
            self._idle.append(connection)

    def answered(self, seconds: float) -> None:
        """An answer came."""
        self.took.append(seconds)

    async def run(self, seconds: float) -> float:
        """Ask for some time; how long it was."""
        loop = asyncio.get_running_loop()
        for _ in range(CONNECTIONS):
            await loop.create_connection(lambda: Connection(self), "127.0.0.1", PORT)
        await self._ask_for(1.0)  # the first second is warming up
        self.warming = len(self.took)
        self.took.clear()
        passed = await self._ask_for(seconds)
        self._over = True
        return passed

    async def _ask_for(self, seconds: float) -> float:
        began = due = time.perf_counter()
        while (now := time.perf_counter()) < began + seconds:
            if self._rate is not None:
                while due <= now:
                    if self._idle:
                        self._idle.popleft().ask(next(self._requests), due)
                    else:
                        self._waiting.append(due)
                    due += 1 / self._rate
            await asyncio.sleep(0.001)
        return time.perf_counter() - began


async def ask(paths: Sequence[str], rate: float | None) -> None:
    """The load generator's process."""
    load = Load(paths, rate)
    # A collection of all the requests would hold up those that are due: 40 ms, in none of the answers.
    gc.collect()
    gc.freeze()
    seconds = await load.run(SECONDS)
    took = sorted(load.took)
    print(
        json.dumps(
            {
                "hits": len(took),
                "all": load.warming + len(took),
                "seconds": seconds,
                "p50": took[len(took) // 2],
                "p99": took[len(took) * 99 // 100],
            }
        )
    )


if __name__ == "__main__":
    uvloop.run(ask(sys.stdin.read().split("\n"), json.loads(sys.argv[1])))
