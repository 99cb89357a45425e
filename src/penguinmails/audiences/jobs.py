"""The jobs of this area."""

from typing import Final

from penguinmails.audiences.domains import jobs as domains
from penguinmails.audiences.exports import jobs as exports
from penguinmails.audiences.imports import jobs as imports
from penguinmails.audiences.leads import jobs as leads
from penguinmails.audiences.lists import jobs as lists
from penguinmails.audiences.suppressions import jobs as suppressions
from penguinmails.jobs import Job, Periodic

JOBS: Final[tuple[Job, ...]] = (
    *domains.JOBS,
    *lists.JOBS,
    *exports.JOBS,
    *imports.JOBS,
    *leads.JOBS,
    *suppressions.JOBS,
)
PERIODIC: Final[tuple[Periodic, ...]] = (
    *domains.PERIODIC,
    *lists.PERIODIC,
    *exports.PERIODIC,
    *imports.PERIODIC,
    *leads.PERIODIC,
    *suppressions.PERIODIC,
)
