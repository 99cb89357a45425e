"""The next messages of a lane, read and composed ahead of their group."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final
from uuid import UUID

from penguinmails.delivery.outbound.composing.access import Opened
from penguinmails.delivery.outbound.composing.composer import Composed, Composer
from penguinmails.delivery.outbound.lanes.model import Lane
from penguinmails.delivery.outbound.model import Ended
from penguinmails.delivery.outbound.queue import store as queue
from penguinmails.delivery.outbound.queue.model import Waiting
from penguinmails.delivery.outbound.sending.recording import Recorder, Skipped
from penguinmails.delivery.outbound.settings import OutboundSettings
from penguinmails.delivery.outbound.stages import Stages
from penguinmails.delivery.outbound.stops import store as stops
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Tier

_SLICE_SECONDS: Final = 0.004
"""So long may composing keep what is on the wire waiting."""
_MOST_AT_ONCE: Final = 50


class Preparer:
    """Reads and composes for one lane."""

    def __init__(
        self,
        databases: Databases,
        composer: Composer,
        settings: OutboundSettings,
        recorder: Recorder,
        stages: Stages,
    ) -> None:
        self._databases = databases
        self._composer = composer
        self._settings = settings
        self._recorder = recorder
        self._stages = stages
        self._unread: deque[Waiting] = deque()
        self._ready: list[Composed] = []
        self._unfit: list[Skipped] = []
        self._few = 1
        """Messages that are composed at a time."""

    async def group(self, lane: Lane, opened: Opened, most: int) -> list[Composed]:
        """Up to `most` composed messages, at least one if there is any that may go."""
        if most <= 0:
            return []
        shunned = self._recorder.shunned(clock.now())
        self._ready = [each for each in self._ready if each.message.provider not in shunned]
        if not self._ready:
            await self.prepare(lane, opened, most, frozenset())
        taken, self._ready = self._ready[:most], self._ready[most:]
        for each in taken:
            self._composer.sign(each)
        return taken

    def put_back(self, group: Sequence[Composed]) -> None:
        """These could not go yet."""
        self._ready = [*group, *self._ready]

    def take_unfit(self) -> list[Skipped]:
        """Those that could not be composed since this was asked last."""
        taken, self._unfit = self._unfit, []
        return taken

    async def prepare(self, lane: Lane, opened: Opened, wanted: int, busy: AbstractSet[UUID]) -> None:
        """Compose until `wanted` messages are ready, or there is none left. `busy`: not these.

        All are signed together: between two signatures by RSA, which leave nothing in the processor's caches,
        composing took half as long again.
        """
        await self._compose(lane, opened, wanted, busy)
        slice_ends = time.monotonic() + _SLICE_SECONDS
        for each in list(self._ready):
            self._composer.sign(each)
            if time.monotonic() > slice_ends:
                await asyncio.sleep(0)
                slice_ends = time.monotonic() + _SLICE_SECONDS

    async def _compose(self, lane: Lane, opened: Opened, wanted: int, busy: AbstractSet[UUID]) -> None:
        while len(self._ready) < wanted:
            if not self._unread and not await self._read(lane, wanted, busy):
                return
            shunned = self._recorder.shunned(clock.now())
            few = min(self._few, wanted - len(self._ready), len(self._unread))
            taken = [self._unread.popleft() for _ in range(few)]
            began = time.thread_time()  # what other processes take is no reason for smaller steps
            composed, unfit = await self._composer.compose(
                lane, opened, [each for each in taken if each.provider not in shunned]
            )
            self._ready += composed
            self._unfit += [
                Skipped(message, Ended.FAILED, "rendering", str(error)) for message, error in unfit
            ]
            # As many the next time as the time allows.
            took = max(time.thread_time() - began, 1e-6)
            self._few = max(1, min(_MOST_AT_ONCE, int(few * _SLICE_SECONDS / took)))
            await asyncio.sleep(0)

    async def _read(self, lane: Lane, wanted: int, busy: AbstractSet[UUID]) -> bool:
        """Read the next messages; whether there are any."""
        busy = busy | {each.message.message_id for each in (*self._ready, *self._unfit)}
        most = self._settings.sender_batch if wanted > 1 else 1
        async with self._databases.worker(Tier.CONTENT) as tx:
            reading = queue.next_messages(tx, lane, self._recorder.shunned(clock.now()), most + len(busy))
            found = [each for each in await self._stages.of("claim", reading) if each.message_id not in busy]
            looking = stops.withdrawn_among(tx, lane.tenant_id, [each.enrolment_id for each in found])
            over = await self._stages.of("claim", looking)
        for each in found:
            # It was being attempted, or not here yet, when its enrolment ended.
            if reason := each.enrolment_id and over.get(each.enrolment_id):
                self._unfit.append(Skipped(each, Ended.CANCELLED, reason))
            else:
                self._unread.append(each)
        return bool(self._unread)
