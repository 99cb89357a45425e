"""Moving a campaign from one status to another. Nothing here commits but `start_due`; moves are audited."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from penguinmails.audit import Actor, record_change
from penguinmails.campaigns.definitions.model import TRANSITIONS, Campaign, CampaignStatus
from penguinmails.campaigns.definitions.service import find_campaign, lock
from penguinmails.campaigns.definitions.store import queries as definition_queries
from penguinmails.campaigns.describing.service import describe
from penguinmails.campaigns.errors import NotReady, ScheduledPast, TransitionIllegal
from penguinmails.campaigns.following import end_campaign, hold
from penguinmails.campaigns.lifecycle.model import DueCampaign
from penguinmails.campaigns.lifecycle.preflight import Finding, check_campaign
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.sql import Queries
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import NotificationType, notify

queries = Queries.load(__name__)
_log = structlog.get_logger(__name__)
_Status = CampaignStatus
_TOLD_FOR: Final = timedelta(days=30)


async def launch(
    databases: Databases, scope: Scope, campaign_id: UUID, *, at: datetime | None = None, actor: Actor
) -> Campaign:
    """Check a draft, fix its templates' versions, and let it send: now, or from `at` on. Commits.

    Raises `CampaignUnknown`, `TransitionIllegal`, `ScheduledPast`, and `NotReady` with every reason.
    """
    if at is not None and at <= clock.now():
        raise ScheduledPast(moment=at)
    findings = await check_campaign(databases, scope, campaign_id)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        campaign = await _movable(tx, campaign_id, _Status.SENDING if at is None else _Status.SCHEDULED)
        _refuse(campaign, findings)
        await _pin_templates(tx, campaign_id)
        if at is not None:
            return await _move(tx, campaign, _Status.SCHEDULED, actor, moment=at)
        return await _move(tx, campaign, _Status.SENDING, actor)


async def unschedule(tx: Tx, campaign_id: UUID, *, actor: Actor) -> Campaign:
    """Make a scheduled campaign a draft again. Raises `CampaignUnknown`, `TransitionIllegal`."""
    return await _move(tx, await _movable(tx, campaign_id, _Status.DRAFT), _Status.DRAFT, actor)


async def pause(tx: Tx, campaign_id: UUID, *, reason: str | None = None, actor: Actor) -> Campaign:
    """Plan and send nothing more until it is resumed; nobody is lost. Raises as `unschedule` does."""
    campaign = await _movable(tx, campaign_id, _Status.PAUSED)
    moved = await _move(tx, campaign, _Status.PAUSED, actor, reason=reason)
    await hold(tx, campaign_id, held=True)
    return moved


async def resume(tx: Tx, campaign_id: UUID, *, actor: Actor) -> Campaign:
    """Go on where it was paused, failed or completed; templates are taken as they are published by now.

    Raises as `unschedule` does.
    """
    campaign = await _movable(tx, campaign_id, _Status.SENDING)
    await _pin_templates(tx, campaign_id)
    moved = await _move(tx, campaign, _Status.SENDING, actor)
    await hold(tx, campaign_id, held=False)
    return moved


async def cancel(tx: Tx, campaign_id: UUID, *, actor: Actor) -> Campaign:
    """End it for good: who is under way is stopped, queued mail stays unsent. Raises as `unschedule` does."""
    campaign = await _movable(tx, campaign_id, _Status.CANCELLED)
    moved = await _move(tx, campaign, _Status.CANCELLED, actor)
    await hold(tx, campaign_id, held=True)
    await end_campaign(tx, campaign_id)
    return moved


async def archive(tx: Tx, campaign_id: UUID, *, actor: Actor) -> Campaign:
    """Put it away. Raises as `unschedule` does."""
    return await _move(tx, await _movable(tx, campaign_id, _Status.ARCHIVED), _Status.ARCHIVED, actor)


async def start_due(databases: Databases) -> int:
    """Let scheduled campaigns send whose time has come; how many began. Commits each.

    One that is not ready any more becomes a draft again, and its people are told why.
    """
    async with databases.worker(Tier.OLTP) as tx:
        due = await tx.many(queries.due, DueCampaign)
    begun = 0
    for each in due:
        try:
            begun += await _start(databases, Scope.tenant_wide(each.tenant_id), each.id)
        except PenguinError as error:
            # Somebody changed it meanwhile; the next round sees what it is now.
            _log.warning("campaign.not_started", campaign=str(each.id), error=str(error))
    return begun


async def _start(databases: Databases, scope: Scope, campaign_id: UUID) -> bool:
    findings = [each for each in await check_campaign(databases, scope, campaign_id) if each.blocks]
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await lock(tx, campaign_id)
        campaign = await find_campaign(tx, campaign_id)
        if campaign.status != _Status.SCHEDULED:
            return False
        if not findings:
            await _move(tx, campaign, _Status.SENDING, Actor.system("scheduler"))
            return True
        words = " ".join(each.message for each in findings)
        await _move(tx, campaign, _Status.DRAFT, Actor.system("scheduler"), reason=words)
        await notify(
            tx,
            user_id=None,
            type_=NotificationType.CAMPAIGN_PAUSED,
            title=f"{campaign.name} could not start",
            message=words,
            expires=clock.now() + _TOLD_FOR,
        )
        return False


async def _pin_templates(tx: Tx, campaign_id: UUID) -> None:
    for statement in (definition_queries.pin_steps, definition_queries.pin_variants):
        await tx.execute(statement, tenant_id=tx.tenant_id, campaign_id=campaign_id)


async def _movable(tx: Tx, campaign_id: UUID, wanted: CampaignStatus) -> Campaign:
    """The campaign, locked, where it may become what is wanted."""
    status = await lock(tx, campaign_id)
    campaign = await find_campaign(tx, campaign_id)
    if wanted not in TRANSITIONS[status]:
        possible = ", ".join(sorted(TRANSITIONS[status])) or "nothing else"
        raise TransitionIllegal(name=campaign.name, status=status, wanted=wanted, possible=possible)
    return campaign


async def _move(
    tx: Tx,
    campaign: Campaign,
    status: CampaignStatus,
    actor: Actor,
    *,
    reason: str | None = None,
    moment: datetime | None = None,
) -> Campaign:
    await tx.execute(
        queries.move,
        tenant_id=tx.tenant_id,
        campaign_id=campaign.id,
        status=status.value,
        reason=reason,
        moment=moment,
    )
    await describe(tx, [campaign.id])
    old = {"status": campaign.status}
    await record_change(tx, actor, f"campaign.{_PAST[status]}", campaign.id, old=old, new={"reason": reason})
    return await find_campaign(tx, campaign.id)


_PAST: Final = {
    _Status.DRAFT: "unscheduled",
    _Status.SCHEDULED: "scheduled",
    _Status.SENDING: "started",
    _Status.PAUSED: "paused",
    _Status.COMPLETED: "completed",
    _Status.FAILED: "failed",
    _Status.CANCELLED: "cancelled",
    _Status.ARCHIVED: "archived",
}


def _refuse(campaign: Campaign, findings: list[Finding]) -> None:
    reasons = [finding.message for finding in findings if finding.blocks]
    if reasons:
        raise NotReady(name=campaign.name, reasons=" ".join(reasons))
