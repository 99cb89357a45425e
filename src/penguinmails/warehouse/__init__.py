"""The warehouse: what the ledger adds up to, and the proof that it does.

`states` folds all events of a message into one row; `facts` says what a state adds to which table; `rollup`
keeps both up with the ledger. Reports read facts, `verify` counts everything again.
"""

from typing import TYPE_CHECKING

from penguinmails.kernel.facade import on_demand

if TYPE_CHECKING:
    from penguinmails.warehouse.archiving.reading import archived_facts, reading
    from penguinmails.warehouse.archiving.settings import ArchiveSettings
    from penguinmails.warehouse.erasing.service import erase_waiting
    from penguinmails.warehouse.facts import FACTS, FactTable, Part, fact_of, recount
    from penguinmails.warehouse.facts.reading import FactRow, read_facts
    from penguinmails.warehouse.hub import calculate
    from penguinmails.warehouse.jobs import JOBS, PERIODIC
    from penguinmails.warehouse.rebuilding import Rebuilt, Reclassified, rebuild, reclassify
    from penguinmails.warehouse.receiving import RECEIVERS
    from penguinmails.warehouse.reports.catalogue import REPORTS
    from penguinmails.warehouse.reports.model import Report
    from penguinmails.warehouse.reports.query import ReportQuery
    from penguinmails.warehouse.reports.service import run_report
    from penguinmails.warehouse.rollup import Freshness, Rollup, catch_up, freshness, refold_all
    from penguinmails.warehouse.settings import WarehouseSettings
    from penguinmails.warehouse.verifying import Check, Difference, Extent, Verified, verify, verify_tenant
else:
    __getattr__ = on_demand(__name__, __file__)

__all__ = [
    "FACTS",
    "JOBS",
    "PERIODIC",
    "RECEIVERS",
    "REPORTS",
    "ArchiveSettings",
    "Check",
    "Difference",
    "Extent",
    "FactRow",
    "FactTable",
    "Freshness",
    "Part",
    "Rebuilt",
    "Reclassified",
    "Report",
    "ReportQuery",
    "Rollup",
    "Verified",
    "WarehouseSettings",
    "archived_facts",
    "calculate",
    "catch_up",
    "erase_waiting",
    "fact_of",
    "freshness",
    "read_facts",
    "reading",
    "rebuild",
    "reclassify",
    "recount",
    "refold_all",
    "run_report",
    "verify",
    "verify_tenant",
]
