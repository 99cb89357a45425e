"""Ending enrolments, and taking back what they have waiting. Nothing here commits."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from penguinmails.campaigns.following import store
from penguinmails.campaigns.following.model import RANK, Sent, UnderWay
from penguinmails.campaigns.planning.model import Exit
from penguinmails.delivery import HELD, WITHDRAWN
from penguinmails.kernel import clock
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import send

_ROW: Final = 5000
"""Enrolments an outbox row."""


async def stop(tx: Tx, over: Iterable[tuple[Sent | UnderWay, Exit, datetime]]) -> int:
    """End locked enrolments, or give those that are over a weightier reason; how many.

    Of equal reasons the earlier stays. What they have waiting at the sender is withdrawn.
    """
    chosen: dict[UUID, tuple[Sent | UnderWay, Exit, datetime]] = {}
    for each in over:
        enrolment_id = _id_of(each[0])
        known = chosen.get(enrolment_id)
        if _outweighs(each, known) and _replaces(each):
            chosen[enrolment_id] = each
    if not chosen:
        return 0
    await store.stop_enrolments(tx, [(key, reason, at) for key, (_, reason, at) in chosen.items()])
    for reason in sorted({reason for _, reason, _ in chosen.values()}):
        waiting = [
            key
            for key, (row, why, _) in chosen.items()
            if why is reason and row.exit_reason is None and row.next_due is None
        ]
        await withdraw(tx, waiting, reason.value)
    return len(chosen)


async def withdraw(tx: Tx, enrolment_ids: Sequence[UUID], reason: str) -> None:
    """Cancel what these enrolments have at the sender and is not sent yet."""
    for first in range(0, len(enrolment_ids), _ROW):
        batch = [str(each) for each in enrolment_ids[first : first + _ROW]]
        await send(tx, WITHDRAWN, {"enrolments": batch, "reason": reason})


async def stop_leads(tx: Tx, lead_ids: Sequence[UUID], reason: Exit, at: datetime) -> int:
    """End whatever these leads are under way in, in all campaigns; how many."""
    if not lead_ids:
        return 0
    return await stop(tx, [(row, reason, at) for row in await store.lock_of_leads(tx, lead_ids)])


async def remove_from_campaign(tx: Tx, campaign_id: UUID, lead_ids: Sequence[UUID]) -> int:
    """Take leads out of a campaign they are under way in; how many."""
    rows = await store.lock_of_campaign(tx, campaign_id, lead_ids)
    return await stop(tx, [(row, Exit.REMOVED, clock.now()) for row in rows])


async def end_campaign(tx: Tx, campaign_id: UUID) -> int:
    """End everybody who is under way in a campaign that was cancelled; how many."""
    rows = await store.lock_of_campaign(tx, campaign_id)
    return await stop(tx, [(row, Exit.CAMPAIGN_ENDED, clock.now()) for row in rows])


async def hold(tx: Tx, campaign_id: UUID, *, held: bool) -> None:
    """Tell the sender to keep a campaign's messages, or to send them again.

    Called with the change of the campaign's status and after its version was raised, in its transaction:
    planning stops or begins with the status, and nothing of what was planned is lost or planned again.
    """
    version = await store.version_of(tx, campaign_id)
    await send(tx, HELD, {"campaign_id": str(campaign_id), "held": held, "version": version})
    if not held:
        await store.wake_campaign(tx, campaign_id)


def _id_of(row: Sent | UnderWay) -> UUID:
    return row.enrolment_id if isinstance(row, Sent) else row.id


def _outweighs(
    new: tuple[Sent | UnderWay, Exit, datetime], known: tuple[Sent | UnderWay, Exit, datetime] | None
) -> bool:
    return known is None or (RANK[new[1]], known[2]) > (RANK[known[1]], new[2])


def _replaces(new: tuple[Sent | UnderWay, Exit, datetime]) -> bool:
    row, reason, at = new
    if row.exit_reason is None or row.exited is None:
        return True
    return (RANK[reason], row.exited) > (RANK[Exit(row.exit_reason)], at)
