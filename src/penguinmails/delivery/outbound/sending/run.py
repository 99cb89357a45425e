"""One lane, from its claim until it is let go: the send protocol."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import psycopg
import structlog

from penguinmails.audiences import AddressKeys, address_keys
from penguinmails.delivery.outbound.composing.access import Mailboxes, Opened
from penguinmails.delivery.outbound.composing.composer import Composed, Composer
from penguinmails.delivery.outbound.errors import LeaseLost
from penguinmails.delivery.outbound.lanes import rules
from penguinmails.delivery.outbound.lanes import store as lanes
from penguinmails.delivery.outbound.lanes.model import Lane
from penguinmails.delivery.outbound.model import Ended
from penguinmails.delivery.outbound.queue import store as queue
from penguinmails.delivery.outbound.queue.store import Attempt
from penguinmails.delivery.outbound.sending.keeping import lease_kept
from penguinmails.delivery.outbound.sending.preparing import Preparer
from penguinmails.delivery.outbound.sending.recording import Attempted, Recorder, Skipped
from penguinmails.delivery.outbound.sending.servers import Servers
from penguinmails.delivery.outbound.sending.transmitting import UNTRIED, held_back, is_gone, kept, transmit
from penguinmails.delivery.outbound.sending.trouble import Trouble, note_success, note_trouble, report
from penguinmails.delivery.outbound.settings import OutboundSettings
from penguinmails.delivery.outbound.stages import Stages
from penguinmails.delivery.smtp.client import Connection
from penguinmails.delivery.smtp.exchange import Outcome, Result, Stage
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, DatabaseUnreachable, Tx
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier

_log = structlog.stdlib.get_logger(__name__)

_WORTH_WAITING: Final = timedelta(seconds=1)
"""A lane whose next slot is this near is kept until then."""
_AGAIN_SECONDS: Final = 0.5


@dataclass
class Parts:
    """What all lanes of a process share."""

    databases: Databases
    settings: OutboundSettings
    composer: Composer
    mailboxes: Mailboxes
    servers: Servers
    stages: Stages
    keys: dict[UUID, AddressKeys] = field(default_factory=dict[UUID, AddressKeys])

    async def keys_of(self, tenant_id: UUID) -> AddressKeys:
        """The keys a tenant's recipients are known by."""
        if tenant_id not in self.keys:
            self.keys[tenant_id] = await address_keys(self.databases, tenant_id)
        return self.keys[tenant_id]


class LaneRun:
    """Sends what a claimed lane may send now."""

    def __init__(self, parts: Parts, lane: Lane, stop: asyncio.Event) -> None:
        self._parts = parts
        self._lane = lane
        self._stop = stop
        self._recorder = Recorder(parts.settings)
        self._preparer = Preparer(
            parts.databases, parts.composer, parts.settings, self._recorder, parts.stages
        )
        self._attempted: list[Attempted] = []
        """Not recorded yet."""
        self._skipped: list[Skipped] = []
        """Not recorded yet."""
        self._doubtful: list[Composed] = []
        """Perhaps `attempting`, by a commit that was not heard of, and never said to a server."""
        self._trouble: Trouble | None = None
        self.begun = 0
        """Messages that became `attempting` and were tried."""

    async def run(self) -> int:
        """Send until nothing more may be sent, and let the lane go; how many messages were tried.

        A lane that was lost is left as it is. Raises what the databases raise once nothing could be recorded
        for as long as the lease lasts.
        """
        parts = self._parts
        try:
            async with lease_kept(parts.databases, self._lane, parts.settings.lease):
                await self._send_all()
        except LeaseLost:
            return self._lost()
        except (psycopg.Error, DatabaseUnreachable) as error:
            _log.warning("delivery.lane.interrupted", error=str(error), **self._names)
        try:
            await self._let_go()
        except LeaseLost:
            return self._lost()
        if self._trouble is not None:
            await report(self._parts.databases, self._lane, self._trouble)
        return self.begun

    async def _send_all(self) -> None:
        async with self._parts.databases.worker(Tier.CONTENT) as tx:
            self._recorder.backoffs = await lanes.backoffs(tx, self._lane)
        try:
            opened = await self._parts.mailboxes.open(self._lane)
        except DatabaseUnreachable:
            raise
        except PenguinError as error:
            self._trouble = Trouble.of(error)
            return
        most = opened.access.endpoint.connections
        while not self._stop.is_set():
            allowance = rules.allowance(self._lane, clock.now())
            if allowance <= 0 and await self._waited_for_slot():
                continue
            group = await self._preparer.group(self._lane, opened, min(allowance, most))
            self._skipped += self._preparer.take_unfit()
            if not group:
                return
            try:
                connections = await self._parts.servers.take(opened, len(group))
            except PenguinError as error:
                self._parts.mailboxes.forget(self._lane)
                self._trouble = Trouble.of(error)
                return
            self._preparer.put_back(group[len(connections) :])
            try:
                await self._send_group(opened, group[: len(connections)], connections)
            finally:
                self._parts.servers.give_back(opened, connections)

    async def _send_group(self, opened: Opened, group: list[Composed], connections: list[Connection]) -> None:
        """Send a group, and compose the next one meanwhile."""
        sending = asyncio.create_task(self._attempt(group, connections))
        try:
            more = rules.allowance(self._lane, clock.now()) - len(group)
            busy = {each.message.message_id for each in group}
            busy |= {each.message.message_id for each in self._skipped}
            await self._preparer.prepare(self._lane, opened, min(more, len(connections)), busy)
        finally:
            await sending
        self._skipped += self._preparer.take_unfit()

    async def _attempt(self, group: list[Composed], connections: list[Connection]) -> None:
        """From the locks on the recipients until everything has been said to the servers."""
        parts = self._parts
        keys = await parts.keys_of(self._lane.tenant_id)
        async with parts.databases.worker(Tier.OLTP) as holding:
            stopped = await parts.stages.of("locks and suppressions", held_back(holding, keys, group))
            self._skipped += [
                Skipped(each.message, Ended.CANCELLED, "suppressed")
                for each in group
                if each.message.message_id in stopped
            ]
            going = [each for each in group if each.message.message_id not in stopped]
            begun = await self._begin(going)
            tried = [each for each in going if each.message.message_id in begun]
            outcomes = await self._transmitted(holding, tried, connections)
            self._doubtful = []
            results = [
                Attempted(
                    composed=each,
                    begun=begun[each.message.message_id],
                    outcome=outcome,
                    host=connection.server.rpartition(":")[0],
                    source_ip=connection.local_address,
                    was_warm=outcome is UNTRIED or connection.messages > 1,
                )
                for each, outcome, connection in zip(tried, outcomes, connections, strict=False)
            ]
            self._attempted += results
            self._recorder.learn(results, clock.now())
            self.begun += len(tried)

    async def _begin(self, group: Sequence[Composed]) -> dict[UUID, datetime]:
        """In one transaction the results before, and this group `attempting`: those that may, since when."""
        parts = self._parts
        attempted, skipped = await kept(parts.databases, self._lane, self._attempted), list(self._skipped)
        async with parts.databases.worker(Tier.CONTENT) as tx:
            lane = await self._held(tx)
            recording = self._recorder.record(tx, lane, attempted, skipped, lane.now)
            await parts.stages.of("record", recording)
            going = group[: rules.allowance(lane, lane.now)]
            begun: dict[UUID, datetime] = {}
            if going:
                self._doubtful = list(going)
                beginning = queue.begin(tx, lane, [_attempt(each) for each in going], parts.settings.lease)
                begun = await parts.stages.of("attempting", beginning)
            use = rules.after(lane, len(begun), lane.now, rules.chance())
            await lanes.save(tx, lane, use, parts.settings.lease)
        self._is_recorded(attempted, skipped)
        self._lane = replace(
            lane,
            used_today=use.used_today,
            used_day=use.used_day,
            rolling_used=use.rolling_used,
            rolling_started=use.rolling_started,
            next_slot=use.next_slot,
        )
        return begun

    async def _held(self, tx: Tx) -> Lane:
        """The lane as it is now, less what was counted and reached no server's DATA. Raises `LeaseLost`."""
        lane = await lanes.hold(tx, self._lane)
        if lane is None:
            raise LeaseLost
        unused = sum(1 for each in self._attempted if not _reached_data(each.outcome))
        return replace(
            lane,
            used_today=max(0, lane.used_today - unused),
            rolling_used=max(0, lane.rolling_used - unused),
        )

    def _is_recorded(self, attempted: Sequence[Attempted], skipped: Sequence[Skipped]) -> None:
        del self._attempted[: len(attempted)]
        del self._skipped[: len(skipped)]
        self._recorder.is_recorded()

    async def _transmitted(
        self, holding: Tx, group: Sequence[Composed], connections: Sequence[Connection]
    ) -> list[Outcome]:
        if is_gone(holding):
            # Whoever ended our session let go of our locks, and somebody may be suppressed by now.
            return [UNTRIED] * len(group)
        return await self._parts.stages.of("transmit", transmit(group, connections))

    async def _waited_for_slot(self) -> bool:
        """Where the lane may go on in a moment: until then, what there is being recorded meanwhile."""
        lane, now = self._lane, clock.now()
        if not lane.may_begin or not timedelta() < lane.next_slot - now <= _WORTH_WAITING:
            return False
        await self._begin([])
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), (lane.next_slot - now).total_seconds())
        return rules.allowance(self._lane, clock.now()) > 0

    async def _let_go(self) -> None:
        """Record what is not yet, and free the lane; again and again while the databases are away."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._parts.settings.sender_lease_seconds
        while True:
            try:
                return await self._release()
            except (psycopg.Error, DatabaseUnreachable) as error:
                if loop.time() > until:
                    raise
                _log.warning("delivery.lane.waits", error=str(error), **self._names)
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _release(self) -> None:
        untried = [Attempted(each, each.composed, UNTRIED, host="", was_warm=True) for each in self._doubtful]
        attempted, skipped = await kept(self._parts.databases, self._lane, self._attempted), self._skipped
        async with self._parts.databases.worker(Tier.CONTENT) as tx:
            lane = await self._held(tx)
            await self._recorder.record(tx, lane, [*attempted, *untried], skipped, lane.now)
            if self._trouble is not None:
                await note_trouble(tx, lane, self._trouble, self._recorder)
            elif self.begun:
                await note_success(tx, lane, self._recorder)
            use = rules.after(lane, 0, lane.now, 0)
            await lanes.save(tx, lane, use, self._parts.settings.lease)
            asleep, due = await self._rest(tx, lane)
            await lanes.release(tx, lane, next_slot=use.next_slot, asleep=asleep, next_due=due)
        self._attempted, self._skipped, self._doubtful = [], [], []

    async def _rest(self, tx: Tx, lane: Lane) -> tuple[bool, datetime | None]:
        """Whether the lane has nothing to do, and until when."""
        shunned = self._recorder.shunned(lane.now)
        if await queue.next_messages(tx, lane, shunned, 1):
            return False, None
        if not await lanes.settle(tx, lane):  # somebody brings it messages just now
            return True, lane.now + _WORTH_WAITING
        if await queue.next_messages(tx, lane, shunned, 1):
            return False, None
        waits = [self._recorder.backoffs[provider].not_before for provider in shunned]
        return True, rules.earliest([await queue.next_due(tx, lane), *waits])

    def _lost(self) -> int:
        unrecorded = [str(each.message.message_id) for each in self._attempted]
        _log.warning("delivery.lane.lost", unrecorded=unrecorded, **self._names)
        return self.begun

    @property
    def _names(self) -> dict[str, str]:
        return {"tenant_id": str(self._lane.tenant_id), "mailbox_id": str(self._lane.mailbox_id)}


def _attempt(composed: Composed) -> Attempt:
    return Attempt(
        message_id=composed.message.message_id,
        attempts=composed.message.attempts + 1,
        attempting=composed.composed,
        envelope_from=composed.envelope.sender,
        verp_token=composed.verp_token,
        subject=composed.subject,
        digest=composed.digest,
        in_reply_to=composed.in_reply_to,
        references=composed.references,
    )


def _reached_data(outcome: Outcome) -> bool:
    if outcome.result is Result.LOST:
        return False
    return outcome.stage in (Stage.DATA, Stage.MESSAGE)
