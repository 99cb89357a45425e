"""Writers as production has them: each a process of its own. They prepare, and begin together."""

import asyncio
import multiprocessing
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

from bench.ledger import own_cpu, server_cpu

Work = Callable[[], Awaitable[object]]
Writer = Callable[[], AbstractAsyncContextManager[Work]]
"""Prepares what it gives to be measured, and keeps its connections until all are done. Can be pickled."""


@dataclass(frozen=True)
class Spent:
    """Seconds: what a clock said, and the CPU of the writers and of the server."""

    seconds: float
    ours: float
    theirs: float


@asynccontextmanager
async def prepared(writers: Sequence[Writer]) -> AsyncGenerator[Callable[[], Awaitable[Spent]]]:
    """Writers that wait for the word: what is given says it, and ends when the last of them is done."""
    spawning = multiprocessing.get_context("spawn")
    pipes = [spawning.Pipe() for _ in writers]
    for writer, (_, theirs) in zip(writers, pipes, strict=True):
        spawning.Process(target=_live, args=(theirs, writer), daemon=True).start()
        theirs.close()  # so that its end is seen
    told = [pipe for pipe, _ in pipes]

    async def heard() -> list[float]:
        return [await asyncio.to_thread(pipe.recv) for pipe in told]

    async def begin() -> Spent:
        before, start = server_cpu(), time.perf_counter()
        for pipe in told:
            pipe.send(None)
        ours = sum(await heard())
        return Spent(time.perf_counter() - start, ours, server_cpu() - before)

    await heard()
    yield begin
    for pipe in told:
        pipe.send(None)


async def together(writers: Sequence[Writer]) -> Spent:
    """Run them, from when all have prepared until the last is done."""
    async with prepared(writers) as begin:
        return await begin()


def _live(pipe: Connection, writer: Writer) -> None:
    asyncio.run(_write(pipe, writer))


async def _write(pipe: Connection, writer: Writer) -> None:
    async with writer() as work:
        pipe.send(None)
        await asyncio.to_thread(pipe.recv)
        before = own_cpu()
        await work()
        pipe.send(own_cpu() - before)
        await asyncio.to_thread(pipe.recv)  # only the living are counted
