"""Pixels, links and unsubscribing: what recipients' programs fetch from us, by signed names."""

from penguinmails.jobs import Job, Periodic
from penguinmails.kernel.handoff import Receiver

JOBS: tuple[Job, ...] = ()
PERIODIC: tuple[Periodic, ...] = ()
RECEIVERS: tuple[Receiver, ...] = ()

__all__ = ["JOBS", "PERIODIC", "RECEIVERS"]
