"""What was sent in the ninety days before, as plans: to whom, when, and what came of it. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid5

from penguinmails.audiences import Recipient
from penguinmails.campaigns import Definition
from penguinmails.cli.demo.adding import Outcome
from penguinmails.kernel import ids
from penguinmails.ledger import BounceType, Event, EventKind, EventSource, event_id_of
from penguinmails.sandbox import Act, Became, Fate, Kind, OldMail, Profile, remember

DAYS: Final = 90
"""How far back the history goes."""
NEWSLETTERS: Final = (77, 49, 18)
"""Days ago, each moved back to a Tuesday."""
_SEED: Final = 90
_NAMESPACE: Final = UUID("8a9d4c1e-5b0f-4e0a-9c6a-1f6f2d1f0a77")
_OUTREACH_DAYS: Final = (86, 9)
"""Readers come into the sequence between so many days ago and so many."""
_GAPS: Final = (timedelta(0), timedelta(days=3), timedelta(days=7))
"""From the first email of the sequence to each."""
_TUESDAY: Final = 1
_SATURDAY: Final = 5
_LINKS: Final = ("https://penguin.example/pricing", "https://penguin.example/stories")
_PROVIDERS: Final = {"gmail": "google", "outlook": "microsoft", "icloud": "apple", "yahoo": "yahoo"}
_ENDS: Final = frozenset({Kind.REPLY, Kind.UNSUBSCRIBE, Kind.COMPLAINT, Kind.BOUNCE})
"""After these nothing more is sent to somebody."""
_LIVELIER: Final = Profile(clicks=0.2)
"""How recipients take the sequence's variant B: the A/B test has something to find."""


@dataclass(frozen=True)
class _Refusal:
    type: BounceType
    code: int
    enhanced: str
    words: str


_UNKNOWN: Final = _Refusal(BounceType.HARD, 550, "5.1.1", "No such mailbox here")
_BOUNCES: Final = {
    Fate.REFUSED: _UNKNOWN,
    Fate.REFUSED_AFTER_DATA: _UNKNOWN,
    Fate.FULL: _Refusal(BounceType.SOFT, 452, "4.2.2", "The mailbox is full"),
}
_REPORTED: Final = _Refusal(BounceType.HARD, 550, "5.1.1", "Reported later")


@dataclass(frozen=True)
class Past:
    """A message of the past and what became of it, in truth."""

    message_id: UUID
    campaign_id: UUID
    company_id: UUID
    step_id: UUID
    variant_id: UUID | None
    mailbox_id: UUID
    lead: Recipient
    sent: datetime
    became: Became


@dataclass
class Reader:
    """Somebody and what they have been sent so far."""

    lead: Recipient
    messages: int = 0
    left: datetime | None = None
    """From when on nothing is sent to them."""
    why: Kind | None = None


@dataclass(frozen=True)
class Slot:
    """An email of a campaign that is due to somebody. `step` counts the emails from 0."""

    at: datetime
    campaign: Definition
    step: int
    reader: Reader


def newsletter(campaign: Definition, readers: Sequence[Reader], around: datetime) -> Iterator[Slot]:
    """One email to everybody, on the Tuesday morning before a day."""
    day = around - timedelta(days=(around.weekday() - _TUESDAY) % 7)
    begin = datetime.combine(day, time(8), UTC)
    for number, reader in enumerate(readers):
        yield Slot(begin + timedelta(seconds=2 * number), campaign, 0, reader)


def outreach(campaign: Definition, readers: Sequence[Reader], today: datetime) -> Iterator[Slot]:
    """Every other reader, some each working day, by steps that are days apart."""
    begin, end = _OUTREACH_DAYS
    chosen = readers[::2]
    for number, reader in enumerate(chosen):
        day = today - timedelta(days=begin - (begin - end) * number // len(chosen))
        while day.weekday() >= _SATURDAY:
            day += timedelta(days=1)
        first = datetime.combine(day, time(7), UTC) + timedelta(minutes=number * 37 % 480)
        for step, gap in enumerate(_GAPS):
            yield Slot(first + gap, campaign, step, reader)


def write(slots: Iterable[Slot], sending_domain: str, *, now: datetime) -> Iterator[Past]:
    """What was sent, in the order of time: to nobody who had answered or left. What is yet to be done of it
    after `now` never is.
    """
    for slot in sorted(slots, key=lambda slot: slot.at):
        if slot.reader.left is None or slot.at < slot.reader.left:
            yield _sent(slot, sending_domain, now)


def _sent(slot: Slot, sending_domain: str, now: datetime) -> Past:
    campaign, reader = slot.campaign, slot.reader
    email = campaign.emails[slot.step]
    variants = [variant for variant in campaign.variants if variant.step_id == email.id]
    variant = variants[reader.lead.id.int % len(variants)] if variants else None
    boxes = campaign.of_kind("mailbox")
    message_id = _message_id(slot.at, campaign.campaign.id, email.id, reader.lead.id)
    profile = _LIVELIER if variant is not None and variant.label == "B" else Profile()
    mail = OldMail(str(message_id), slot.at, reader.lead.email, f"bounces@{sending_domain}", _LINKS)
    became = remember(_SEED, profile, mail, reader.messages)
    became = Became(became.fate, tuple(done for done in became.acts if done[0] < now))
    _let_go(reader, slot.at, became)
    return Past(
        message_id=message_id,
        campaign_id=campaign.campaign.id,
        company_id=campaign.campaign.company_id,
        step_id=email.id,
        variant_id=None if variant is None else variant.id,
        mailbox_id=boxes[reader.lead.id.int % len(boxes)],
        lead=reader.lead,
        sent=slot.at,
        became=became,
    )


def _let_go(reader: Reader, at: datetime, became: Became) -> None:
    reader.messages += 1
    if became.fate in (Fate.REFUSED, Fate.REFUSED_AFTER_DATA):
        reader.left, reader.why = at, Kind.BOUNCE
    for moment, act in became.acts:
        if act.kind in _ENDS and (reader.left is None or moment < reader.left):
            reader.left, reader.why = moment, act.kind


def _message_id(at: datetime, *about: UUID) -> UUID:
    """A version 7 UUID of that moment, the same one each time."""
    tail = uuid5(_NAMESPACE, " ".join(map(str, about))).int & (1 << 62) - 1
    return UUID(int=ids.uuid7_floor(at).int | tail)


def events_of(past: Past, sending_domain: str) -> Iterator[Event]:
    """What the ledger was told of a message when it was sent, and after."""
    domain = past.lead.email.rpartition("@")[2].partition(".")[0]
    yield Event(
        message_id=past.message_id,
        event_id=event_id_of("sent", past.message_id),
        kind=EventKind.SENT,
        occurred=past.sent,
        source=EventSource.DELIVERY,
        company_id=past.company_id,
        message_kind="campaign",
        campaign_id=past.campaign_id,
        step_id=past.step_id,
        variant_id=past.variant_id,
        mailbox_id=past.mailbox_id,
        sending_domain=sending_domain,
        receiving_provider=_PROVIDERS.get(domain, past.lead.email.rpartition("@")[2]),
        lead_id=past.lead.id,
    )
    if past.became.fate in _BOUNCES:
        yield _bounced(past, past.sent, _BOUNCES[past.became.fate], EventSource.DELIVERY)
    for number, (moment, act) in enumerate(past.became.acts):
        event = _event(past, moment, act, number)
        if event is not None:
            yield event


def _event(past: Past, moment: datetime, act: Act, number: int) -> Event | None:
    method = "get" if act.method == "GET" else act.method.lower()
    told = Event(
        message_id=past.message_id,
        event_id=event_id_of("past", past.message_id, str(number)),
        kind=EventKind.OPENED,
        occurred=moment,
        source=EventSource.TRACKING,
        company_id=past.company_id,
        user_agent=act.agent,
        ip_address=act.ip or None,
        metadata={"method": method},
    )
    match act.kind:
        case Kind.OPEN:
            return told
        case Kind.CLICK:
            return replace(told, kind=EventKind.CLICKED, link_url=act.url)
        case Kind.HIDDEN:
            hidden = {**told.metadata, "honeypot": True}
            return replace(told, kind=EventKind.CLICKED, link_url="honeypot:", metadata=hidden)
        case Kind.UNSUBSCRIBE:
            return replace(told, kind=EventKind.UNSUBSCRIBED, metadata={"method": "post"})
        case Kind.BOUNCE:
            return _bounced(past, moment, _REPORTED, EventSource.INBOUND)
        case Kind.REPLY | Kind.AUTO_REPLY | Kind.COMPLAINT:
            return replace(
                told, kind=_ANSWERS[act.kind], source=EventSource.INBOUND, user_agent=None, metadata={}
            )
        case Kind.LEAVE_PAGE:
            return None


_ANSWERS: Final = {
    Kind.REPLY: EventKind.REPLIED,
    Kind.AUTO_REPLY: EventKind.AUTO_REPLIED,
    Kind.COMPLAINT: EventKind.COMPLAINED,
}


def _bounced(past: Past, at: datetime, refusal: _Refusal, source: EventSource) -> Event:
    return Event(
        message_id=past.message_id,
        event_id=event_id_of("bounced", past.message_id),
        kind=EventKind.BOUNCED,
        occurred=at,
        source=source,
        company_id=past.company_id,
        bounce_type=refusal.type,
        bounce_reason=refusal.words,
        smtp_code=refusal.code,
        smtp_enhanced=refusal.enhanced,
    )


def outcome_of(past: Past) -> Outcome:
    """What facts count of a message, in truth; as of the live campaigns' messages."""
    acts = [act for _, act in past.became.acts]
    bounced = past.became.fate in _BOUNCES or any(act.kind is Kind.BOUNCE for act in acts)
    opens = sum(act.kind is Kind.OPEN for act in acts)
    clicks = sum(act.kind in (Kind.CLICK, Kind.HIDDEN) for act in acts)
    did: dict[str, int] = {"sent": 1, "bounced": bounced, "delivered": not bounced}
    if not bounced:
        did |= {
            "opened": opens + clicks > 0,
            "clicked": clicks > 0,
            "answered": sum(act.kind in (Kind.REPLY, Kind.AUTO_REPLY) for act in acts),
            "complained": any(act.kind is Kind.COMPLAINT for act in acts),
            "unsubscribed": any(act.kind is Kind.UNSUBSCRIBE for act in acts),
            "opens": opens,
            "clicks": clicks,
        }
    keys = {
        "campaign_id": past.campaign_id,
        "step_id": past.step_id,
        "variant_id": past.variant_id,
        "mailbox_id": past.mailbox_id,
        "lead_id": past.lead.id,
        "activity_date": past.sent.date(),
    }
    return Outcome(keys, did)
