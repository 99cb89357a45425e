"""The ledger: what happened to every message, and what was judged of it. Both only ever grow.

`ingest` takes events in; across tiers they come under `EVENTS`. A repeated report is the same row.
"""

from penguinmails.jobs import Job, Periodic
from penguinmails.kernel.handoff import Receiver
from penguinmails.ledger.engagement.model import (
    MESSAGE_ENGAGED,
    MESSAGE_SEEN,
    MessageEngaged,
    MessageSeen,
)
from penguinmails.ledger.events.model import (
    EVENTS,
    BounceType,
    Event,
    EventKind,
    EventSource,
    Ingested,
    Taken,
    event_id_of,
)
from penguinmails.ledger.events.service import RECEIVERS as EVENT_RECEIVERS
from penguinmails.ledger.events.service import ingest

JOBS: tuple[Job, ...] = ()
PERIODIC: tuple[Periodic, ...] = ()
RECEIVERS: tuple[Receiver, ...] = (*EVENT_RECEIVERS,)

__all__ = [
    "EVENTS",
    "JOBS",
    "MESSAGE_ENGAGED",
    "MESSAGE_SEEN",
    "PERIODIC",
    "RECEIVERS",
    "BounceType",
    "Event",
    "EventKind",
    "EventSource",
    "Ingested",
    "MessageEngaged",
    "MessageSeen",
    "Taken",
    "event_id_of",
    "ingest",
]
