"""The warehouse: events taken in, counted and counted anew, and asked about, on a ledger of 200 tenants.

PENGUINMAILS_BENCH_EVENTS says how many events there are (1,000,000; the largest tenant has a tenth), after a tenth as
many, so that one sees what grows. Two writers, two rollers, fsync on; CPU is of this process and its writers, and of the
server. COPY and the trigger that counts are the naive ways.

Then p50 and p95 of 30 runs of each report through `run_report`, queue checked first, as a tenant under its policies; the
same question asked of the raw events three times over the same span (once where that takes longer than five seconds),
after one that fills the caches; `times` is raw by report, of the largest tenant. listmonk's shape: count(distinct) over a
table of views with the campaign in it.
"""

from bench.warehouse import counting, ingesting, keeping_up, load, reports
from bench.warehouse.measuring import measured
from penguinmails.kernel.db import Databases

__all__ = ["main"]


async def main(databases: Databases) -> list[dict[str, object]]:
    """A tenth: load, count, count anew, ask. The whole: the same, then take in more, and keep up."""
    few = await load.load(databases, load.EVENTS // 10)
    rows = await counting.main(databases, few)
    small = await reports.of_tenant(databases, few.tenants[0])
    loaded = await load.load(databases)
    rows += await counting.main(databases, loaded)
    asked = await reports.main(databases, loaded, small)
    rows += await ingesting.main(databases)
    await measured("the rest", 1, lambda: counting.drain(databases))
    rows.append(await keeping_up.main(databases, loaded))
    return rows + asked
