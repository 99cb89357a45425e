"""Taking events in. Nothing here commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import psycopg
import structlog
from psycopg.errors import CheckViolation, UniqueViolation

from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import Delivery, Receiver, send
from penguinmails.ledger.errors import EventRefused, MonthMissing
from penguinmails.ledger.events import store
from penguinmails.ledger.events.columns import document
from penguinmails.ledger.events.model import EVENTS, Event, Ingested
from penguinmails.ledger.events.reading import Rows, read_events
from penguinmails.notifications import Severity, raise_event

_log = structlog.stdlib.get_logger()

BATCH: Final = 5000
"""Events one statement inserts."""
_VERSION_7: Final = 7
_NEVER_ARCHIVED: Final = timedelta(days=31)
"""Younger than this, a message may be in a month that has not ended; the archive takes whole months."""


@dataclass
class _Batch:
    """What is becoming of the events of one call."""

    tenant_id: UUID
    batch_ids: list[UUID] = field(default_factory=list[UUID])
    new: int = 0
    late: int = 0
    refused: list[tuple[dict[str, Any], str]] = field(default_factory=list[tuple[dict[str, Any], str]])


async def ingest(tx: Tx, tenant_id: UUID, events: Sequence[Event]) -> Ingested:
    """Add events of one tenant to the ledger; those that were new. A repetition adds nothing.

    `tx` is of the olap tier, of the tenant or a worker's. What is new is queued in it too: for the facts, the
    judge and whoever is told. Events of archived months are kept aside and operators are told. What the
    ledger cannot hold (a click without its link) stops no other event: it is handed on alone under `EVENTS`,
    and so parked alone.
    """
    batch = await _take(tx, tenant_id, list(map(vars, events)))
    for row, _ in batch.refused:
        await send(tx, EVENTS, document({"events": [row]}), tenant_id=tenant_id)
    return Ingested(batch.new, tuple(batch.batch_ids), batch.late, len(batch.refused))


async def apply(tx: Tx, delivery: Delivery) -> None:
    """Take a batch in. Raises `EventRefused` for a single event that cannot be held; it is then parked."""
    events: list[dict[str, Any]] = delivery.payload["events"]
    batch = await _take(tx, delivery.tenant_id, events)
    if batch.refused and len(events) == 1:
        raise EventRefused(reason=batch.refused[0][1])
    for row, _ in batch.refused:
        await send(tx, EVENTS, document({"events": [row]}))


RECEIVERS: Final = (Receiver(EVENTS, apply),)


async def _take(tx: Tx, tenant_id: UUID, told: Sequence[Mapping[str, Any]]) -> _Batch:
    batch = _Batch(tenant_id)
    rows = await _without_archived(tx, batch, read_events(told))
    for start in range(0, len(rows), BATCH):
        await _insert(tx, batch, rows.some(range(start, min(start + BATCH, len(rows)))))
    if batch.late:
        _log.warning("ledger.events.late", tenant_id=str(tenant_id), events=batch.late)
        await raise_event(
            tx,
            event_type="late_events",
            severity=Severity.LOW,
            message="Events came for messages whose month is archived; they are in no figure.",
            details={"events": batch.late},
            about=str(tenant_id),
            tenant_id=tenant_id,
        )
    return batch


async def _without_archived(tx: Tx, batch: _Batch, rows: Rows) -> Rows:
    """What is about archived messages is late, though other tenants may still have the month's partition."""
    # Ids are time-ordered, as texts too: the archive is asked only about what is old enough to be in it.
    if not len(rows) or min(rows.ids()) >= ids.uuid7_floor(clock.now() - _NEVER_ARCHIVED).hex:
        return rows
    archived = await store.archived_months(tx, batch.tenant_id)
    late = {place for place, message_id in enumerate(rows.ids()) if _month(message_id) in archived}
    await _keep_late(tx, batch, rows, sorted(late))
    return rows.some([place for place in range(len(rows)) if place not in late])


async def _insert(tx: Tx, batch: _Batch, rows: Rows) -> None:
    """Insert what is new and can be; halve what fails, until the rows whose fault it is stand alone."""
    batch_id = ids.uuid7()
    try:
        async with tx.savepoint():
            new = await store.insert(tx, batch.tenant_id, batch_id, rows)
    except (psycopg.IntegrityError, psycopg.DataError) as error:
        if _without_partition(error):
            await _sort_by_month(tx, batch, rows)
        # None of them may be unheld and yet one refused: for a row of a company whose rows are not seen here.
        elif isinstance(error, UniqueViolation) and len(
            places := await store.unheld(tx, batch.tenant_id, rows)
        ) < len(rows):
            if places:
                await _insert(tx, batch, rows.some(places))
        elif len(rows) == 1:
            _refuse(batch, rows.row(0), str(error))
        else:
            middle = len(rows) // 2
            await _insert(tx, batch, rows.some(range(middle)))
            await _insert(tx, batch, rows.some(range(middle, len(rows))))
        return
    if new:
        batch.batch_ids.append(batch_id)
        batch.new += new


def _without_partition(error: psycopg.Error) -> bool:
    # A row that fits no partition is a check violation that names no check.
    return isinstance(error, CheckViolation) and error.diag.constraint_name is None


async def _sort_by_month(tx: Tx, batch: _Batch, rows: Rows) -> None:
    """What the ledger has no partition for is late, or ahead of the partitions, or no message's."""
    present = await store.months(tx)
    here: list[int] = []
    late: list[int] = []
    for place, month in enumerate(map(_month, rows.ids())):
        if month in present:
            here.append(place)
        elif month is None:
            _refuse(batch, rows.row(place), "its message_id is no UUID of version 7")
        elif present and month < present[-1]:
            late.append(place)
        else:
            _refuse(batch, rows.row(place), MonthMissing(month=month).message)
    await _keep_late(tx, batch, rows, late)
    if here:
        await _insert(tx, batch, rows.some(here))


async def _keep_late(tx: Tx, batch: _Batch, rows: Rows, places: Sequence[int]) -> None:
    for place in places:
        row = rows.row(place)
        try:
            async with tx.savepoint():
                batch.late += await store.insert_late(tx, batch.tenant_id, row)
        except (psycopg.IntegrityError, psycopg.DataError) as error:
            _refuse(batch, row, str(error))


def _month(message_id: str) -> str | None:
    try:
        read = UUID(message_id)
        moment = ids.uuid7_time(read)
    except (ValueError, OverflowError):
        return None
    return f"{moment:%Y_%m}" if read.version == _VERSION_7 else None


def _refuse(batch: _Batch, row: dict[str, Any], reason: str) -> None:
    _log.warning("ledger.event.refused", tenant_id=str(batch.tenant_id), reason=reason.partition("\n")[0])
    batch.refused.append((row, reason))
