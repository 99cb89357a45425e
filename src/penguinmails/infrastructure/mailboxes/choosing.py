"""Which mailboxes a campaign may send by, and how much each still takes."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from penguinmails.audiences import domain_of
from penguinmails.infrastructure.mailboxes import store
from penguinmails.infrastructure.mailboxes.limits import daily_cap
from penguinmails.infrastructure.mailboxes.model import SendableMailbox, SendableRow, Status, ramp_of
from penguinmails.kernel import clock
from penguinmails.kernel.db import Tx


async def sendable_mailboxes(
    tx: Tx,
    mailbox_ids: Collection[UUID],
    pool_ids: Collection[UUID] = (),
    *,
    weights: Mapping[UUID, int] | None = None,
    from_addresses: Mapping[UUID, UUID] | None = None,
    day: date | None = None,
) -> list[SendableMailbox]:
    """The mailboxes of a campaign and of its pools, each once, in the order of their ids.

    `weights` and `from_addresses` (ids of From addresses) are by mailbox; without one, a mailbox weighs 1 and
    writes as its default From address, or itself. Those that send nothing are there too, with capacity 0 and
    the reason in words. `day` is a UTC day, today if left out: later days have their own ramp and plan.
    """
    on = day or clock.now().date()
    rows = await store.sendable(
        tx,
        list(dict.fromkeys(mailbox_ids)),
        pool_ids,
        weights=weights or {},
        from_addresses=from_addresses or {},
        day=on,
    )
    return [_sendable(row, on) for row in rows]


def _sendable(row: SendableRow, day: date) -> SendableMailbox:
    address = row.from_address or row.email
    ramp = ramp_of(row.ramp_started, row.ramp_start_limit, row.ramp_daily_increase)
    left = max(0, daily_cap(row.daily_limit, ramp, day) - row.used)
    reason = row.status_reason
    if row.status == Status.PENDING:
        reason = "Nobody has signed in to it yet: test it."
    return SendableMailbox(
        id=row.id,
        company_id=row.company_id,
        email=row.email,
        domain=domain_of(address),
        display_name=row.from_name or row.display_name,
        from_address=address,
        reply_to=row.reply_to,
        weight=row.weight,
        provider=row.provider,
        capacity_left_today=left if row.status == Status.ACTIVE else 0,
        status=row.status,
        status_reason=reason,
        paused_until=row.paused_until,
        min_gap_seconds=row.min_gap_seconds,
        timezone=row.timezone,
        strategy=row.strategy,
    )
