"""What stands between a group's locks and its results."""

import asyncio
import select
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, TypeAlias
from uuid import UUID

import structlog

from penguinmails.audiences import AddressKeys, CampaignType, blocked_among, hold_addresses
from penguinmails.content import store_body
from penguinmails.delivery.outbound.composing.composer import Composed
from penguinmails.delivery.outbound.lanes.model import Lane
from penguinmails.delivery.outbound.sending.recording import Attempted
from penguinmails.delivery.smtp.client import Connection
from penguinmails.delivery.smtp.exchange import Outcome, Result, Stage
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier

_log = structlog.stdlib.get_logger(__name__)

_Said: TypeAlias = Outcome | Callable[[], Outcome] | asyncio.Task[Outcome]
"""What became of a message, what tells it, or what is finding out."""
UNTRIED: Final = Outcome(Result.LOST, Stage.MAIL, text="nothing was said to the server")


async def held_back(holding: Tx, keys: AddressKeys, group: Sequence[Composed]) -> set[UUID]:
    """Those of a group that must not be written to. For the others that stays so until `holding` ends."""
    await hold_addresses(holding, keys, [each.message.to_email for each in group])
    by_reach: dict[tuple[UUID | None, CampaignType | None], list[Composed]] = defaultdict(list)
    for each in group:
        by_reach[each.message.company_id, _type_of(each)].append(each)
    found: set[UUID] = set()
    for (company_id, campaign_type), members in by_reach.items():
        addresses = await blocked_among(
            holding,
            keys,
            [each.message.to_email for each in members],
            company_id=company_id,
            campaign_type=campaign_type,
        )
        found |= {each.message.message_id for each in members if each.message.to_email in addresses}
    return found


def is_gone(tx: Tx) -> bool:
    """Whether the server has ended the session, and with it our locks."""
    if tx.connection.closed:
        return True
    poll = select.poll()
    poll.register(tx.connection.fileno(), select.POLLIN | select.POLLHUP)
    return bool(poll.poll(0))


async def transmit(group: Sequence[Composed], connections: Sequence[Connection]) -> list[Outcome]:
    """Say messages to their servers, each over its connection, all at the same time.

    Never raises: what nobody foresaw counts as uncertain. Where a server takes a message at once, it needs no
    task of its own: 100 tasks with their timers took 20 µs a message.
    """
    waited = _Waited()
    told = [
        _hand_over(each, connection, waited) for each, connection in zip(group, connections, strict=False)
    ]
    try:
        await waited.end(connections[: len(group)])
        return [await _heard(each, said) for each, said in zip(group, told, strict=True)]
    finally:
        for said in told:
            if isinstance(said, asyncio.Task):
                said.cancel()


class _Waited:
    """Messages whose servers have not answered yet."""

    def __init__(self) -> None:
        self._open = 1
        self._none_left = asyncio.get_running_loop().create_future()

    def begin(self) -> None:
        self._open += 1

    def done(self) -> None:
        self._open -= 1
        if not self._open and not self._none_left.done():
            self._none_left.set_result(None)

    async def end(self, connections: Sequence[Connection]) -> None:
        """When all have answered, or are given up."""
        self.done()
        patience = max((each.patience for each in connections), default=0)
        timer = asyncio.get_running_loop().call_later(patience, _give_up, connections)
        try:
            await self._none_left
        finally:
            timer.cancel()


def _give_up(connections: Sequence[Connection]) -> None:
    for each in connections:
        each.give_up()


def _hand_over(composed: Composed, connection: Connection, waited: _Waited) -> _Said:
    waited.begin()
    try:
        said = connection.hand_over(composed.envelope, composed.data, waited.done)
    except Exception as error:  # noqa: BLE001 - whatever it was, the message may have been said
        said = _uncertain(composed, error)
    if said is not None and not isinstance(said, Outcome):
        return said
    waited.done()
    return said or asyncio.create_task(connection.send(composed.envelope, composed.data))


async def _heard(composed: Composed, said: _Said) -> Outcome:
    if isinstance(said, Outcome):
        return said
    try:
        return said() if callable(said) else await said
    except Exception as error:  # noqa: BLE001 - as above
        return _uncertain(composed, error)


def _uncertain(composed: Composed, error: Exception) -> Outcome:
    _log.error("delivery.transmission.failed", message_id=str(composed.message.message_id), exc_info=error)
    return Outcome(Result.UNCERTAIN, Stage.MESSAGE, text=f"{type(error).__name__}: {error}")


async def kept(databases: Databases, lane: Lane, attempted: Sequence[Attempted]) -> list[Attempted]:
    """The same, with the bodies stored of those that are to be kept. Commits them."""
    results: list[Attempted] = []
    for each in attempted:
        if each.message.options.get("keep_body") and each.outcome.result is Result.ACCEPTED:
            async with databases.tenant(Tier.CONTENT, Scope.tenant_wide(lane.tenant_id)) as tx:
                key = await store_body(tx, each.composed.data, company_id=each.message.company_id)
            results.append(replace(each, storage_key=key))
        else:
            results.append(each)
    return results


def _type_of(composed: Composed) -> CampaignType | None:
    named = composed.message.options.get("campaign_type")
    return CampaignType(named) if named in set(CampaignType) else None
