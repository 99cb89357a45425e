"""Making, finding and changing campaigns. Nothing here commits; every change is audited."""

from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.audit import Actor, ActorKind, record_change
from penguinmails.campaigns.definitions import store
from penguinmails.campaigns.definitions.model import (
    Campaign,
    CampaignLine,
    CampaignStatus,
    Definition,
    Step,
    StepType,
)
from penguinmails.campaigns.definitions.plan import Plan
from penguinmails.campaigns.definitions.resolving import Resolved, resolve
from penguinmails.campaigns.describing.service import describe
from penguinmails.campaigns.errors import (
    CampaignAmbiguous,
    CampaignFixed,
    CampaignUnknown,
    StepSendsNothing,
    StepUnknown,
)
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Tx

PAGE: Final = 50
_UNDER_CONSTRUCTION: Final = (CampaignStatus.DRAFT, CampaignStatus.SCHEDULED)
_DELETABLE: Final = (
    CampaignStatus.DRAFT,
    CampaignStatus.COMPLETED,
    CampaignStatus.CANCELLED,
    CampaignStatus.ARCHIVED,
)


async def find_campaign(tx: Tx, id_or_name: UUID | str) -> Campaign:
    """A campaign by id or name, however it is capitalised. Raises `CampaignUnknown`, `CampaignAmbiguous`."""
    wanted = str(id_or_name)
    campaigns = await store.found(tx, _as_id(wanted), wanted)
    if not campaigns:
        raise CampaignUnknown(campaign=wanted)
    alike = [each for each in campaigns if wanted in (str(each.id), each.name)] or campaigns
    if len(alike) > 1:
        raise CampaignAmbiguous(campaign=wanted, count=len(alike))
    return alike[0]


async def list_campaigns(
    tx: Tx, *, status: CampaignStatus | None = None, before: UUID | None = None, page: int = PAGE
) -> list[CampaignLine]:
    """The campaigns the transaction may see, newest first; the next page is `before` the last one's id."""
    return await store.listed(tx, status=status and status.value, before=before, page=page)


async def define(tx: Tx, campaign_id: UUID) -> Definition:
    """A campaign with all its parts. Raises `CampaignUnknown`."""
    return Definition(
        campaign=await find_campaign(tx, campaign_id),
        steps=tuple(await store.steps(tx, campaign_id)),
        variants=tuple(await store.variants(tx, campaign_id)),
        windows=tuple(await store.windows(tx, campaign_id)),
        parts=tuple(await store.parts(tx, campaign_id)),
    )


async def create_campaign(tx: Tx, plan: Plan, *, actor: Actor) -> Campaign:
    """Make a draft. Its company: the one the plan names, else the only one, else that of its mailboxes.

    Raises `CampaignInvalid`, and what finding its lists, segments, mailboxes, pools and templates raises.
    """
    resolved = await resolve(tx, plan)
    campaign_id = ids.uuid7()
    await tx.execute(
        store.queries.insert_campaign,
        tenant_id=tx.tenant_id,
        campaign_id=campaign_id,
        company_id=resolved.company_id,
        created_by=UUID(actor.id) if actor.kind is ActorKind.USER else None,
        **_columns(plan),
    )
    campaign = await find_campaign(tx, campaign_id)
    await _take_parts(tx, campaign, plan, resolved)
    await describe(tx, [campaign_id])
    await record_change(tx, actor, "campaign.created", campaign_id, new=_audited(plan))
    return campaign


async def change_campaign(tx: Tx, campaign_id: UUID, plan: Plan, *, actor: Actor) -> Campaign:
    """Make a draft, or one that is only scheduled, what the plan says. Raises `CampaignFixed` later on, and
    as `create_campaign` does.
    """
    await lock(tx, campaign_id)
    old = await find_campaign(tx, campaign_id)
    if old.status not in _UNDER_CONSTRUCTION:
        raise CampaignFixed(name=old.name, status=old.status)
    resolved = await resolve(tx, plan, company_id=old.company_id)
    await tx.execute(
        store.queries.update_campaign, tenant_id=tx.tenant_id, campaign_id=campaign_id, **_columns(plan)
    )
    await _take_parts(tx, old, plan, resolved)
    await describe(tx, [campaign_id])
    await record_change(tx, actor, "campaign.changed", campaign_id, new=_audited(plan))
    return await find_campaign(tx, campaign_id)


async def delete_campaign(tx: Tx, campaign_id: UUID, *, actor: Actor) -> None:
    """Hide a campaign that nothing is sent by any more. Raises `CampaignUnknown`, `CampaignFixed`."""
    status = await lock(tx, campaign_id)
    campaign = await find_campaign(tx, campaign_id)
    if status not in _DELETABLE:
        raise CampaignFixed(name=campaign.name, status=status)
    await tx.execute(
        store.queries.delete_campaign, tenant_id=tx.tenant_id, campaign_id=campaign_id, moment=clock.now()
    )
    await describe(tx, [campaign_id])
    await record_change(tx, actor, "campaign.deleted", campaign_id, old={"name": campaign.name})


async def switch_step(tx: Tx, campaign_id: UUID, number: int, *, is_active: bool, actor: Actor) -> Step:
    """Let leads that come to a step pass it by, or stop doing so. Raises `CampaignUnknown`, `StepUnknown`."""
    await lock(tx, campaign_id)
    step = await find_step(tx, campaign_id, number)
    await tx.execute(store.queries.switch_step, tenant_id=tx.tenant_id, step_id=step.id, is_active=is_active)
    action = "campaign.step_switched_on" if is_active else "campaign.step_switched_off"
    await record_change(tx, actor, action, campaign_id, new={"step": number})
    return await find_step(tx, campaign_id, number)


async def find_step(tx: Tx, campaign_id: UUID, number: int) -> Step:
    """A step by its number. Raises `CampaignUnknown`, `StepUnknown`."""
    campaign = await find_campaign(tx, campaign_id)
    for step in await store.steps(tx, campaign_id):
        if step.step_order == number:
            return step
    raise StepUnknown(name=campaign.name, step=number)


async def find_email(tx: Tx, campaign_id: UUID, number: int | None) -> Step:
    """A step that sends, the first where none is named. Raises as `find_step`, and `StepSendsNothing`."""
    if number is None:
        return next(step for step in await store.steps(tx, campaign_id) if step.step_type == StepType.EMAIL)
    step = await find_step(tx, campaign_id, number)
    if step.step_type != StepType.EMAIL:
        raise StepSendsNothing(name=(await find_campaign(tx, campaign_id)).name, step=number)
    return step


async def lock(tx: Tx, campaign_id: UUID) -> CampaignStatus:
    """Its status, which nobody else changes before the transaction ends. Raises `CampaignUnknown`."""
    status = await store.lock(tx, campaign_id)
    if status is None:
        raise CampaignUnknown(campaign=campaign_id)
    return status


async def _take_parts(tx: Tx, campaign: Campaign, plan: Plan, resolved: Resolved) -> None:
    await store.replace_steps(tx, campaign, resolved.steps, resolved.variants)
    windows = [
        {"weekday": day, "opens": window.opens.isoformat(), "closes": window.closes.isoformat()}
        for window in plan.windows
        for day in window.weekdays()
    ]
    blackouts = [each.model_dump(mode="json") for each in plan.blackouts]
    await store.replace_hours(tx, campaign, windows, blackouts)
    await store.replace_audience(
        tx, campaign, lists=resolved.lists, segments=resolved.segments, keep_adding=plan.keep_adding
    )
    await store.replace_senders(tx, campaign, resolved.mailboxes, resolved.pools)


def _columns(plan: Plan) -> dict[str, Any]:
    said = plan.model_dump(
        include={
            "name",
            "description",
            "kind",
            "priority",
            "timezone",
            "recipient_timezone",
            "from_name",
            "reply_to",
            "track_opens",
            "track_clicks",
            "stop_on_reply",
            "stop_domain_on_reply",
            "daily_limit",
            "keep_bodies",
        }
    )
    metadata = {f"utm_{name}": value for name, value in plan.utm.items()}
    return {**said, "campaign_type": plan.type, "metadata": Jsonb(metadata)}


def _audited(plan: Plan) -> dict[str, Any]:
    # The names of lists and templates are the tenant's own; addresses of mailboxes are left out.
    return {
        "name": plan.name,
        "kind": plan.kind,
        "type": plan.type,
        "steps": len(plan.steps),
        "lists": list(plan.lists),
        "segments": list(plan.segments),
    }


def _as_id(wanted: str) -> UUID | None:
    try:
        return UUID(wanted)
    except ValueError:
        return None
