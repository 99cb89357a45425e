"""Campaigns: what is sent to whom and when, and each lead's way through the steps."""

from penguinmails.jobs import Job, Periodic
from penguinmails.kernel.handoff import Receiver

JOBS: tuple[Job, ...] = ()
PERIODIC: tuple[Periodic, ...] = ()
RECEIVERS: tuple[Receiver, ...] = ()

__all__ = ["JOBS", "PERIODIC", "RECEIVERS"]
