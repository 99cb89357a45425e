"""What is left behind by senders that were killed, and what must be looked at now and then."""

import structlog

from penguinmails.delivery.outbound.lanes import store as lanes
from penguinmails.delivery.outbound.model import Ended
from penguinmails.delivery.outbound.queue import store as queue
from penguinmails.delivery.outbound.queue.telling import settled, tell
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Tier

_log = structlog.stdlib.get_logger(__name__)


async def reap(databases: Databases) -> int:
    """Take back the lanes whose holder is not heard of any more; how many messages nobody knows of.

    What was `attempting` there is `uncertain`: its server may have it. All else waits as it did. Ends the
    pauses that are over too, and wakes lanes that sleep over messages. Commits a lane at a time.
    """
    async with databases.worker(Tier.CONTENT) as tx:
        abandoned = await lanes.abandoned(tx)
        await lanes.resume(tx)
        await lanes.wake(tx)
    uncertain = 0
    for lane in abandoned:
        async with databases.worker(Tier.CONTENT) as tx:
            if not await lanes.take_back(tx, lane):
                continue
            lost = await queue.give_up(tx, lane.tenant_id, lane.mailbox_id)
            now = clock.now()
            words = [settled(told, Ended.UNCERTAIN, told.attempting or now, reason="lost") for told in lost]
            await tell(tx, lane.tenant_id, [], words)
        uncertain += len(lost)
        _log.warning(
            "delivery.lane.taken_back",
            tenant_id=str(lane.tenant_id),
            mailbox_id=str(lane.mailbox_id),
            uncertain=len(lost),
        )
    return uncertain
