"""The statements of planning, as functions."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from penguinmails.audiences import Lead
from penguinmails.campaigns.definitions import store as definitions
from penguinmails.campaigns.definitions.model import Variant
from penguinmails.campaigns.planning.model import (
    Blackout,
    Campaign,
    Due,
    DueCampaign,
    EnrolmentState,
    ListOf,
    Move,
    Passed,
    PlanReason,
    PlanState,
    PoolOf,
    Result,
    SendBy,
    SendDay,
    Steps,
    StepTaken,
    WindowRow,
)
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)

_CAPPED: timedelta = timedelta(days=8)
"""How long a day's messages to a lead may matter: `min_hours_between_emails` up to a week."""


async def campaigns_due(tx: Tx, now: datetime) -> list[DueCampaign]:
    """Campaigns with something to plan, over all tenants; as worker."""
    return await tx.many(queries.campaigns_due, DueCampaign, now=now, today=now.date())


async def complete(tx: Tx, now: datetime) -> list[DueCampaign]:
    """Complete the campaigns in which nobody is under way; which. As worker."""
    return await tx.many(queries.complete_campaigns, DueCampaign, now=now)


async def forget_send_days(tx: Tx, now: datetime) -> int:
    """Delete the days that no rule looks at; as worker."""
    return await tx.execute(queries.forget_send_days, before=(now - _CAPPED).date())


async def lock_campaign(tx: Tx, campaign_id: UUID) -> Campaign | None:
    """A campaign that sends, locked; None where it does not, or somebody holds it."""
    return await tx.one(queries.lock_campaign, Campaign, tenant_id=tx.tenant_id, campaign_id=campaign_id)


async def find_campaign(tx: Tx, campaign_id: UUID) -> Campaign | None:
    """A campaign that sends, to look at."""
    return await tx.one(queries.find_campaign, Campaign, tenant_id=tx.tenant_id, campaign_id=campaign_id)


async def plan_state(tx: Tx, campaign_id: UUID, now: datetime) -> PlanState | None:
    """How its planning stands."""
    return await tx.one(
        queries.plan_state, PlanState, tenant_id=tx.tenant_id, campaign_id=campaign_id, now=now
    )


async def enrolment_state(tx: Tx, campaign_id: UUID, lead_id: UUID) -> EnrolmentState | None:
    """How a lead stands in a campaign."""
    return await tx.one(
        queries.enrolment_state,
        EnrolmentState,
        tenant_id=tx.tenant_id,
        campaign_id=campaign_id,
        lead_id=lead_id,
    )


async def steps_taken(tx: Tx, enrolment_id: UUID) -> list[StepTaken]:
    """What an enrolment has been through, in order."""
    return await tx.many(queries.steps_taken, StepTaken, tenant_id=tx.tenant_id, enrolment_id=enrolment_id)


async def steps_of(tx: Tx, campaign_id: UUID) -> Steps:
    """The steps in their order."""
    return Steps(await definitions.steps(tx, campaign_id))


async def variants_of(tx: Tx, campaign_id: UUID) -> dict[UUID, list[Variant]]:
    """The variants in use, by step."""
    found: dict[UUID, list[Variant]] = {}
    for each in await definitions.variants(tx, campaign_id):
        if each.is_active and each.weight > 0:
            found.setdefault(each.step_id, []).append(each)
    return found


async def windows_of(tx: Tx, campaign_id: UUID) -> list[WindowRow]:
    """The windows of the week."""
    return await tx.many(queries.windows_of, WindowRow, tenant_id=tx.tenant_id, campaign_id=campaign_id)


async def blackouts_of(tx: Tx, company_id: UUID, campaign_id: UUID, today: date) -> list[Blackout]:
    """The days on which nothing is sent, from yesterday on."""
    return await tx.many(
        queries.blackouts_of,
        Blackout,
        tenant_id=tx.tenant_id,
        company_id=company_id,
        campaign_id=campaign_id,
        since=today - timedelta(days=1),
    )


async def mailboxes_of(tx: Tx, campaign_id: UUID) -> list[SendBy]:
    """The mailboxes that the campaign names itself."""
    return await tx.many(queries.mailboxes_of, SendBy, tenant_id=tx.tenant_id, campaign_id=campaign_id)


async def pools_of(tx: Tx, campaign_id: UUID) -> list[UUID]:
    """Its rotation pools."""
    rows = await tx.many(queries.pools_of, PoolOf, tenant_id=tx.tenant_id, campaign_id=campaign_id)
    return [row.rotation_pool_id for row in rows]


async def lists_of(tx: Tx, campaign_id: UUID) -> list[UUID]:
    """The lists it goes to."""
    rows = await tx.many(queries.lists_of, ListOf, tenant_id=tx.tenant_id, campaign_id=campaign_id)
    return [row.list_id for row in rows]


async def claim(tx: Tx, campaign_id: UUID, now: datetime, *, size: int, openers: int | None) -> list[Due]:
    """Up to `size` due enrolments, locked: follow-ups first, then at most `openers` first messages."""
    asked = {"tenant_id": tx.tenant_id, "campaign_id": campaign_id, "now": now}
    found = await tx.many(queries.claim_followups, Due, **asked, size=size)
    rest = size - len(found) if openers is None else min(size - len(found), openers)
    if rest > 0:
        found += await tx.many(queries.claim_openers, Due, **asked, size=rest)
    return found


async def passed_by(tx: Tx, enrolment_ids: Sequence[UUID]) -> dict[UUID, list[Passed]]:
    """The steps these enrolments have been through, by enrolment."""
    found: dict[UUID, list[Passed]] = {}
    for each in await tx.many(
        queries.passed_by, Passed, tenant_id=tx.tenant_id, enrolment_ids=list(enrolment_ids)
    ):
        found.setdefault(each.enrolment_id, []).append(each)
    return found


async def send_days_of(tx: Tx, lead_ids: Sequence[UUID], now: datetime) -> dict[UUID, list[SendDay]]:
    """What was planned for these leads lately, by lead."""
    found: dict[UUID, list[SendDay]] = {}
    for each in await tx.many(
        queries.send_days_of,
        SendDay,
        tenant_id=tx.tenant_id,
        lead_ids=list(lead_ids),
        since=(now - _CAPPED).date(),
    ):
        found.setdefault(each.lead_id, []).append(each)
    return found


async def count_send_days(tx: Tx, leads: Sequence[Lead], now: datetime) -> None:
    """One message more for each of these leads today."""
    await tx.execute(
        queries.count_send_days,
        tenant_id=tx.tenant_id,
        lead_ids=[lead.id for lead in leads],
        company_ids=[lead.company_id for lead in leads],
        today=now.date(),
        now=now,
    )


async def write(tx: Tx, company_id: UUID, campaign_id: UUID, moves: Sequence[Move], now: datetime) -> None:
    """What enrolments passed, and where they go on."""
    records = [(move, step_id, result) for move in moves for step_id, result in move.records]
    if records:
        await tx.execute(
            queries.record_steps,
            tenant_id=tx.tenant_id,
            company_id=company_id,
            campaign_id=campaign_id,
            moments=[move.at or now for move, _, _ in records],
            enrolment_ids=[move.enrolment_id for move, _, _ in records],
            step_ids=[step_id for _, step_id, _ in records],
            message_ids=[
                move.message_id if result is Result.PLANNED else None for move, _, result in records
            ],
            variant_ids=[
                move.variant_id if result is Result.PLANNED else None for move, _, result in records
            ],
            results=[result.value for _, _, result in records],
        )
    await tx.execute(
        queries.move_enrolments,
        tenant_id=tx.tenant_id,
        moments=[move.at or now for move in moves],
        enrolment_ids=[move.enrolment_id for move in moves],
        step_ids=[move.step_id for move in moves],
        dues=[move.next_due for move in moves],
        mailbox_ids=[move.mailbox_id for move in moves],
        message_ids=[move.message_id for move in moves],
        states=[None if move.exit is None else move.exit.state for move in moves],
        exits=[None if move.exit is None else move.exit.value for move in moves],
    )


async def note_plan(
    tx: Tx,
    campaign_id: UUID,
    after: datetime | None,
    reason: PlanReason | None,
    *,
    today: date,
    openers: int,
) -> None:
    """What the next round is to know: until when it waits and why, and today's new leads."""
    await tx.execute(
        queries.note_plan,
        tenant_id=tx.tenant_id,
        campaign_id=campaign_id,
        plan_after=after,
        plan_reason=reason,
        opener_day=today,
        opener_count=openers,
    )


async def set_back(tx: Tx, campaign_id: UUID, after: datetime, reason: PlanReason) -> None:
    """Let a campaign wait."""
    await tx.execute(
        queries.set_back,
        tenant_id=tx.tenant_id,
        campaign_id=campaign_id,
        plan_after=after,
        plan_reason=reason,
    )
