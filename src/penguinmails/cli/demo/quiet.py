"""Waiting until nothing more happens: nothing is planned, sent, judged or about to be done by anybody."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from penguinmails.campaigns import CampaignStatus, find_campaign
from penguinmails.cli.demo.errors import DemoNotQuiet
from penguinmails.delivery import message_states
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import waiting
from penguinmails.kernel.settings import KernelSettings
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import waiting_for_judgement
from penguinmails.sandbox import SandboxSettings, ask, place
from penguinmails.tracking import spool_state
from penguinmails.warehouse import freshness

_LOOK_SECONDS: Final = 0.5
_CALM_LOOKS: Final = 3
"""So often in a row must everything be quiet: news is on its way between two of them now and then."""
_OVER: Final = (CampaignStatus.COMPLETED, CampaignStatus.PAUSED, CampaignStatus.FAILED)


async def until_quiet(
    databases: Databases,
    scope: Scope,
    campaigns: Sequence[UUID],
    *,
    patience: float,
    tell: Callable[[str], None],
) -> float:
    """Wait, telling how it goes; how many seconds it took. Raises `DemoNotQuiet` after `patience` seconds."""
    began, calm = time.monotonic(), 0
    while calm < _CALM_LOOKS:
        busy = await _busy(databases, scope, campaigns)
        calm = 0 if busy else calm + 1
        took = time.monotonic() - began
        if took > patience:
            logs = KernelSettings.load().home / "log"
            raise DemoNotQuiet(seconds=round(took), busy="; ".join(busy), logs=logs)
        tell("; ".join(busy) or "quiet")
        await asyncio.sleep(_LOOK_SECONDS)
    return time.monotonic() - began


async def _busy(databases: Databases, scope: Scope, campaigns: Sequence[UUID]) -> list[str]:
    busy: list[str] = []
    async with databases.tenant(Tier.OLTP, scope) as tx:
        found = [await find_campaign(tx, campaign_id) for campaign_id in campaigns]
    busy += [f"{each.name} is {each.status}" for each in found if each.status not in _OVER]
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        states = [await message_states(tx, campaign_id) for campaign_id in campaigns]
    unsent = sum(
        count
        for counts in states
        for state, count in counts.items()
        if state in ("queued", "leased", "attempting", "deferred")
    )
    sent = sum(count for counts in states for count in counts.values()) - unsent
    if unsent:
        busy.append(f"{sent} messages sent, {unsent} waiting")
    state = await asyncio.to_thread(ask, place(SandboxSettings.load().sandbox_control), "/state")
    if not state["quiet"]:
        busy.append(f"recipients did {state['done']} things, {state['pending']} to come")
    if spool_state().waiting_bytes:
        busy.append("hits are being shipped")
    if any(each.seconds is not None for each in await waiting(databases)):
        busy.append("news is on its way")
    if await waiting_for_judgement(databases):
        busy.append("hits are being judged")
    async with databases.worker(Tier.OLAP) as tx:
        uncounted = await freshness(tx)
    if uncounted.rows:
        busy.append(f"{uncounted.rows} events are being counted")
    return busy
