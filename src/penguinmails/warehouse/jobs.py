"""The jobs of this area."""

from typing import Final

from penguinmails.jobs import Job, Periodic
from penguinmails.warehouse.dimensions import jobs as dimensions
from penguinmails.warehouse.hub import jobs as hub
from penguinmails.warehouse.keeping import jobs as keeping
from penguinmails.warehouse.reconciling import jobs as reconciling
from penguinmails.warehouse.reports.platform import refreshing
from penguinmails.warehouse.verifying import jobs as verifying

JOBS: Final[tuple[Job, ...]] = (
    *dimensions.JOBS,
    *hub.JOBS,
    *verifying.JOBS,
    *reconciling.JOBS,
    *refreshing.JOBS,
    *keeping.JOBS,
)
PERIODIC: Final[tuple[Periodic, ...]] = (
    *dimensions.PERIODIC,
    *hub.PERIODIC,
    *verifying.PERIODIC,
    *reconciling.PERIODIC,
    *refreshing.PERIODIC,
    *keeping.PERIODIC,
)
