"""The warehouse: events taken in, counted and counted anew, on a ledger of 200 tenants.

PENGUINMAILS_BENCH_EVENTS says how many events there are (1,000,000; the largest tenant has a tenth). Two writers, two
rollers, fsync on; CPU is of this process and of the server's. COPY and the trigger that counts are the naive ways.
"""

from bench.warehouse import counting, ingesting, keeping_up, load
from bench.warehouse.measuring import measured
from penguinmails.kernel.db import Databases

__all__ = ["main"]


async def main(databases: Databases) -> list[dict[str, object]]:
    """Load, count, count anew, take in more, and keep up; a row a measurement."""
    loaded = await load.load(databases)
    rows = await counting.main(databases, loaded)
    rows += await ingesting.main(databases)
    await measured("the rest", 1, lambda: counting.drain(databases))
    rows.append(await keeping_up.main(databases, loaded))
    return rows
