"""The ledger: what happened to every message, and what was judged of it. Both only ever grow."""

from penguinmails.jobs import Job, Periodic
from penguinmails.kernel.handoff import Receiver
from penguinmails.ledger.events.model import (
    EVENTS,
    BounceType,
    Event,
    EventKind,
    EventSource,
    event_id_of,
)

JOBS: tuple[Job, ...] = ()
PERIODIC: tuple[Periodic, ...] = ()
RECEIVERS: tuple[Receiver, ...] = ()

__all__ = [
    "EVENTS",
    "JOBS",
    "PERIODIC",
    "RECEIVERS",
    "BounceType",
    "Event",
    "EventKind",
    "EventSource",
    "event_id_of",
]
