"""Taking events in. Nothing here commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import psycopg
import structlog
from psycopg.errors import CheckViolation

from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import Delivery, Receiver, send
from penguinmails.ledger.errors import EventRefused, MonthMissing
from penguinmails.ledger.events import store
from penguinmails.ledger.events.columns import document
from penguinmails.ledger.events.model import EVENTS, Event, Ingested
from penguinmails.ledger.events.reading import key_of, read_row
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
    rows = await _without_archived(tx, batch, sorted(map(read_row, told), key=key_of))
    for start in range(0, len(rows), BATCH):
        await _insert(tx, batch, rows[start : start + BATCH])
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


async def _without_archived(tx: Tx, batch: _Batch, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is about archived messages is late, though other tenants may still have the month's partition."""
    # Ids are time-ordered, and rows by their ids: the archive is asked only about what may be in it.
    if not rows or key_of(rows[0])[0] >= ids.uuid7_floor(clock.now() - _NEVER_ARCHIVED).hex:
        return rows
    archived = await store.archived_months(tx, batch.tenant_id)
    late = [row for row in rows if _month(row) in archived]
    if not late:
        return rows
    await _keep_late(tx, batch, late)
    return [row for row in rows if _month(row) not in archived]


async def _insert(tx: Tx, batch: _Batch, rows: list[dict[str, Any]]) -> None:
    """Insert what can be; halve what fails, until the rows whose fault it is stand alone."""
    batch_id = ids.uuid7()
    try:
        async with tx.savepoint():
            new = await store.insert(tx, batch.tenant_id, batch_id, rows)
    except (psycopg.IntegrityError, psycopg.DataError) as error:
        if _without_partition(error):
            await _sort_by_month(tx, batch, rows)
        elif len(rows) == 1:
            _refuse(batch, rows[0], str(error))
        else:
            middle = len(rows) // 2
            await _insert(tx, batch, rows[:middle])
            await _insert(tx, batch, rows[middle:])
        return
    if new:
        batch.batch_ids.append(batch_id)
        batch.new += new


def _without_partition(error: psycopg.Error) -> bool:
    # A row that fits no partition is a check violation that names no check.
    return isinstance(error, CheckViolation) and error.diag.constraint_name is None


async def _sort_by_month(tx: Tx, batch: _Batch, rows: list[dict[str, Any]]) -> None:
    """What the ledger has no partition for is late, or ahead of the partitions, or no message's."""
    present = await store.months(tx)
    here: list[dict[str, Any]] = []
    late: list[dict[str, Any]] = []
    for row in rows:
        month = _month(row)
        if month in present:
            here.append(row)
        elif month is None:
            _refuse(batch, row, "its message_id is no UUID of version 7")
        elif present and month < present[-1]:
            late.append(row)
        else:
            _refuse(batch, row, MonthMissing(month=month).message)
    if late:
        await _keep_late(tx, batch, late)
    if here:
        await _insert(tx, batch, here)


async def _keep_late(tx: Tx, batch: _Batch, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        try:
            async with tx.savepoint():
                batch.late += await store.insert_late(tx, batch.tenant_id, [row])
        except (psycopg.IntegrityError, psycopg.DataError) as error:
            _refuse(batch, row, str(error))


def _month(row: dict[str, Any]) -> str | None:
    try:
        message_id = UUID(str(row.get("message_id")))
        moment = ids.uuid7_time(message_id)
    except (ValueError, OverflowError):
        return None
    return f"{moment:%Y_%m}" if message_id.version == _VERSION_7 else None


def _refuse(batch: _Batch, row: dict[str, Any], reason: str) -> None:
    _log.warning("ledger.event.refused", tenant_id=str(batch.tenant_id), reason=reason.partition("\n")[0])
    known = {name: value for name, value in row.items() if value is not None}
    batch.refused.append((known, reason))
