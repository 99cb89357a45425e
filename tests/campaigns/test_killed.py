"""Schedulers are killed at random points, several at once, and plan everybody exactly once all the same."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Home, Role
from tests.campaigns.factories import MAIL, campaign_of, leads_of, list_with, planned, rows, wait
from tests.kernel.news import end_sessions
from tests.servers import Clone

ROOT = Path(__file__).parents[2]
LEADS = 400


def run_until_killed(clone: Clone, left: int) -> bool:
    """Run a scheduler that dies at its `left`th step; False where it came to the end."""
    addresses = {home: {role: clone.address(home, role) for role in Role} for home in Home}
    done = subprocess.run(
        [sys.executable, "-m", "tests.campaigns.killed_scheduler", str(left)],
        input=json.dumps(addresses),
        text=True,
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])},
        timeout=120,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


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
        kills += sum(
            await asyncio.gather(*(asyncio.to_thread(run_until_killed, clone, left) for left in lefts))
        )
    assert kills >= 3
    # The server notices a lost client only when it next speaks to it; until then it may keep the tenant's lock.
    end_sessions(clone)
    assert not await asyncio.to_thread(run_until_killed, clone, 1_000_000)
    messages = await planned(databases, tenant)
    told = Counter((message["campaign_id"], message["lead_id"]) for message in messages)
    assert (len(told), set(told.values())) == (LEADS + 250, {1})
    assert await rows(databases, tenant, "SELECT count(*), count(message_id) FROM oltp.enrolment_steps") == [
        (LEADS + 250, LEADS + 250)
    ]
    assert await rows(databases, tenant, "SELECT sum(planned)::bigint FROM oltp.email_account_days") == [
        (LEADS + 250,)
    ]
