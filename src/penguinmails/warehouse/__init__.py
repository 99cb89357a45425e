"""The warehouse: what the ledger adds up to, and the proof that it does.

`states` folds all events of a message into one row; `facts` says what a state adds to which table; `rollup`
keeps both up with the ledger. Reports read facts, `verify` counts everything again.
"""

from penguinmails.jobs import Job, Periodic
from penguinmails.kernel.handoff import Receiver
from penguinmails.warehouse import dimensions, hub
from penguinmails.warehouse.facts import FACTS, FactTable, Part, fact_of, recount
from penguinmails.warehouse.facts.reading import FactRow, read_facts
from penguinmails.warehouse.rollup import Freshness, Rollup, catch_up, freshness, refold_all
from penguinmails.warehouse.settings import WarehouseSettings

JOBS: tuple[Job, ...] = (*hub.JOBS,)
PERIODIC: tuple[Periodic, ...] = (*hub.PERIODIC,)
RECEIVERS: tuple[Receiver, ...] = (*dimensions.RECEIVERS,)

__all__ = [
    "FACTS",
    "JOBS",
    "PERIODIC",
    "RECEIVERS",
    "FactRow",
    "FactTable",
    "Freshness",
    "Part",
    "Rollup",
    "WarehouseSettings",
    "catch_up",
    "fact_of",
    "freshness",
    "read_facts",
    "recount",
    "refold_all",
]
