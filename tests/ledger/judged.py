"""Judging a made-up world without a database."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from penguinmails.ledger import Event
from penguinmails.ledger.events.reading import read_events
from penguinmails.ledger.verdicts.model import Acceptance, Hit, Judgement, Verdict
from penguinmails.ledger.verdicts.networks import Networks
from penguinmails.ledger.verdicts.rules import Case, Crowds, Rules, visits_of
from tests.ledger.world import Made, World


def hit_of(event: Event) -> Hit:
    """The hit as the ledger would read it."""
    row = read_events([event.payload()]).row(0)
    return Hit(
        event.message_id,
        event.event_id,
        event.company_id,
        event.kind.value,
        event.occurred,
        event.source.value,
        row.get("user_agent"),
        row.get("ip_address"),
        row.get("client"),
        row.get("device_type"),
        event.link_url,
        event.metadata.get("method"),
        event.metadata.get("honeypot") is True,
        event.metadata.get("opens") is False,
        None,
        None,
        None,
    )


def judge(sent: list[Event], events: list[Event], rules: Rules | None = None) -> dict[UUID, Judgement]:
    """What the rules say of each hit, all of them known."""
    acceptances = {
        event.message_id: Acceptance(event.message_id, event.occurred, event.receiving_provider)
        for event in sent
    }
    by_message: dict[UUID, list[Hit]] = defaultdict(list)
    for event in events:
        by_message[event.message_id].append(hit_of(event))
    crowds = Crowds(visits_of(hit for hits in by_message.values() for hit in hits))
    answers: dict[UUID, Judgement] = {}
    networks = Networks()
    for message, hits in by_message.items():
        answers |= Case(hits, acceptances.get(message), crowds, networks, rules or Rules()).judge()
    return answers


@dataclass
class Score:
    """How often the rules were right."""

    machines: int = 0
    caught: int = 0
    people: int = 0
    accused: int = 0
    recognised: int = 0
    missed: Counter[str] = field(default_factory=Counter[str])
    wronged: Counter[str] = field(default_factory=Counter[str])

    def add(self, made: Made, judgement: Judgement) -> None:
        if made.by_person:
            self.people += 1
            self.recognised += judgement.verdict is Verdict.HUMAN
            if judgement.verdict is Verdict.MACHINE:
                self.accused += 1
                self.wronged[f"{made.population}: {judgement.reason}"] += 1
        else:
            self.machines += 1
            if judgement.verdict is Verdict.MACHINE:
                self.caught += 1
            else:
                self.missed[f"{made.population}: {judgement.reason}"] += 1


def score(worlds: list[World]) -> Score:
    """The rules against what the worlds know."""
    total = Score()
    for world in worlds:
        answers = judge(world.sent, [made.event for made in world.hits])
        for made in world.hits:
            total.add(made, answers[made.event.event_id])
    return total
