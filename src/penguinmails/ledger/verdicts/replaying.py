"""Judging history again, with the rules of today. Commits a page of messages at a time."""

from datetime import datetime
from typing import Final
from uuid import UUID

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger.engagement import store as engagement
from penguinmails.ledger.verdicts import store
from penguinmails.ledger.verdicts.model import Replayed
from penguinmails.ledger.verdicts.service import PAGE, Judging

_FIRST: Final = UUID(int=0)


async def replay(
    databases: Databases, scope: Scope, judging: Judging, *, since: datetime | None = None
) -> Replayed:
    """Judge all hits of messages made since a moment again; what came of it.

    Adds a version where the judgement differs, or older rules said the same; changes none. Facts, leads and
    campaigns follow by the queues. Interrupted, it may be started again; other judges wait meanwhile for a
    page at most.
    """
    after = _FIRST if since is None else ids.uuid7_floor(since)
    messages = hits = changed = renewed = 0
    while True:
        async with databases.tenant(Tier.OLAP, scope) as tx:
            await engagement.lock(tx, wait=True)
            page = await store.messages_with_hits(tx, after, PAGE)
            if not page:
                return Replayed(messages, hits, changed, renewed)
            judged = await judging.judge(tx, page, renew=True)
        after = page[-1]
        messages += len(page)
        hits += judged.hits
        changed += judged.changed
        renewed += judged.renewed
