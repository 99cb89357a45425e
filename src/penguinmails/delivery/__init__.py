"""Delivery: outgoing mail from its plan to the wire, and what comes back."""

from typing import TYPE_CHECKING

from penguinmails.kernel.facade import on_demand

if TYPE_CHECKING:
    from penguinmails.delivery.inbound.classifying import Bounced
    from penguinmails.delivery.inbound.intake import take_in
    from penguinmails.delivery.inbound.jobs import JOBS, PERIODIC
    from penguinmails.delivery.inbound.listening.listener import InboundListener
    from penguinmails.delivery.inbound.model import Source, Taken
    from penguinmails.delivery.inbound.notices import Notice, NoticeKind, take_notice
    from penguinmails.delivery.inbound.polling.poller import ImapPoller
    from penguinmails.delivery.inbound.settings import InboundSettings
    from penguinmails.delivery.outbound.composing.verp import Verp, verp_key
    from penguinmails.delivery.outbound.lanes.model import LaneState
    from penguinmails.delivery.outbound.lanes.service import lane_states
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
    from penguinmails.delivery.outbound.queue.receiving import queue_message
    from penguinmails.delivery.outbound.reading.model import SentMessage
    from penguinmails.delivery.outbound.reading.service import message_states, page_of_messages, sent_messages
    from penguinmails.delivery.outbound.sending.reaping import reap
    from penguinmails.delivery.outbound.sending.sender import Sender
    from penguinmails.delivery.outbound.settings import OutboundSettings
    from penguinmails.delivery.outbound.stops.model import SendStop
    from penguinmails.delivery.outbound.stops.service import resume_sending, sending_stops, stop_sending
    from penguinmails.delivery.receiving import RECEIVERS
    from penguinmails.delivery.smtp import server as smtp_server
else:
    __getattr__ = on_demand(__name__, __file__)

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
    "Bounced",
    "Ended",
    "ImapPoller",
    "InboundListener",
    "InboundSettings",
    "Kind",
    "LaneState",
    "Notice",
    "NoticeKind",
    "OutboundSettings",
    "PlannedMessage",
    "SendStop",
    "Sender",
    "SentMessage",
    "Settled",
    "Source",
    "Taken",
    "Tracking",
    "Verp",
    "lane_states",
    "message_states",
    "page_of_messages",
    "queue_message",
    "reap",
    "resume_sending",
    "sending_stops",
    "sent_messages",
    "smtp_server",
    "stop_sending",
    "take_in",
    "take_notice",
    "verp_key",
]
