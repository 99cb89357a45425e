"""What is written: templates and what they are made of, rendering them, and the bodies that are kept."""

from penguinmails.content.bodies import jobs as bodies
from penguinmails.jobs import Job, Periodic

JOBS: tuple[Job, ...] = bodies.JOBS
PERIODIC: tuple[Periodic, ...] = bodies.PERIODIC

__all__ = [
    "JOBS",
    "PERIODIC",
]
