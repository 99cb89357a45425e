"""Telling leads and campaigns what people did. Nothing here commits."""

from dataclasses import asdict
from typing import Final

from penguinmails.audiences import ENGAGED, EngagementCopy
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import send
from penguinmails.ledger.engagement import store
from penguinmails.ledger.engagement.model import (
    MESSAGE_ENGAGED,
    MESSAGE_SEEN,
    LeadState,
    MessageEngaged,
    MessageState,
)

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
    await store.judge_again(tx, claimed)
    messages = await store.messages_of(tx, claimed)
    for start in range(0, len(messages), PAGE):
        page = messages[start : start + PAGE]
        if states := await store.message_states(tx, page):
            told = [_message(state, version).payload() for state in states]
            await send(tx, MESSAGE_ENGAGED, {"messages": told})
        if leads := await store.lead_states(tx, page):
            await send(tx, ENGAGED, {"leads": [_lead(state, version).payload() for state in leads]})
        if seen := await store.unsent(tx, page):
            await send(tx, MESSAGE_SEEN, {"messages": [each.payload() for each in seen]})
    return len(claimed)


def _message(state: MessageState, version: int) -> MessageEngaged:
    return MessageEngaged(version=version, **asdict(state))


def _lead(state: LeadState, version: int) -> EngagementCopy:
    return EngagementCopy(version=version, score=state.score, **asdict(state))
