"""The carrying side: claims outbox rows and applies them in the receiving tier."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import psycopg
import structlog
from psycopg.types.json import Jsonb

from penguinmails.kernel.db import Databases, DatabaseUnreachable, Scope, Tx
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.handoff.model import MAX_ATTEMPTS, PARKED, Delivery, Receiver, pause_after
from penguinmails.kernel.handoff.outbox import send
from penguinmails.kernel.handoff.statements import OUTBOX_TIER, STATEMENTS
from penguinmails.kernel.tiers import Home

_log = structlog.get_logger(__name__)

BATCH = 100
_IDLE_SECONDS = 0.25
_TROUBLE_SECONDS = 2.0


class NoReceiver(PenguinError):
    """Nothing in this program takes in {topic}; it was handed over by a newer version, or wrongly."""

    code = "handoff_no_receiver"
    hint = "Run the version that sent it, then `penguinmails jobs unpark`."


@dataclass(frozen=True)
class DueTenant:
    """A tenant with rows to deliver."""

    tenant_id: UUID


@dataclass(frozen=True)
class Parked:
    """A row that could not be applied and waits for a person."""

    tenant_id: UUID
    handoff_id: UUID
    topic: str
    attempts: int
    error: str
    parked: datetime


@dataclass(frozen=True)
class _Failure:
    delivery: Delivery
    error: str


class Relay:
    """Delivers what the outboxes of all databases hold. Any number of relays may run at once."""

    def __init__(self, databases: Databases, receivers: Iterable[Receiver]) -> None:
        self._databases = databases
        self._receivers = {receiver.topic.name: receiver for receiver in receivers}

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set; a batch under way is finished. Survives databases that go away."""
        while not stop.is_set():
            try:
                pause = 0.0 if await self.deliver_due() else _IDLE_SECONDS
            except (psycopg.OperationalError, DatabaseUnreachable) as error:
                _log.warning("handoff.relay.interrupted", error=str(error))
                pause = _TROUBLE_SECONDS
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    async def deliver_due(self) -> int:
        """One turn: at most one batch for each tenant that has rows due, so that no tenant starves another.

        Answers how many rows were claimed. Raises `psycopg.OperationalError` where a database is away;
        the rows claimed are then back.
        """
        delivered = 0
        for home in OUTBOX_TIER:
            statements = STATEMENTS[home]
            async with self._databases.worker(OUTBOX_TIER[home]) as tx:
                due = await tx.many(statements.tenants_with_due, DueTenant)
            for tenant in due:
                delivered += await self._deliver_batch(home, tenant.tenant_id)
        return delivered

    async def drain(self) -> int:
        """Deliver until nothing is due. Rows that wait after a failure are not waited for."""
        total = 0
        while delivered := await self.deliver_due():
            total += delivered
        return total

    async def _deliver_batch(self, home: Home, tenant_id: UUID) -> int:
        async with self._databases.tenant(OUTBOX_TIER[home], Scope.tenant_wide(tenant_id)) as source:
            claimed = await source.many(STATEMENTS[home].claim, Delivery, tenant_id=tenant_id, batch=BATCH)
            claimed.sort(key=lambda delivery: delivery.handoff_id)
            for failure in await self._apply_all(tenant_id, claimed):
                await self._set_back(source, failure)
        return len(claimed)

    async def _apply_all(self, tenant_id: UUID, claimed: list[Delivery]) -> list[_Failure]:
        """Apply in the order sent, one receiving transaction a run of rows for the same tier."""
        failures: list[_Failure] = []
        position = 0
        while position < len(claimed):
            receiver = self._receivers.get(claimed[position].topic)
            if receiver is None:
                error = NoReceiver(topic=claimed[position].topic)
                failures.append(_Failure(claimed[position], str(error)))
                position += 1
                continue
            tier = receiver.topic.destination
            async with self._databases.tenant(tier, Scope.tenant_wide(tenant_id)) as tx:
                while position < len(claimed):
                    delivery = claimed[position]
                    receiver = self._receivers.get(delivery.topic)
                    if receiver is None or receiver.topic.destination is not tier:
                        break
                    failure = await _apply(tx, receiver, delivery)
                    if failure is not None:
                        failures.append(failure)
                    position += 1
        return failures

    @staticmethod
    async def _set_back(source: Tx, failure: _Failure) -> None:
        delivery, attempts = failure.delivery, failure.delivery.attempts + 1
        row = {
            "tenant_id": delivery.tenant_id,
            "handoff_id": delivery.handoff_id,
            "topic": delivery.topic,
            "payload": Jsonb(delivery.payload),
            "created": delivery.created,
            "attempts": attempts,
            "error": failure.error,
        }
        statements = STATEMENTS[source.home]
        if attempts < MAX_ATTEMPTS:
            await source.execute(statements.return_to_outbox, pause=pause_after(attempts), **row)
            return
        _log.error(
            "handoff.parked", topic=delivery.topic, handoff_id=str(delivery.handoff_id), error=failure.error
        )
        await source.execute(statements.park, **row)
        if delivery.topic != PARKED.name:
            await send(
                source,
                PARKED,
                {"topic": delivery.topic, "handoff_id": str(delivery.handoff_id), "error": failure.error},
            )


async def _apply(tx: Tx, receiver: Receiver, delivery: Delivery) -> _Failure | None:
    """Apply one delivery under its key. A fault of the row is answered; a lost database is raised."""
    try:
        async with tx.savepoint():
            key = {
                "tenant_id": delivery.tenant_id,
                "handoff_id": delivery.handoff_id,
                "topic": delivery.topic,
            }
            if await tx.execute(STATEMENTS[tx.home].remember, **key):
                await receiver.apply(tx, delivery)
    except psycopg.OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the receiver raises, the row is set back, then parked
        _log.warning(
            "handoff.failed", topic=delivery.topic, handoff_id=str(delivery.handoff_id), error=str(error)
        )
        return _Failure(delivery, f"{type(error).__name__}: {error}")
    return None
