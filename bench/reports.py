"""Reports: from the facts, and the same questions asked of the raw events, as a tenant under its policies.

PENGUINMAILS_BENCH_EVENTS events of 200 tenants (1,000,000; the largest has a tenth), after a tenth as many, so that one
sees what grows. p50 and p95 of 30 runs through `run_report`, queue checked first; raw questions are asked three times
over the same span (once where that takes longer than five seconds), after one that fills the caches. `times` is raw by
report, of the largest tenant. listmonk's shape: count(distinct) over a table of views with the campaign in it.
"""

from bench.warehouse.reports import main

__all__ = ["main"]
