"""A figure and what it cost."""

import time
from collections.abc import Awaitable, Callable

from bench.ledger import own_cpu, server_cpu


async def measured(what: str, events: int, work: Callable[[], Awaitable[object]]) -> dict[str, object]:
    """Run once; events a second, and the CPU of this process and of the server for each."""
    ours, theirs, start = own_cpu(), server_cpu(), time.perf_counter()
    await work()
    seconds = time.perf_counter() - start
    return row(what, events, seconds, own_cpu() - ours, server_cpu() - theirs)


def row(what: str, events: int, seconds: float, ours: float, theirs: float) -> dict[str, object]:
    """A line of the results."""
    return {
        "what": what,
        "events": events,
        "seconds": round(seconds, 1),
        "events/s": round(events / seconds),
        "µs of ours each": round(ours / events * 1e6, 1),
        "µs of the server each": round(theirs / events * 1e6, 1),
        "result": "",
    }


def rate(line: dict[str, object]) -> float:
    """The events a second of a line."""
    return float(str(line["events/s"]))
