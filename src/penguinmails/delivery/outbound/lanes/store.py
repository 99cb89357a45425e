"""The statements about lanes, as functions. All but the receivers' as the platform's worker."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.delivery.outbound.lanes.model import (
    Abandoned,
    Backoff,
    Lane,
    LaneFigures,
    LaneName,
    LaneState,
)
from penguinmails.delivery.outbound.lanes.rules import Use
from penguinmails.kernel.db import Tx
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def upsert(tx: Tx, lanes: Sequence[dict[str, Any]]) -> None:
    """Copies of mailboxes; older versions change nothing."""
    await tx.execute(queries.upsert_lanes, tenant_id=tx.tenant_id, lanes=Jsonb(list(lanes)))


async def hold_campaign(tx: Tx, campaign_id: UUID, *, held: bool, version: int) -> bool:
    """Note whether a campaign is held; whether that was news."""
    return bool(
        await tx.execute(
            queries.hold_campaign, tenant_id=tx.tenant_id, campaign_id=campaign_id, held=held, version=version
        )
    )


async def wake_tenant(tx: Tx) -> None:
    """Let every lane look for messages."""
    await tx.execute(queries.wake_lanes_of_tenant, tenant_id=tx.tenant_id)


async def share(tx: Tx, mailboxes: Sequence[UUID]) -> None:
    """Before messages are brought to lanes: none falls asleep until the transaction ends."""
    await tx.execute(queries.share_lanes, tenant_id=tx.tenant_id, mailboxes=list(mailboxes))


async def lower_next_due(tx: Tx, due: dict[UUID, datetime]) -> None:
    """Lanes have messages from then on."""
    await tx.execute(
        queries.lower_next_due, tenant_id=tx.tenant_id, mailboxes=list(due), due=list(due.values())
    )


async def due(tx: Tx, most: int) -> list[LaneName]:
    """Lanes of all tenants that may begin something, those that wait longest first."""
    return await tx.many(queries.due_lanes, LaneName, platform=PLATFORM_TENANT, most=most)


async def claim(tx: Tx, name: LaneName, holder: str, lease: timedelta) -> Lane | None:
    """Take a lane under a new fence; None where somebody else has it."""
    return await tx.one(
        queries.claim_lane,
        Lane,
        tenant_id=name.tenant_id,
        mailbox_id=name.mailbox_id,
        holder=holder,
        lease=lease,
    )


async def hold(tx: Tx, lane: Lane) -> Lane | None:
    """The lane as it is now, locked; None where the lease is lost."""
    return await tx.one(queries.hold_lane, Lane, **_key(lane), platform=PLATFORM_TENANT)


async def save(tx: Tx, lane: Lane, use: Use, lease: timedelta) -> None:
    """Count what begins, under `hold`."""
    await tx.execute(
        queries.save_lane,
        **_key(lane),
        used_today=use.used_today,
        used_day=use.used_day,
        rolling_used=use.rolling_used,
        rolling_started=use.rolling_started,
        next_slot=use.next_slot,
        lease=lease,
    )


async def prolong(tx: Tx, lane: Lane, lease: timedelta) -> bool:
    """Keep the lease; whether it was still there."""
    return bool(await tx.execute(queries.prolong_lease, **_key(lane), lease=lease))


async def settle(tx: Tx, lane: Lane) -> bool:
    """Whether nobody brings messages to the lane until the transaction ends."""
    return await tx.value(queries.settle_lane, **_key(lane)) is not None


async def release(
    tx: Tx, lane: Lane, *, next_slot: datetime, asleep: bool, next_due: datetime | None
) -> None:
    """Let a lane go. `asleep`: it has nothing to do before `next_due`."""
    await tx.execute(
        queries.release_lane, **_key(lane), next_slot=next_slot, asleep=asleep, next_due=next_due
    )


async def pause(tx: Tx, lane: Lane, span: timedelta, reason: str) -> None:
    """Let nothing of it begin for a while."""
    await tx.execute(queries.pause_lane, **_key(lane), pause=span, reason=reason)


async def resume(tx: Tx) -> int:
    """End the pauses that are over."""
    return await tx.execute(queries.resume_lanes)


async def wake(tx: Tx) -> int:
    """Wake lanes that sleep over messages."""
    return await tx.execute(queries.wake_lanes)


async def abandoned(tx: Tx) -> list[Abandoned]:
    """Lanes whose lease has ended."""
    return await tx.many(queries.abandoned_lanes, Abandoned)


async def take_back(tx: Tx, lane: Abandoned) -> bool:
    """Free a lane whose lease has ended, under a new fence; whether it was still so."""
    taken = await tx.value(
        queries.take_back, tenant_id=lane.tenant_id, mailbox_id=lane.mailbox_id, fence=lane.fence
    )
    return taken is not None


async def backoffs(tx: Tx, lane: Lane) -> dict[str, Backoff]:
    """Who is left alone by this lane, or was lately."""
    found = await tx.many(queries.backoffs, Backoff, tenant_id=lane.tenant_id, mailbox_id=lane.mailbox_id)
    return {backoff.receiving_provider: backoff for backoff in found}


async def back_off(tx: Tx, lane: Lane, backoffs: Sequence[Backoff], replies: Sequence[str | None]) -> None:
    """Leave these alone."""
    await tx.execute(
        queries.back_off,
        tenant_id=lane.tenant_id,
        mailbox_id=lane.mailbox_id,
        company_id=lane.company_id,
        providers=[backoff.receiving_provider for backoff in backoffs],
        not_before=[backoff.not_before for backoff in backoffs],
        failures=[backoff.failures for backoff in backoffs],
        replies=list(replies),
    )


async def forget_backoffs(tx: Tx, lane: Lane, providers: Sequence[str]) -> None:
    """They take mail again."""
    await tx.execute(
        queries.forget_backoffs,
        tenant_id=lane.tenant_id,
        mailbox_id=lane.mailbox_id,
        providers=list(providers),
    )


async def states(tx: Tx) -> list[LaneState]:
    """A tenant's lanes, for people."""
    return await tx.many(queries.lane_states, LaneState, tenant_id=tx.tenant_id)


async def figures(tx: Tx) -> LaneFigures:
    """Of all tenants."""
    return await tx.one(queries.lane_figures, LaneFigures) or LaneFigures(0, 0, 0, 0)


def _key(lane: Lane) -> dict[str, Any]:
    return {"tenant_id": lane.tenant_id, "mailbox_id": lane.mailbox_id, "fence": lane.fence}
