"""What every table of the warehouse must say, counted from lists of events and verdicts in plain Python.

A second opinion: it shares no code with the warehouse, reads no table, and goes event by event where the warehouse
goes by sets. `counted_by_sql` is a third, straight from the ledger.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from penguinmails.ledger import BounceType, Event, EventKind, Verdict

FLAGS = (
    "sent", "delivered", "opened_tracked", "opened_human", "clicked_tracked", "clicked_human", "replied",
    "auto_replied", "bounced", "bounced_hard", "bounced_soft", "bounced_block", "unsubscribed", "spam_complaints",
)  # fmt: skip
MEASURES = (*FLAGS, "opens_total", "opens_machine", "clicks_total", "clicks_machine")
TOUCHES = (
    "opened_tracked", "opened_human", "clicked_tracked", "clicked_human",
    "opens_total", "opens_human", "clicks_total", "clicks_human",
)  # fmt: skip

KEYS: Mapping[str, tuple[str, ...]] = {
    "campaign_analytics": ("campaign_id", "activity_date"),
    "sequence_step_analytics": ("campaign_id", "step_id", "activity_date"),
    "variant_analytics": ("campaign_id", "step_id", "variant_id", "activity_date"),
    "lead_analytics": ("lead_id", "campaign_id", "activity_date"),
    "mailbox_analytics": ("mailbox_id", "activity_date"),
    "warmup_analytics": ("mailbox_id", "activity_date"),
    "provider_totals": ("mailbox_id", "message_kind", "receiving_provider", "activity_date"),
    "campaign_lead_totals": ("campaign_id", "lead_id"),
    "campaign_lead_counts": ("campaign_id",),
    "engagement_buckets": ("campaign_id", "bucket", "activity_date"),
    "company_engagement": ("company_id", "bucket", "activity_date"),
    "link_totals": ("campaign_id", "step_id", "link_digest", "activity_date"),
    "device_totals": ("campaign_id", "device_type", "activity_date"),
    "client_totals": ("campaign_id", "client", "activity_date"),
    "location_totals": ("campaign_id", "location", "activity_date"),
}
COUNTED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("campaign_analytics", "sequence_step_analytics", "variant_analytics", "lead_analytics",
         "mailbox_analytics", "warmup_analytics", "provider_totals"),
        MEASURES,
    ),
    "campaign_lead_totals": FLAGS,
    "campaign_lead_counts": FLAGS,
    **dict.fromkeys(
        ("engagement_buckets", "company_engagement"),
        ("opens_total", "opens_human", "clicks_total", "clicks_human", "replies", "sent"),
    ),
    "link_totals": ("clicked_tracked", "clicked_human", "clicks_total", "clicks_human"),
    **dict.fromkeys(("device_totals", "client_totals", "location_totals"), TOUCHES),
}  # fmt: skip
"""The columns of each table that are counted."""

Key = tuple[str, ...]
Counts = dict[str, int]
Tables = dict[str, dict[Key, Counts]]
"""Table, key (as text), column: rows of nothing but zeros are left out."""


@dataclass
class Message:
    """What the events of one message amount to."""

    events: list[Event]
    verdicts: Mapping[UUID, Verdict]
    flags: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(FLAGS, False))
    totals: dict[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        kinds = {event.kind for event in self.events}
        sents = [event for event in self.events if event.kind is EventKind.SENT]
        self.sent = min(sents, key=lambda event: (event.occurred, event.event_id.int)) if sents else None
        self.failed = EventKind.FAILED in kinds and self.sent is None
        self.totals = dict.fromkeys(
            ("opens_total", "opens_human", "opens_machine", "clicks_total", "clicks_human", "clicks_machine"),
            0,
        )
        if self.sent is None:
            return
        self.day = self.sent.occurred.astimezone(UTC).date().isoformat()
        self.flags["sent"] = True
        people = {event.kind for event in self.events if self.is_human(event)}
        if EventKind.BOUNCED in kinds and not people and EventKind.REPLIED not in kinds:
            self.flags["bounced"] = True
            types = {event.bounce_type for event in self.events if event.kind is EventKind.BOUNCED}
            worst = next(
                each for each in (BounceType.HARD, BounceType.BLOCK, BounceType.SOFT) if each in types
            )
            self.flags[f"bounced_{worst.value}"] = True
            return
        self.flags["delivered"] = True
        self.flags["clicked_tracked"] = EventKind.CLICKED in kinds
        self.flags["clicked_human"] = EventKind.CLICKED in people
        self.flags["opened_tracked"] = bool({EventKind.OPENED, EventKind.CLICKED} & kinds)
        self.flags["opened_human"] = bool(people)
        self.flags["replied"] = EventKind.REPLIED in kinds
        self.flags["auto_replied"] = EventKind.AUTO_REPLIED in kinds
        self.flags["unsubscribed"] = EventKind.UNSUBSCRIBED in kinds
        self.flags["spam_complaints"] = EventKind.COMPLAINED in kinds
        for event in self.hits():
            name = "opens" if event.kind is EventKind.OPENED else "clicks"
            self.totals[f"{name}_total"] += 1
            self.totals[f"{name}_human"] += self.is_human(event)
            self.totals[f"{name}_machine"] += self.verdicts.get(event.event_id) is Verdict.MACHINE

    def is_human(self, event: Event) -> bool:
        return self.verdicts.get(event.event_id) is Verdict.HUMAN and self.is_hit(event)

    @staticmethod
    def is_hit(event: Event) -> bool:
        return event.kind in (EventKind.OPENED, EventKind.CLICKED)

    def hits(self) -> list[Event]:
        return [event for event in self.events if self.is_hit(event)]


def counted(events: Iterable[Event], verdicts: Mapping[UUID, Verdict]) -> Tables:
    """All tables, from all events of a tenant (each once) and the verdicts that count."""
    found: Tables = {table: defaultdict(lambda: defaultdict(int)) for table in KEYS}
    for message in messages_of(events, verdicts):
        if message.sent is not None:
            _add(found, message)
    for (campaign, _), counts in found["campaign_lead_totals"].items():
        for name in FLAGS:
            found["campaign_lead_counts"][campaign,][name] += counts[name] > 0
    return without_zeros(found)


def messages_of(events: Iterable[Event], verdicts: Mapping[UUID, Verdict]) -> list[Message]:
    """The events by message."""
    by_message: dict[UUID, list[Event]] = defaultdict(list)
    for event in events:
        by_message[event.message_id].append(event)
    return [Message(own, verdicts) for own in by_message.values()]


def without_zeros(tables: Tables) -> Tables:
    """Only what is not zero; a row that adds nothing is no row."""
    slim: Tables = {}
    for table, rows in tables.items():
        kept = {key: {name: n for name, n in counts.items() if n} for key, counts in rows.items()}
        slim[table] = {key: counts for key, counts in kept.items() if counts}
    return slim


def quarter(moment: datetime) -> datetime:
    """The start of the quarter of an hour."""
    moment = moment.astimezone(UTC)
    return moment - timedelta(
        minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond
    )


def _add(found: Tables, message: Message) -> None:
    sent, day = message.sent, message.day
    assert sent
    if sent.message_kind == "test":
        return
    numbers = {**{name: int(on) for name, on in message.flags.items()}, **message.totals}
    measures = {name: numbers[name] for name in MEASURES}
    flags = {name: numbers[name] for name in FLAGS}
    mailbox, provider = str(sent.mailbox_id), sent.receiving_provider or "unknown"

    def add(table: str, key: tuple[object, ...], counts: Mapping[str, int]) -> None:
        row = found[table][tuple(str(part) for part in key)]
        for name, count in counts.items():
            row[name] += count

    add("mailbox_analytics", (mailbox, day), measures)
    add("provider_totals", (mailbox, sent.message_kind, provider, day), measures)
    if sent.message_kind == "warmup":
        add("warmup_analytics", (mailbox, day), measures)
    if sent.message_kind != "campaign":
        return
    campaign, step, lead = sent.campaign_id, sent.step_id, sent.lead_id
    add("campaign_analytics", (campaign, day), measures)
    add("sequence_step_analytics", (campaign, step, day), measures)
    if sent.variant_id is not None:
        add("variant_analytics", (campaign, step, sent.variant_id, day), measures)
    add("lead_analytics", (lead, campaign, day), measures)
    add("campaign_lead_totals", (campaign, lead), flags)
    start = quarter(sent.occurred)
    for table, whose in (("engagement_buckets", campaign), ("company_engagement", sent.company_id)):
        add(table, (whose, start.isoformat(), start.date()), {"sent": 1})
    if message.flags["delivered"]:
        for table, key, counts in (*_activity(message), *_places(message)):
            add(table, key, counts)


Added = tuple[str, tuple[object, ...], Counts]
"""Table, key, counts."""


def _activity(message: Message) -> list[Added]:
    """When it was opened, clicked and answered."""
    found: list[Added] = []
    assert message.sent
    for event in message.events:
        start = quarter(event.occurred)
        when = (start.isoformat(), start.date())
        if event.kind is EventKind.REPLIED:
            counts = {"replies": 1}
        elif message.is_hit(event):
            counts = _totals(message, event)
        else:
            continue
        found.append(("engagement_buckets", (message.sent.campaign_id, *when), counts))
        found.append(("company_engagement", (message.sent.company_id, *when), counts))
    return found


def _totals(message: Message, event: Event) -> Counts:
    name = "opens" if event.kind is EventKind.OPENED else "clicks"
    return {f"{name}_total": 1, f"{name}_human": int(message.is_human(event))}


def _places(message: Message) -> list[Added]:
    """Links, devices, clients and locations of one message: flags once each, totals as often as they happened."""
    sent, found = message.sent, defaultdict[tuple[str, tuple[object, ...]], Counts](lambda: defaultdict(int))
    assert sent
    for event in message.hits():
        places: list[tuple[str, tuple[object, ...]]] = [
            (table, (sent.campaign_id, name, message.day))
            for table, name in (
                ("device_totals", event.device_type),
                ("client_totals", event.client),
                ("location_totals", event.location),
            )
            if name is not None
        ]
        if event.kind is EventKind.CLICKED:
            digest = hashlib.sha256(str(event.link_url).encode()).hexdigest()
            places.append(("link_totals", (sent.campaign_id, sent.step_id, digest, message.day)))
        flag = "opened" if event.kind is EventKind.OPENED else "clicked"
        for place in places:
            for name, count in _totals(message, event).items():
                found[place][name] += count
            found[place][f"{flag}_tracked"] = 1
            found[place][f"{flag}_human"] |= int(message.is_human(event))
    return [(table, key, counts) for (table, key), counts in found.items()]


def mail_of_periods(tables: Tables, periods: Iterable[tuple[int, datetime, datetime]]) -> dict[int, Counts]:
    """What the hub must say of the mail of each period (its id, from, until)."""
    names = {
        "emails_sent": "sent",
        **{name: name for name in ("bounced_hard", "bounced_soft", "bounced_block")},
    }
    names["spam_complaints"] = "spam_complaints"
    found: dict[int, Counts] = {}
    for billing_id, start, end in periods:
        rows = [
            counts
            for (_, day), counts in tables["campaign_analytics"].items()
            if start.date().isoformat() <= day < end.date().isoformat()
        ]
        found[billing_id] = {name: sum(row.get(of, 0) for row in rows) for name, of in names.items()}
    return found
