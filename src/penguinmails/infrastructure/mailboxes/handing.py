"""Telling the sender, and the warehouse: every change is handed on in the transaction that makes it."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from penguinmails.audiences import domain_of
from penguinmails.infrastructure.describing.service import describe
from penguinmails.infrastructure.mailboxes import store
from penguinmails.infrastructure.mailboxes.lanes import LANES, LaneCopy
from penguinmails.infrastructure.mailboxes.limits import daily_cap
from penguinmails.infrastructure.mailboxes.model import Cause, LaneRow, Status, ramp_of
from penguinmails.kernel import clock
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import send


async def hand_on(tx: Tx, mailbox_ids: Collection[UUID]) -> None:
    """Hand on how these mailboxes are now. Whoever changed them has raised their versions."""
    today = clock.now().date()
    rows = await store.lanes(tx, mailbox_ids)
    if rows:
        await send(tx, LANES, {"lanes": [lane_of(row, today).payload() for row in rows]})
        await describe(tx, mailbox_ids)


async def touch(tx: Tx, mailbox_ids: Collection[UUID]) -> None:
    """Raise the versions of mailboxes around which something changed, and hand them on."""
    await hand_on(tx, await store.raise_versions(tx, mailbox_ids))


def lane_of(row: LaneRow, today: date) -> LaneCopy:
    """A mailbox as its lane has it on a UTC day. One that nobody has signed in to yet is stopped."""
    ramp = ramp_of(row.ramp_started, row.ramp_start_limit, row.ramp_daily_increase)
    stopped = row.status != Status.ACTIVE
    cause = Cause.AUTHENTICATION if row.status == Status.PENDING else row.status_cause or Cause.PERSON
    return LaneCopy(
        mailbox_id=row.id,
        company_id=row.company_id,
        email=row.email,
        sending_domain=domain_of(row.email),
        daily_cap=daily_cap(row.daily_limit, ramp, today),
        version=row.version,
        timezone=row.timezone,
        min_gap_seconds=row.min_gap_seconds,
        per_second_limit=row.max_per_second,
        rolling_limit=row.rolling_limit,
        rolling_seconds=row.rolling_window_seconds,
        paused=row.status_since if stopped else None,
        paused_until=row.paused_until if stopped else None,
        pause_reason=str(cause) if stopped else None,
        deleted=row.deleted,
    )
