"""Telling leads and campaigns what people did. Nothing here commits."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from penguinmails.audiences import ENGAGED
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import send
from penguinmails.ledger.engagement import store
from penguinmails.ledger.engagement.folding import Story, lead_state, message_state
from penguinmails.ledger.engagement.model import MESSAGE_ENGAGED, MESSAGE_SEEN, Marks, SentMessage

PAGE: Final = 500
"""Messages looked at together, and states in one handoff at most."""


async def tell(tx: Tx, *, batches: int) -> int:
    """Hand on whole states of the messages and leads that the oldest batches touched; how many batches.

    The caller holds the tenant's lock, so that a later version is a later state. Repeated, it hands on the
    same states under a higher version.
    """
    claimed = await store.claim(tx, batches)
    if not claimed:
        return 0
    version = await store.next_version(tx)
    messages = await store.messages_of(tx, claimed)
    leads: set[UUID] = set()
    for start in range(0, len(messages), PAGE):
        page = messages[start : start + PAGE]
        sent = {each.message_id: each for each in await store.sent_messages(tx, page)}
        marks = await store.marks_of(tx, page)
        leads |= {each.lead_id for each in sent.values() if each.lead_id is not None}
        await _tell_campaigns(tx, sent, marks, version)
        if doubtful := [each for each in sent if each in marks and marks[each].doubtful]:
            await store.judge_again(tx, doubtful, claimed)
        if unsent := [each for each in page if each not in sent and each in marks and marks[each].tells]:
            seen = await store.signs_of(tx, unsent)
            await send(tx, MESSAGE_SEEN, {"messages": [each.payload() for each in seen]})
    in_order = sorted(leads)
    for start in range(0, len(in_order), PAGE):
        await _tell_leads(tx, in_order[start : start + PAGE], version)
    return len(claimed)


async def _tell_campaigns(
    tx: Tx, sent: Mapping[UUID, SentMessage], marks: Mapping[UUID, Marks], version: int
) -> None:
    told = [
        message_state(each, marks[message_id], version).payload()
        for message_id, each in sent.items()
        if message_id in marks and marks[message_id].tells
    ]
    if told:
        await send(tx, MESSAGE_ENGAGED, {"messages": told})


async def _tell_leads(tx: Tx, lead_ids: Sequence[UUID], version: int) -> None:
    sent = await store.sent_to_leads(tx, lead_ids)
    marks = await store.marks_of(tx, [each.message_id for each in sent])
    stories: dict[UUID, list[Story]] = defaultdict(list)
    for each in sent:
        if each.lead_id is not None:
            stories[each.lead_id].append((each, marks.get(each.message_id)))
    states = [lead_state(lead_id, own, version).payload() for lead_id, own in stories.items()]
    await send(tx, ENGAGED, {"leads": states})
