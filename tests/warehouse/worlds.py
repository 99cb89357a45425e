"""Made-up histories: what happened to some messages of a tenant, what was judged of it, and how the news came in."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import strategies as st

from penguinmails.kernel import clock, ids
from penguinmails.ledger import BounceType, Event, EventKind, EventSource, Verdict, event_id_of

T = TypeVar("T")

NORTH, SOUTH = UUID(int=0xC1), UUID(int=0xC2)
CAMPAIGNS = [(UUID(int=0xA1), NORTH), (UUID(int=0xA2), NORTH), (UUID(int=0xA3), SOUTH)]
STEPS = [UUID(int=0x51), UUID(int=0x52)]
VARIANTS = [None, UUID(int=0x61), UUID(int=0x62)]
LEADS = [UUID(int=0x1EAD0 + n) for n in range(3)]
MAILBOXES = {NORTH: [UUID(int=0xB1), UUID(int=0xB2)], SOUTH: [UUID(int=0xB3)], None: [UUID(int=0xB4)]}
DOMAINS = {
    UUID(int=0xB1): "north.example",
    UUID(int=0xB2): None,
    UUID(int=0xB3): "south.example",
    UUID(int=0xB4): None,
}
PROVIDERS = [None, "google", "microsoft"]
KINDS = ["campaign", "campaign", "campaign", "campaign", "warmup", "reply", "manual", "system", "test"]
LINKS = ["https://example.com/offer", "https://example.com/ünsubscribe?a=1&b=2"]
DEVICES, CLIENTS, PLACES = (
    [None, "desktop", "mobile"],
    [None, "outlook", "gmail_proxy"],
    [None, "DE", "US-CA"],
)
AFTERWARDS = [
    EventKind.OPENED, EventKind.OPENED, EventKind.OPENED, EventKind.CLICKED, EventKind.CLICKED, EventKind.REPLIED,
    EventKind.AUTO_REPLIED, EventKind.BOUNCED, EventKind.BOUNCED, EventKind.COMPLAINED, EventKind.UNSUBSCRIBED,
    EventKind.DELIVERED, EventKind.DEFERRED, EventKind.FAILED,
]  # fmt: skip
VERSIONS = [(), (1,), (1,), (1, 2), (2, 1), (3, 1, 2)]
"""Of the judgements of one hit, in the order they were made."""
# Seconds of a day at which something may go wrong by one: both ends of days and of quarters of an hour.
SECONDS = [0.0, 0.000001, 899.999999, 900.0, 43200.0, 86399.999999]
LONGEST = 45
"""Days from the first sending to the last event."""


@dataclass(frozen=True)
class Judged:
    """One version of a judgement, to be added to the ledger."""

    event: Event
    version: int
    verdict: Verdict


@dataclass(frozen=True)
class Delivery:
    """News that come in together; `rolled` where the rollup runs after it."""

    events: list[Event] = field(default_factory=list[Event])
    verdicts: list[Judged] = field(default_factory=list[Judged])
    rolled: bool = False


@dataclass(frozen=True)
class World:
    """All that happened and was judged."""

    events: list[Event]
    judged: list[Judged]

    def verdicts(self) -> dict[UUID, Verdict]:
        """Those that count: of each event the highest version."""
        found: dict[UUID, Verdict] = {}
        for each in sorted(self.judged, key=lambda one: one.version):
            found[each.event.event_id] = each.verdict
        return found

    def deliveries(self, seed: int) -> list[Delivery]:
        """The same news in some order and some pieces, some of it twice; judgements after what they judge."""
        chance = random.Random(seed)
        events = [*self.events, *chance.choices(self.events, k=chance.randrange(3))]
        chance.shuffle(events)
        pieces = _cut(chance, events)
        arrived: dict[UUID, int] = {}
        for number, piece in enumerate(pieces):
            for event in piece:
                arrived.setdefault(event.event_id, number)
        judged: list[list[Judged]] = [[] for _ in pieces]
        for each in self.judged:
            judged[chance.randrange(arrived[each.event.event_id], len(pieces))].append(each)
        found: list[Delivery] = []
        for piece, own in zip(pieces, judged, strict=True):
            chance.shuffle(own)
            found.append(Delivery(piece, own, chance.random() < 0.6))
        return found


def _cut(chance: random.Random, events: Sequence[Event]) -> list[list[Event]]:
    cuts = sorted({0, len(events), *(chance.randrange(len(events) + 1) for _ in range(chance.randrange(3)))})
    return [list(events[start:end]) for start, end in pairwise(cuts)] or [[]]


def first_day() -> datetime:
    """The first of last month: from there on the warehouse has partitions."""
    today = clock.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


class Dice:
    """Choices out of bytes, one a choice; when they are used up, always the first.

    Hypothesis draws the bytes at once, a hundred times cheaper than each choice by itself, and makes them fewer
    and smaller where something fails.
    """

    def __init__(self, thrown: bytes) -> None:
        self._thrown = iter(thrown)

    def pick(self, some: Sequence[T]) -> T:
        return some[next(self._thrown, 0) % len(some)]

    def moment(self, first: int, last: int) -> datetime:
        """On one of some days, at the edge of a day or a quarter of an hour."""
        return first_day() + timedelta(days=self.pick(range(first, last + 1)), seconds=self.pick(SECONDS))


def world_of(thrown: bytes, *, messages: int | None = None) -> World:
    """Some messages of a tenant, one to five: what happened to them, and what was judged of it."""
    dice = Dice(thrown)
    world = World([], [])
    for number in range(messages or 1 + dice.pick(range(5))):
        _live(dice, world, number)
    return world


def worlds() -> st.SearchStrategy[World]:
    """Any."""
    return st.binary(min_size=100, max_size=200).map(world_of)


def _live(dice: Dice, world: World, number: int) -> None:
    base = dice.pick(range(9))
    one = UUID(int=ids.uuid7_floor(first_day() + timedelta(days=base)).int | number + 1)
    sents = dice.pick([1, 1, 1, 1, 1, 1, 0, 2])
    for which in range(sents):
        event_id, at = event_id_of("sent", one, str(which)), dice.moment(base, base + 3)
        said = _sending(dice)
        world.events.append(Event(one, event_id, EventKind.SENT, at, EventSource.DELIVERY, **said))
    for which in range(dice.pick(range(6)) or not sents):
        kind = dice.pick(AFTERWARDS)
        at = dice.pick([dice.moment(base, base + 4), dice.moment(max(0, base - 2), LONGEST)])
        event = Event(one, event_id_of(kind.value, one, str(which)), kind, at, EventSource.TRACKING)
        if kind is EventKind.BOUNCED:
            event = replace(event, bounce_type=dice.pick(list(BounceType)))
        if kind in (EventKind.OPENED, EventKind.CLICKED):
            event = replace(
                event, device_type=dice.pick(DEVICES), client=dice.pick(CLIENTS), location=dice.pick(PLACES)
            )
            if kind is EventKind.CLICKED:
                event = replace(event, link_url=dice.pick(LINKS))
            for version in dice.pick(VERSIONS):
                world.judged.append(Judged(event, version, dice.pick(list(Verdict))))
        world.events.append(event)


def _sending(dice: Dice) -> dict[str, Any]:
    """What a sent event says of its message."""
    kind = dice.pick(KINDS)
    parts: dict[str, Any] = {}
    if kind == "campaign":
        campaign, company = dice.pick(CAMPAIGNS)
        parts = {
            "campaign_id": campaign,
            "step_id": dice.pick(STEPS),
            "variant_id": dice.pick(VARIANTS),
            "lead_id": dice.pick(LEADS),
        }
    else:
        company = dice.pick([NORTH, SOUTH, None])
    mailbox = dice.pick(MAILBOXES[company])
    return {
        "message_kind": kind,
        "company_id": company,
        "mailbox_id": mailbox,
        "sending_domain": DOMAINS[mailbox],
        "receiving_provider": dice.pick(PROVIDERS),
        **parts,
    }
