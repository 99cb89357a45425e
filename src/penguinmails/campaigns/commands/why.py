"""`penguinmails campaign why`: everything that keeps mail from leaving, in one place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from penguinmails.audiences import find_lead
from penguinmails.campaigns.definitions.service import define, find_campaign
from penguinmails.campaigns.planning.explaining import explain_enrolment, explain_planning
from penguinmails.delivery import LaneState, lane_states, sending_stops
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import TenantOption, for_tenant


@dataclass(frozen=True)
class Reason:
    """Why something does not happen, and until when where that is known."""

    about: str
    reason: str
    until: datetime | None = None


def why(
    *,
    target: Annotated[str, typer.Argument(metavar="CAMPAIGN", help="Id or name of the campaign.")],
    tenant: TenantOption,
    lead: Annotated[str | None, typer.Option("--lead", "-l", help="Of this lead: id or address.")] = None,
    mailbox: Annotated[str | None, typer.Option("--mailbox", "-m", help="Of this mailbox only.")] = None,
    as_json: console.Json = False,
) -> None:
    """Say why nothing is sending: the whole platform, the campaign, its mailboxes, a lead."""

    async def work(databases: Databases, scope: Scope) -> list[Reason]:
        reasons = await _stops(databases, scope)
        async with databases.tenant(Tier.OLTP, scope) as tx:
            campaign = await find_campaign(tx, target)
            senders = {part.name for part in (await define(tx, campaign.id)).parts if part.kind == "mailbox"}
            planning = await explain_planning(tx, campaign.id)
            if planning is not None and lead is None and mailbox is None:
                reasons += [Reason(campaign.name, each.words, each.until) for each in planning.reasons]
            if lead is not None:
                found = await find_lead(tx, lead)
                enrolment = await explain_enrolment(tx, campaign.id, found.id)
                told = enrolment.reasons if enrolment else []
                reasons += [Reason(lead, each.words, each.until) for each in told]
                if enrolment is None:
                    reasons.append(Reason(lead, "It is not in the campaign."))
        if lead is None:
            wanted = {mailbox.strip().lower()} if mailbox else senders
            for lane in await lane_states(databases, scope.tenant_id):
                if lane.email in wanted:
                    reasons.append(Reason(lane.email, *_of_lane(lane)))
        return reasons

    console.show(for_tenant(tenant, work), as_json=as_json, empty="Nothing is in the way.")


async def _stops(databases: Databases, scope: Scope) -> list[Reason]:
    return [
        Reason("everything" if stop.tenant_id == PLATFORM_TENANT else "the tenant", f"Stopped: {stop.reason}")
        for stop in await sending_stops(databases)
        if stop.tenant_id in (scope.tenant_id, PLATFORM_TENANT)
    ]


def _of_lane(lane: LaneState) -> tuple[str, datetime | None]:
    if lane.pause_reason is not None:
        return f"It rests: {lane.pause_reason}.", lane.paused_until
    if lane.used_today >= lane.daily_cap:
        return f"It has sent the {lane.daily_cap} messages of its day.", None
    if lane.working:
        return "It is sending now.", None
    if lane.next_due is None:
        return f"It has nothing to send; {lane.used_today} of {lane.daily_cap} went out today.", None
    return "Its next message waits for its turn.", max(lane.next_slot, lane.next_due)
