"""Messages that are planned, and those that must not be sent after all."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from penguinmails.delivery.outbound.lanes import store as lanes
from penguinmails.delivery.outbound.model import PLANNED, WITHDRAWN, PlannedMessage
from penguinmails.delivery.outbound.queue import evidence, store
from penguinmails.delivery.outbound.queue.telling import failed_event, tell
from penguinmails.delivery.outbound.stops import store as stops
from penguinmails.kernel import clock
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import Delivery, Receiver
from penguinmails.ledger import MESSAGE_SEEN


async def queue_message(tx: Tx, message: PlannedMessage) -> None:
    """Let one message be sent: a test, an answer. In a transaction of the tenant on content; commits nothing.

    The same id again changes nothing.
    """
    await _queue(tx, [message.payload()])


async def _take_planned(tx: Tx, delivery: Delivery) -> None:
    await _queue(tx, delivery.payload["messages"])


async def _queue(tx: Tx, messages: Sequence[dict[str, Any]]) -> None:
    due: dict[UUID, datetime] = {}
    for message in messages:
        mailbox_id, planned = UUID(message["mailbox_id"]), datetime.fromisoformat(message["planned"])
        due[mailbox_id] = min(planned, due.get(mailbox_id, planned))
    await lanes.share(tx, list(due))
    if await store.insert(tx, messages):
        await lanes.lower_next_due(tx, due)
    enrolments = [UUID(message["enrolment_id"]) for message in messages if "enrolment_id" in message]
    over: defaultdict[str, list[UUID]] = defaultdict(list)
    for enrolment_id, reason in (await stops.withdrawn_among(tx, tx.tenant_id, enrolments)).items():
        over[reason].append(enrolment_id)
    for reason, group in over.items():
        await _withdraw(tx, group, reason)


async def _take_withdrawn(tx: Tx, delivery: Delivery) -> None:
    """What is planned is cancelled; what arrives later, or is being attempted, finds that it is over."""
    enrolments = [UUID(each) for each in delivery.payload["enrolments"]]
    reason = str(delivery.payload["reason"])
    await stops.remember_withdrawn(tx, enrolments, reason)
    await _withdraw(tx, enrolments, reason)


async def _withdraw(tx: Tx, enrolments: Sequence[UUID], reason: str) -> None:
    withdrawn = await store.withdraw(tx, enrolments, reason)
    now = clock.now()
    await tell(tx, tx.tenant_id, [failed_event(told, now, reason) for told in withdrawn])


async def _take_seen(tx: Tx, delivery: Delivery) -> None:
    """Evidence makes an uncertain message an accepted one, sent when it was attempted."""
    seen = {UUID(each["message_id"]): str(each["evidence"]) for each in delivery.payload["messages"]}
    await evidence.accept(tx, seen)


RECEIVERS: Final = (
    Receiver(PLANNED, _take_planned),
    Receiver(WITHDRAWN, _take_withdrawn),
    Receiver(MESSAGE_SEEN, _take_seen),
)
