"""The statements of following, as functions."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.campaigns.following.model import Person, Rules, Sent, SoftRun, UnderWay, Version
from penguinmails.campaigns.planning.model import Exit
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def lock_sent(tx: Tx, message_ids: Collection[UUID]) -> list[Sent]:
    """The campaign messages among these with their enrolments, which stay locked."""
    return await tx.many(queries.lock_sent, Sent, tenant_id=tx.tenant_id, message_ids=list(message_ids))


async def settle_steps(tx: Tx, news: Sequence[tuple[Sent, str, datetime, int, str | None]]) -> None:
    """Write outcomes: message, outcome, when, version, type of bounce."""
    await tx.execute(
        queries.settle_steps,
        tenant_id=tx.tenant_id,
        enrolment_ids=[sent.enrolment_id for sent, *_ in news],
        step_ids=[sent.step_id for sent, *_ in news],
        outcomes=[outcome for _, outcome, *_ in news],
        ats=[at for _, _, at, *_ in news],
        versions=[version for *_, version, _ in news],
        bounce_types=[bounce_type for *_, bounce_type in news],
    )


async def plan_anew(tx: Tx, news: Sequence[tuple[Sent, datetime]]) -> None:
    """Forget messages that were never sent; their enrolments are due again at these times."""
    enrolment_ids = [sent.enrolment_id for sent, _ in news]
    await tx.execute(
        queries.unplan_steps,
        tenant_id=tx.tenant_id,
        enrolment_ids=enrolment_ids,
        step_ids=[sent.step_id for sent, _ in news],
    )
    await tx.execute(
        queries.plan_anew,
        tenant_id=tx.tenant_id,
        enrolment_ids=enrolment_ids,
        message_ids=[sent.message_id for sent, _ in news],
        dues=[due for _, due in news],
    )


async def note_answers(
    tx: Tx, news: Sequence[tuple[Sent, datetime | None, datetime | None, str | None]]
) -> None:
    """Write replies and bounces: message, replied, bounced, type of bounce."""
    await tx.execute(
        queries.note_answers,
        tenant_id=tx.tenant_id,
        enrolment_ids=[sent.enrolment_id for sent, *_ in news],
        step_ids=[sent.step_id for sent, *_ in news],
        replied=[replied for _, replied, *_ in news],
        bounced=[bounced for _, _, bounced, _ in news],
        bounce_types=[bounce_type for *_, bounce_type in news],
    )


async def note_engagement(tx: Tx, copies: Sequence[dict[str, Any]]) -> int:
    """Take the ledger's copies in; how many were newer than what was there."""
    return await tx.execute(queries.note_engagement, tenant_id=tx.tenant_id, copies=Jsonb(list(copies)))


async def stop_enrolments(tx: Tx, over: Sequence[tuple[UUID, Exit, datetime]]) -> None:
    """End enrolments: which, why, when."""
    await tx.execute(
        queries.stop_enrolments,
        tenant_id=tx.tenant_id,
        enrolment_ids=[enrolment_id for enrolment_id, _, _ in over],
        states=[reason.state for _, reason, _ in over],
        reasons=[reason.value for _, reason, _ in over],
        ats=[at for _, _, at in over],
    )


async def lock_of_leads(tx: Tx, lead_ids: Collection[UUID]) -> list[UnderWay]:
    """What these leads are under way in, locked."""
    return await tx.many(queries.lock_of_leads, UnderWay, tenant_id=tx.tenant_id, lead_ids=list(lead_ids))


async def lock_of_domain(tx: Tx, campaign_id: UUID, domain: str) -> list[UnderWay]:
    """Those under way in a campaign at this domain, locked."""
    return await tx.many(
        queries.lock_of_domain, UnderWay, tenant_id=tx.tenant_id, campaign_id=campaign_id, domain=domain
    )


async def lock_of_campaign(
    tx: Tx, campaign_id: UUID, lead_ids: Sequence[UUID] | None = None
) -> list[UnderWay]:
    """Those under way in a campaign, of these leads where some are given; locked."""
    return await tx.many(
        queries.lock_of_campaign,
        UnderWay,
        tenant_id=tx.tenant_id,
        campaign_id=campaign_id,
        lead_ids=None if lead_ids is None else list(lead_ids),
    )


async def people_of(tx: Tx, lead_ids: Collection[UUID]) -> dict[UUID, Person]:
    """The live ones of these leads."""
    rows = await tx.many(queries.people_of, Person, tenant_id=tx.tenant_id, lead_ids=list(lead_ids))
    return {row.id: row for row in rows}


async def rules_of(tx: Tx, campaign_ids: Collection[UUID]) -> dict[UUID, Rules]:
    """What these campaigns do about answers."""
    rows = await tx.many(queries.rules_of, Rules, tenant_id=tx.tenant_id, campaign_ids=list(campaign_ids))
    return {row.id: row for row in rows}


async def soft_in_row(tx: Tx, lead_ids: Collection[UUID]) -> set[UUID]:
    """Those of these leads whose last three messages all bounced softly."""
    rows = await tx.many(queries.soft_in_row, SoftRun, tenant_id=tx.tenant_id, lead_ids=list(lead_ids))
    return {row.lead_id for row in rows}


async def lock_campaigns(tx: Tx, campaign_ids: Collection[UUID]) -> int:
    """Lock campaigns in the order of their ids; how many there are."""
    return await tx.value(queries.lock_campaigns, tenant_id=tx.tenant_id, campaign_ids=list(campaign_ids))


async def pause_campaign(tx: Tx, campaign_id: UUID, reason: str, now: datetime) -> bool:
    """Pause a campaign that sends; whether it did."""
    paused = await tx.execute(
        queries.pause_campaign, tenant_id=tx.tenant_id, campaign_id=campaign_id, reason=reason, now=now
    )
    return paused == 1


async def wake_campaign(tx: Tx, campaign_id: UUID) -> None:
    """Let it be planned at once."""
    await tx.execute(queries.wake_campaign, tenant_id=tx.tenant_id, campaign_id=campaign_id)


async def version_of(tx: Tx, campaign_id: UUID) -> int | None:
    """A campaign's version."""
    row = await tx.one(queries.version_of, Version, tenant_id=tx.tenant_id, campaign_id=campaign_id)
    return None if row is None else row.version
