"""What the sender is told of mailboxes and campaigns."""

from typing import Any, Final
from uuid import UUID

from penguinmails.delivery.outbound.lanes import store
from penguinmails.delivery.outbound.model import HELD
from penguinmails.infrastructure import LANES
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import Delivery, Receiver

_DEFAULTS: Final[dict[str, Any]] = {
    "timezone": "UTC",
    "window_days": 127,
    "window_start_minute": 0,
    "window_end_minute": 1440,
    "min_gap_seconds": 0,
}


async def _take_lanes(tx: Tx, delivery: Delivery) -> None:
    await store.upsert(tx, [_DEFAULTS | lane for lane in delivery.payload["lanes"]])


async def _take_hold(tx: Tx, delivery: Delivery) -> None:
    held = bool(delivery.payload["held"])
    changed = await store.hold_campaign(
        tx, UUID(delivery.payload["campaign_id"]), held=held, version=int(delivery.payload["version"])
    )
    if changed and not held:
        await store.wake_tenant(tx)


RECEIVERS: Final = (Receiver(LANES, _take_lanes), Receiver(HELD, _take_hold))
