"""The warehouse: what the ledger adds up to, and the proof that it does.

`states` folds all events of a message into one row; `facts` says what a state adds to which table; `rollup`
keeps both up with the ledger. Reports read facts, `verify` counts everything again.
"""

from penguinmails.jobs import Job, Periodic
from penguinmails.kernel.handoff import Receiver
from penguinmails.warehouse.facts import FACTS, FactTable, fact_of, recount
from penguinmails.warehouse.rollup import Freshness, Rollup, catch_up, freshness, refold_all
from penguinmails.warehouse.settings import WarehouseSettings

JOBS: tuple[Job, ...] = ()
PERIODIC: tuple[Periodic, ...] = ()
RECEIVERS: tuple[Receiver, ...] = ()

__all__ = [
    "FACTS",
    "JOBS",
    "PERIODIC",
    "RECEIVERS",
    "FactTable",
    "Freshness",
    "Rollup",
    "WarehouseSettings",
    "catch_up",
    "fact_of",
    "freshness",
    "recount",
    "refold_all",
]
