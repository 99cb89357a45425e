"""What mail leaves by: domains with their keys, mailboxes and relays with their credentials and limits."""

from penguinmails.infrastructure.mailboxes.lanes import LANES, LaneCopy
from penguinmails.jobs import Job, Periodic
from penguinmails.kernel.handoff import Receiver

JOBS: tuple[Job, ...] = ()
PERIODIC: tuple[Periodic, ...] = ()
RECEIVERS: tuple[Receiver, ...] = ()

__all__ = ["JOBS", "LANES", "PERIODIC", "RECEIVERS", "LaneCopy"]
