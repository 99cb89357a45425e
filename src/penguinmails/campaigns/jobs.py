"""The jobs of this area."""

from typing import Final

from penguinmails.campaigns.describing import jobs as describing
from penguinmails.campaigns.lifecycle import jobs as lifecycle
from penguinmails.campaigns.planning import jobs as planning
from penguinmails.jobs import Job, Periodic

JOBS: Final[tuple[Job, ...]] = (*lifecycle.JOBS, *planning.JOBS, *describing.JOBS)
PERIODIC: Final[tuple[Periodic, ...]] = (*lifecycle.PERIODIC, *planning.PERIODIC, *describing.PERIODIC)
