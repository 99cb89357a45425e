"""What is written: templates and what they are made of, rendering them, and the bodies that are kept."""

from penguinmails.jobs import Job, Periodic

JOBS: tuple[Job, ...] = ()
PERIODIC: tuple[Periodic, ...] = ()

__all__ = [
    "JOBS",
    "PERIODIC",
]
