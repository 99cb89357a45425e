"""Who is written to: leads, the lists and segments they are in, and who must never be written to."""

from penguinmails.jobs import Job, Periodic
from penguinmails.kernel.handoff import Receiver
from penguinmails.notifications import Letter

JOBS: tuple[Job, ...] = ()
PERIODIC: tuple[Periodic, ...] = ()
LETTERS: tuple[Letter, ...] = ()
RECEIVERS: tuple[Receiver, ...] = ()

__all__ = [
    "JOBS",
    "LETTERS",
    "PERIODIC",
    "RECEIVERS",
]
