"""Delivery: outgoing mail from its plan to the wire, and what comes back."""

from penguinmails.delivery.outbound.composing.verp import Verp, verp_key
from penguinmails.delivery.outbound.lanes.receiving import RECEIVERS as LANE_RECEIVERS
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
from penguinmails.delivery.outbound.queue.receiving import RECEIVERS as QUEUE_RECEIVERS
from penguinmails.delivery.outbound.queue.receiving import queue_message
from penguinmails.delivery.outbound.sending.reaping import reap
from penguinmails.delivery.outbound.sending.sender import Sender
from penguinmails.delivery.outbound.settings import OutboundSettings
from penguinmails.delivery.outbound.stops.model import SendStop
from penguinmails.delivery.outbound.stops.service import resume_sending, sending_stops, stop_sending
from penguinmails.delivery.smtp import server as smtp_server
from penguinmails.jobs import Job, Periodic
from penguinmails.kernel.handoff import Receiver

JOBS: tuple[Job, ...] = ()
PERIODIC: tuple[Periodic, ...] = ()
RECEIVERS: tuple[Receiver, ...] = (*LANE_RECEIVERS, *QUEUE_RECEIVERS)

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
    "OutboundSettings",
    "PlannedMessage",
    "SendStop",
    "Sender",
    "Settled",
    "Tracking",
    "Verp",
    "queue_message",
    "reap",
    "resume_sending",
    "sending_stops",
    "smtp_server",
    "stop_sending",
    "verp_key",
]
