"""What is done with each due enrolment of a batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import structlog

from penguinmails.audiences import (
    MAILABLE,
    AddressKeys,
    CampaignType,
    Lead,
    MembershipIn,
    deleted_among,
    hold_leads,
    memberships_among,
    merge_data_of,
    suppressed_among,
)
from penguinmails.campaigns.definitions.model import Step
from penguinmails.campaigns.planning import store
from penguinmails.campaigns.planning.choosing import Full, choose_variant
from penguinmails.campaigns.planning.composing import compose, form_of
from penguinmails.campaigns.planning.ground import SOON, Ground, Wait, midnight_after
from penguinmails.campaigns.planning.model import (
    Due,
    Exit,
    Move,
    Passed,
    PlanReason,
    Result,
    SendDay,
)
from penguinmails.campaigns.planning.walking import Ended, Facts, Rest, Walk, walk
from penguinmails.delivery import PlannedMessage
from penguinmails.kernel.db import Databases, Tx

_log = structlog.stdlib.get_logger()

_LATER: Final = timedelta(hours=1)
_BY_STATUS: Final = {
    "bounced": Exit.BOUNCED,
    "unsubscribed": Exit.UNSUBSCRIBED,
    "complained": Exit.COMPLAINED,
}


@dataclass(frozen=True)
class People:
    """What is known of the leads of a batch."""

    leads: Mapping[UUID, Lead]
    deleted: frozenset[UUID]
    suppressed: frozenset[UUID]
    said: Mapping[UUID, Mapping[str, Any]]
    memberships: Mapping[UUID, list[MembershipIn]]
    passed: Mapping[UUID, list[Passed]]
    send_days: Mapping[UUID, list[SendDay]]


@dataclass
class Decided:
    """What a batch comes to."""

    moves: list[Move] = field(default_factory=list[Move])
    messages: list[PlannedMessage] = field(default_factory=list[PlannedMessage])
    written_to: list[Lead] = field(default_factory=list[Lead])
    openers: int = 0
    wait: Wait | None = None


async def meet(databases: Databases, tx: Tx, ground: Ground, due: Sequence[Due], keys: AddressKeys) -> People:
    """Read what is to be known of the leads of these enrolments."""
    lead_ids = [each.lead_id for each in due]
    leads = {lead.id: lead for lead in await hold_leads(tx, lead_ids)}
    memberships: dict[UUID, list[MembershipIn]] = {}
    for each in await memberships_among(tx, lead_ids, [*ground.lists, *_lists_asked(ground)]):
        memberships.setdefault(each.lead_id, []).append(each)
    suppressed: set[UUID] = set()
    for company_id in {lead.company_id for lead in leads.values()}:
        group = {lead.email: lead.id for lead in leads.values() if lead.company_id == company_id}
        blocked = await suppressed_among(
            databases,
            tx.tenant_id,
            list(group),
            company_id=company_id,
            campaign_type=CampaignType(ground.campaign.campaign_type),
            keys=keys,
        )
        suppressed |= {group[address] for address in blocked}
    return People(
        leads=leads,
        deleted=frozenset(await deleted_among(tx, [each for each in lead_ids if each not in leads])),
        suppressed=frozenset(suppressed),
        said=await merge_data_of(tx, leads.values()),
        memberships=memberships,
        passed=await store.passed_by(tx, [each.id for each in due]),
        send_days=await store.send_days_of(tx, lead_ids, ground.now),
    )


def decide(ground: Ground, people: People, due: Sequence[Due]) -> Decided:
    """Walk them all on. A lead whose data nobody foresaw waits an hour and stops no other."""
    decided = Decided()
    for each in due:
        try:
            move = _one(ground, people, each, decided)
        except Exception:  # noqa: BLE001 - whatever it is, it is this lead's alone
            _log.exception("planning.enrolment_failed", enrolment_id=str(each.id))
            move = Move(each.id, each.current_step_id, ground.now + _LATER)
        if move is not None:
            decided.moves.append(move)
        if exhausted := ground.exhausted():
            decided.wait = exhausted
            break
    return decided


def _one(ground: Ground, people: People, due: Due, decided: Decided) -> Move | None:
    lead = people.leads.get(due.lead_id)
    if lead is None:
        # Neither deleted nor there: somebody is erasing it at this moment.
        return Move(due.id, None, None, exit=Exit.LEAD_DELETED) if due.lead_id in people.deleted else None
    if over := _over(people, due, lead):
        return Move(due.id, None, None, exit=over)
    passed = people.passed.get(due.id, [])
    facts = Facts.of(
        passed,
        tags=lead.tags,
        lists=(each.list_id for each in people.memberships.get(lead.id, ()) if each.consenting),
        fields=people.said[lead.id],
    )
    way = walk(
        ground.steps,
        due.current_step_id,
        {each.step_id for each in passed},
        facts,
        due=due.next_due,
        now=ground.now,
    )
    match way.outcome:
        case Ended():
            return Move(due.id, None, None, exit=Exit.FINISHED, records=way.records)
        case Rest(step, until):
            return Move(due.id, step.id, until, records=way.records)
        case _:
            return _send(ground, people, due, lead, way, way.outcome.step, decided)


def _send(  # noqa: PLR0917 - one call
    ground: Ground, people: People, due: Due, lead: Lead, way: Walk, step: Step, decided: Decided
) -> Move | None:
    later = ground.caps.allowed(people.send_days.get(lead.id, []), ground.now)
    later = later or max(ground.opening_for(lead), ground.now)
    if later > ground.now:
        return Move(due.id, step.id, later, records=way.records)
    variant = choose_variant(ground.variants.get(step.id, ()), due.id, step.id)
    form = form_of(step, variant)
    if form is None:
        decided.wait = Wait(ground.now + SOON, PlanReason.TEMPLATE)
        return None
    mailbox = ground.mailboxes.choose(step.email_account_id, due.email_account_id, lead.receiving_provider)
    if isinstance(mailbox, Full):
        until = midnight_after(ground.now) if mailbox.sends else ground.now + _LATER
        return Move(due.id, step.id, until, records=way.records)
    message = compose(ground.campaign, step, form, due, lead, people.said[lead.id], mailbox, ground.now)
    ground.mailboxes.take(mailbox)
    decided.messages.append(message)
    decided.written_to.append(lead)
    decided.openers += due.first_message_id is None
    return Move(
        due.id,
        step.id,
        None,
        mailbox_id=mailbox.id,
        message_id=message.message_id,
        variant_id=message.variant_id,
        records=[*way.records, (step.id, Result.PLANNED)],
    )


def _over(people: People, due: Due, lead: Lead) -> Exit | None:
    if lead.status not in MAILABLE:
        return _BY_STATUS.get(lead.status, Exit.SUPPRESSED)
    if lead.id in people.suppressed:
        return Exit.SUPPRESSED
    if due.list_id is not None:
        memberships = people.memberships.get(lead.id, [])
        came_by = next((each for each in memberships if each.list_id == due.list_id), None)
        if came_by is not None and not any(each.consenting for each in memberships):
            return Exit.NO_CONSENT
    return None


def _lists_asked(ground: Ground) -> list[UUID]:
    found: list[UUID] = []
    for step in ground.steps:
        if step.condition_type == "in_list":
            try:
                found.append(UUID((step.condition_value or "").strip()))
            except ValueError:
                _log.warning("planning.list_unreadable", step_id=str(step.id))
    return found
