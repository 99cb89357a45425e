"""Who is written to: leads, the lists and segments they are in, and who must never be written to."""

from penguinmails.jobs import Job, Periodic
from penguinmails.kernel.handoff import Receiver

JOBS: tuple[Job, ...] = ()
PERIODIC: tuple[Periodic, ...] = ()
RECEIVERS: tuple[Receiver, ...] = ()

__all__ = [
    "JOBS",
    "PERIODIC",
    "RECEIVERS",
]
