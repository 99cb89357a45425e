"""The carrying side: claims outbox rows and applies them in the receiving tier."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

import psycopg
import structlog
from psycopg.types.json import Jsonb

from penguinmails.kernel.db import Databases, DatabaseUnreachable, Scope, Tx
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.handoff.model import MAX_ATTEMPTS, PARKED, Delivery, Receiver, pause_after
from penguinmails.kernel.handoff.outbox import send
from penguinmails.kernel.handoff.statements import OUTBOX_TIER, STATEMENTS
from penguinmails.kernel.tiers import Home, Tier

_log = structlog.get_logger(__name__)

BATCH = 100
_IDLE_SECONDS = 0.25
_TROUBLE_SECONDS = 2.0
_TOGETHER = 5000
"""Items of several deliveries that are applied as one."""
_ERROR_LENGTH = 2000

_Trouble = psycopg.Error | DatabaseUnreachable


class NoReceiver(PenguinError):
    """Nothing in this program takes in {topic}; it was handed over by a newer version, or wrongly."""

    code = "handoff_no_receiver"
    hint = "Run the version that sent it, then `penguinmails jobs unpark`."


@dataclass(frozen=True)
class DueTenant:
    """A tenant with rows to deliver."""

    tenant_id: UUID


@dataclass(frozen=True)
class Remembered:
    """A delivery that was not applied before."""

    handoff_id: UUID


@dataclass(frozen=True)
class _Failure:
    delivery: Delivery
    error: str


class _ReceiverAway(Exception):
    """The receiving database cannot be spoken to: no fault of the rows."""

    def __init__(self, home: Home, cause: _Trouble) -> None:
        super().__init__(str(cause))
        self.home = home
        self.cause = cause


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
            except (psycopg.Error, DatabaseUnreachable) as error:
                _log.warning("handoff.relay.interrupted", error=str(error))
                pause = _TROUBLE_SECONDS
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    async def deliver_due(self) -> int:
        """One turn: at most one batch for each tenant that has rows due, so that no tenant starves another.

        Answers how many rows were claimed. Where a database is away, everything that does not need it is
        delivered, then its `psycopg.Error` or `DatabaseUnreachable` is raised; its rows have stayed.
        """
        delivered = 0
        away: dict[Home, _Trouble] = {}
        for home in OUTBOX_TIER:
            if home in away:
                continue
            try:
                delivered += await self._deliver_from(home, away)
            except (psycopg.Error, DatabaseUnreachable) as error:
                away[home] = error
        for error in away.values():
            raise error
        return delivered

    async def drain(self) -> int:
        """Deliver until nothing is due. Rows that wait after a failure are not waited for."""
        total = 0
        while delivered := await self.deliver_due():
            total += delivered
        return total

    async def _deliver_from(self, home: Home, away: dict[Home, _Trouble]) -> int:
        async with self._databases.worker(OUTBOX_TIER[home]) as tx:
            due = await tx.many(STATEMENTS[home].tenants_with_due, DueTenant, held=self._held(away))
        delivered = 0
        for tenant in due:
            delivered += await self._deliver_what_can_be(home, tenant.tenant_id, away)
        return delivered

    async def _deliver_what_can_be(self, home: Home, tenant_id: UUID, away: dict[Home, _Trouble]) -> int:
        while True:
            try:
                return await self._deliver_batch(home, tenant_id, self._held(away))
            except _ReceiverAway as error:
                away[error.home] = error.cause

    def _held(self, away: Iterable[Home]) -> list[str]:
        """The topics that cannot be delivered now."""
        homes = set(away)
        return [
            name for name, receiver in self._receivers.items() if receiver.topic.destination.home in homes
        ]

    async def _deliver_batch(self, home: Home, tenant_id: UUID, held: list[str]) -> int:
        async with self._databases.tenant(OUTBOX_TIER[home], Scope.tenant_wide(tenant_id)) as source:
            claimed = await source.many(
                STATEMENTS[home].claim, Delivery, tenant_id=tenant_id, batch=BATCH, held=held
            )
            claimed.sort(key=lambda delivery: delivery.handoff_id)
            for failure in await self._apply_all(tenant_id, claimed):
                await self._set_back(source, failure)
        return len(claimed)

    async def _apply_all(self, tenant_id: UUID, claimed: list[Delivery]) -> list[_Failure]:
        """Apply in the order sent, one receiving transaction for each tier."""
        runs: dict[Tier | None, list[Delivery]] = {}
        for delivery in claimed:
            runs.setdefault(self._destination(delivery), []).append(delivery)
        failures = [_failure(delivery, NoReceiver(topic=delivery.topic)) for delivery in runs.pop(None, [])]
        for tier, rows in runs.items():
            if tier is not None:
                failures += await self._apply_run(tenant_id, tier, rows)
        return failures

    def _destination(self, delivery: Delivery) -> Tier | None:
        receiver = self._receivers.get(delivery.topic)
        return receiver and receiver.topic.destination

    async def _apply_run(self, tenant_id: UUID, tier: Tier, run: list[Delivery]) -> list[_Failure]:
        try:
            async with self._databases.tenant(tier, Scope.tenant_wide(tenant_id)) as tx:
                return [
                    failure
                    for topic, rows in _joined(run, self._receivers)
                    for failure in await _apply(tx, self._receivers[topic], rows)
                ]
        except DatabaseUnreachable as error:
            raise _ReceiverAway(tier.home, error) from error
        except psycopg.Error as error:
            if _is_away(error):
                raise _ReceiverAway(tier.home, error) from error
            if len(run) == 1:
                return [_failure(run[0], error)]
        # The commit was refused (a deferred constraint, say): only alone does a row show whose fault it was.
        return [failure for row in run for failure in await self._apply_run(tenant_id, tier, [row])]

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


def _joined(
    run: Sequence[Delivery], receivers: Mapping[str, Receiver]
) -> Iterator[tuple[str, list[Delivery]]]:
    """A run in the order sent, what may be applied as one together, at the place of its first."""
    begun: dict[str, tuple[list[Delivery], int]] = {}
    groups: list[list[Delivery]] = []
    for delivery in run:
        items = receivers[delivery.topic].topic.items
        size = len(delivery.payload.get(items, ())) if items else _TOGETHER
        group, joined = begun.get(delivery.topic, (None, 0))
        if group is None or joined + size > _TOGETHER:
            group, joined = list[Delivery](), 0
            groups.append(group)
        group.append(delivery)
        begun[delivery.topic] = (group, joined + size)
    for group in groups:
        yield group[0].topic, group


async def _apply(tx: Tx, receiver: Receiver, rows: list[Delivery]) -> list[_Failure]:
    """Apply deliveries as one under their keys; where that fails, each by itself.

    A fault of a row is answered; a lost database is raised.
    """
    try:
        async with tx.savepoint():
            remembered = await tx.many(
                STATEMENTS[tx.home].remember,
                Remembered,
                tenant_id=rows[0].tenant_id,
                handoff_ids=[row.handoff_id for row in rows],
                topic=rows[0].topic,
            )
            new = {each.handoff_id for each in remembered}
            if fresh := [row for row in rows if row.handoff_id in new]:
                await receiver.apply(tx, _as_one(fresh, receiver.topic.items))
    except Exception as error:  # whatever the receiver raises, the row is set back, then parked
        if isinstance(error, psycopg.Error) and _is_away(error):
            raise
        if len(rows) == 1:
            return [_failure(rows[0], error)]
        return [failure for row in rows for failure in await _apply(tx, receiver, [row])]
    return []


def _as_one(rows: list[Delivery], items: str | None) -> Delivery:
    if items is None or len(rows) == 1:
        return rows[0]
    return replace(rows[0], payload={items: [item for row in rows for item in row.payload[items]]})


def _is_away(error: psycopg.Error) -> bool:
    # Deadlocks and timeouts are OperationalErrors too, but one row's: it waits without holding up the rest.
    if error.sqlstate is None:
        return isinstance(error, psycopg.OperationalError)
    return error.sqlstate.startswith(("08", "53", "57P", "25P03"))


def _failure(delivery: Delivery, error: Exception) -> _Failure:
    # PostgreSQL's text holds neither NUL nor lone surrogates, and an error may quote both.
    text = f"{type(error).__name__}: {error}".encode("utf-8", "backslashreplace").decode()
    text = text.replace("\0", "\\0")[:_ERROR_LENGTH]
    _log.warning("handoff.failed", topic=delivery.topic, handoff_id=str(delivery.handoff_id), error=text)
    return _Failure(delivery, text)
