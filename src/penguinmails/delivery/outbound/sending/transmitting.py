"""What stands between a group's locks and its results."""

import select
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
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


async def transmit(composed: Composed, connection: Connection) -> Outcome:
    """Say one message to its server. Never raises: what nobody foresaw counts as uncertain."""
    try:
        return await connection.send(composed.envelope, composed.data)
    except Exception as error:  # noqa: BLE001 - whatever it was, the message may have been said
        _log.exception("delivery.transmission.failed", message_id=str(composed.message.message_id))
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
