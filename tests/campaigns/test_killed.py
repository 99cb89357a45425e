"""Schedulers are killed at random points, several at once, and plan everybody exactly once all the same."""

import asyncio
import random
from collections import Counter

from penguinmails.kernel.db import Databases, Scope
from tests.campaigns.factories import MAIL, campaign_of, leads_of, list_with, planned, rows, wait
from tests.campaigns.killed_scheduler import run_scheduler
from tests.dying import start_dying
from tests.kernel.news import end_sessions
from tests.servers import Clone

LEADS = 400


async def test_killed_anywhere_everybody_is_enrolled_and_planned_once(
    clone: Clone, databases: Databases, tenant: Scope
) -> None:
    people = await leads_of(databases, tenant, LEADS)
    lists = [
        await list_with(databases, tenant, people[:250]),
        await list_with(databases, tenant, people[150:]),
    ]
    await campaign_of(databases, tenant, lists=lists)
    await campaign_of(databases, tenant, [MAIL, wait(hours=1), MAIL], lists=lists[:1])
    chance = random.Random(5)
    kills = 0
    for _ in range(4):
        lefts = [chance.randrange(8, 60) for _ in range(2)]
        started = [start_dying(run_scheduler, clone.addresses, left) for left in lefts]
        kills += sum(await asyncio.gather(*map(asyncio.to_thread, started)))
    assert kills >= 3
    # The server notices a lost client only when it next speaks to it; until then it may keep the tenant's lock.
    end_sessions(clone)
    assert not await asyncio.to_thread(start_dying(run_scheduler, clone.addresses, 1_000_000))
    messages = await planned(databases, tenant)
    told = Counter((message["campaign_id"], message["lead_id"]) for message in messages)
    assert (len(told), set(told.values())) == (LEADS + 250, {1})
    assert await rows(databases, tenant, "SELECT count(*), count(message_id) FROM oltp.enrolment_steps") == [
        (LEADS + 250, LEADS + 250)
    ]
    assert await rows(databases, tenant, "SELECT sum(planned)::bigint FROM oltp.email_account_days") == [
        (LEADS + 250,)
    ]
