"""What came back: replies stop a sequence, bounces and complaints an address."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from penguinmails.audiences import mark_replied
from penguinmails.campaigns.following import store
from penguinmails.campaigns.following.counting import Counts
from penguinmails.campaigns.following.model import FREE_MAIL, Person, Rules, Sent, UnderWay
from penguinmails.campaigns.following.stopping import stop, stop_leads
from penguinmails.campaigns.following.suppressing import (
    place_of,
    suppress_bounced,
    suppress_complained,
    suppress_declined,
    suppress_soft_runs,
)
from penguinmails.campaigns.planning.model import Exit
from penguinmails.delivery import ANSWERED, Answer, AnswerKind
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import Delivery, Receiver

_DECLINES = "unsubscribe"


async def answer(tx: Tx, answers: Sequence[Answer]) -> None:
    """Take in what came back to messages of one tenant. An automatic reply changes nothing."""
    told = sorted(
        (each for each in answers if each.kind is not AnswerKind.AUTO_REPLY),
        key=lambda each: (each.at, each.message_id),
    )
    if not told:
        return
    people = await store.people_of(tx, {each.lead_id for each in told if each.lead_id is not None})
    await _mark(tx, told, people)
    rows = {row.message_id: row for row in await store.lock_sent(tx, {each.message_id for each in told})}
    counts = Counts()
    for each in told:
        _count(each, rows.get(each.message_id), counts)
    known = [(rows[each.message_id], each) for each in told if each.message_id in rows]
    if known:
        await store.note_answers(tx, _first_of(known))
    soft = {row.lead_id for row, each in known if each.bounce_type == "soft"}
    exhausted = await suppress_soft_runs(tx, soft)
    rules = await store.rules_of(tx, {row.campaign_id for row, _ in known})
    over: list[tuple[Sent | UnderWay, Exit, datetime]] = []
    for row, each in known:
        reason = _exit_of(each, rules.get(row.campaign_id), exhausted=row.lead_id in exhausted)
        if reason is not None:
            over.append((row, reason, each.at))
    over += await _colleagues(tx, known, rules, people)
    await stop(tx, over)
    await _stop_elsewhere(tx, told)
    await counts.write(tx)


async def _mark(tx: Tx, told: Sequence[Answer], people: dict[UUID, Person]) -> None:
    """Leads and their addresses, before enrolments are locked."""
    hard = [each for each in told if each.kind is AnswerKind.BOUNCE and each.bounce_type == "hard"]
    await suppress_bounced(
        tx, [(each.address, place_of(people, each.lead_id)) for each in hard if each.address]
    )
    complaints = [each for each in told if each.kind is AnswerKind.COMPLAINT]
    await suppress_complained(tx, [each.address for each in complaints if each.address])
    replies = [each for each in told if each.kind is AnswerKind.REPLY]
    await mark_replied(tx, sorted({each.lead_id for each in replies if each.lead_id is not None}))
    await suppress_declined(
        tx,
        [
            (each.address, place_of(people, each.lead_id))
            for each in replies
            if each.classification == _DECLINES and each.address
        ],
    )


async def _stop_elsewhere(tx: Tx, told: Sequence[Answer]) -> None:
    """Who complained or declined is under way nowhere any more."""
    for reason, found in (
        (Exit.COMPLAINED, [each for each in told if each.kind is AnswerKind.COMPLAINT]),
        (Exit.UNSUBSCRIBED, [each for each in told if _declines(each)]),
    ):
        for each in found:
            if each.lead_id is not None:
                await stop_leads(tx, [each.lead_id], reason, each.at)


async def _colleagues(
    tx: Tx, known: Sequence[tuple[Sent, Answer]], rules: dict[UUID, Rules], people: dict[UUID, Person]
) -> list[tuple[Sent | UnderWay, Exit, datetime]]:
    over: list[tuple[Sent | UnderWay, Exit, datetime]] = []
    for row, each in known:
        rule, person = rules.get(row.campaign_id), people.get(row.lead_id)
        if each.kind is not AnswerKind.REPLY or rule is None or not rule.stop_domain_on_reply:
            continue
        if person is None or person.email_domain in FREE_MAIL:
            continue
        colleagues = await store.lock_of_domain(tx, row.campaign_id, person.email_domain)
        over += [
            (other, Exit.COLLEAGUE_REPLIED, each.at) for other in colleagues if other.lead_id != row.lead_id
        ]
    return over


def _first_of(
    known: Sequence[tuple[Sent, Answer]],
) -> list[tuple[Sent, datetime | None, datetime | None, str | None]]:
    """By message, the first reply, the first bounce and its type. What is given is in the order of time."""
    found: dict[UUID, tuple[Sent, datetime | None, datetime | None, str | None]] = {}
    for row, each in known:
        _, replied, bounced, bounce_type = found.get(row.message_id, (row, None, None, None))
        if each.kind is AnswerKind.REPLY:
            replied = replied or each.at
        if each.kind is AnswerKind.BOUNCE:
            bounced, bounce_type = (
                bounced or each.at,
                min(filter(None, (bounce_type, each.bounce_type)), default=None),
            )
        found[row.message_id] = (row, replied, bounced, bounce_type)
    return list(found.values())


def _exit_of(each: Answer, rules: Rules | None, *, exhausted: bool) -> Exit | None:
    match each.kind:
        case AnswerKind.COMPLAINT:
            return Exit.COMPLAINED
        case AnswerKind.BOUNCE if each.bounce_type == "hard" or exhausted:
            return Exit.BOUNCED
        case AnswerKind.REPLY if _declines(each):
            return Exit.UNSUBSCRIBED
        case AnswerKind.REPLY if rules is not None and (rules.stop_on_reply or rules.stop_domain_on_reply):
            return Exit.REPLIED
        case _:
            return None


def _declines(each: Answer) -> bool:
    return each.kind is AnswerKind.REPLY and each.classification == _DECLINES


def _count(each: Answer, row: Sent | None, counts: Counts) -> None:
    match each.kind:
        case AnswerKind.REPLY if row is None or row.replied is None:
            counts.add(each.mailbox_id, each.at, "replied")
        case AnswerKind.BOUNCE if row is None or row.bounced is None:
            what = "bounced_hard" if each.bounce_type == "hard" else "bounced_soft"
            counts.add(each.mailbox_id, each.at, what)
        case AnswerKind.COMPLAINT:
            counts.add(each.mailbox_id, each.at, "complained")
        case _:
            pass


async def apply(tx: Tx, delivery: Delivery) -> None:
    """Take a batch in."""
    await answer(tx, [read_answer(each) for each in delivery.payload["answers"]])


def read_answer(said: dict[str, Any]) -> Answer:
    """An `Answer` from its payload."""

    def name(key: str) -> UUID | None:
        return UUID(said[key]) if said.get(key) else None

    return Answer(
        kind=AnswerKind(said["kind"]),
        message_id=UUID(said["message_id"]),
        at=datetime.fromisoformat(said["at"]),
        inbound_message_id=name("inbound_message_id"),
        mailbox_id=name("mailbox_id"),
        campaign_id=name("campaign_id"),
        step_id=name("step_id"),
        enrolment_id=name("enrolment_id"),
        lead_id=name("lead_id"),
        address=said.get("address"),
        bounce_type=said.get("bounce_type"),
        classification=said.get("classification"),
    )


RECEIVERS = (Receiver(ANSWERED, apply),)
