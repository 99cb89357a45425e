"""The jobs of this area."""

from typing import Final

from penguinmails.content.bodies import jobs as bodies
from penguinmails.content.templates import jobs as templates
from penguinmails.jobs import Job, Periodic

JOBS: Final[tuple[Job, ...]] = (*bodies.JOBS, *templates.JOBS)
PERIODIC: Final[tuple[Periodic, ...]] = (*bodies.PERIODIC, *templates.PERIODIC)
