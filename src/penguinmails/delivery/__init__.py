"""Delivery: outgoing mail from its plan to the wire, and what comes back."""

from penguinmails.delivery.outbound.model import (
    ANSWERED,
    HELD,
    PLANNED,
    SETTLED,
    WITHDRAWN,
    Answer,
    AnswerKind,
    Ended,
    Kind,
    PlannedMessage,
    Settled,
    Tracking,
)
from penguinmails.delivery.smtp import server as smtp_server
from penguinmails.jobs import Job, Periodic
from penguinmails.kernel.handoff import Receiver

JOBS: tuple[Job, ...] = ()
PERIODIC: tuple[Periodic, ...] = ()
RECEIVERS: tuple[Receiver, ...] = ()

__all__ = [
    "ANSWERED",
    "HELD",
    "JOBS",
    "PERIODIC",
    "PLANNED",
    "RECEIVERS",
    "SETTLED",
    "WITHDRAWN",
    "Answer",
    "AnswerKind",
    "Ended",
    "Kind",
    "PlannedMessage",
    "Settled",
    "Tracking",
    "smtp_server",
]
