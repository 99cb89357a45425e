"""The ledger's judge tells the people of this world from its machines, act by act, without a mistake."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from penguinmails.ledger.events.agents import read_agent
from penguinmails.ledger.events.reading import network_of
from penguinmails.ledger.verdicts.model import Acceptance, Hit, Verdict
from penguinmails.ledger.verdicts.networks import Networks
from penguinmails.ledger.verdicts.rules import Case, Crowds, visits_of
from penguinmails.sandbox import By, Kind, Profile
from penguinmails.sandbox.reading import read
from penguinmails.sandbox.world.acts import Act
from penguinmails.sandbox.world.people import Fate, person
from penguinmails.sandbox.world.plan import plan
from tests.sandbox.factories import message

SPACE = UUID("2f0d1d7c-6b5c-4f43-8f5f-0f6f5ce7ad10")
BEGIN = datetime(2026, 11, 21, 8, tzinfo=UTC)
PROFILE = Profile(hard=0, soft=0, late=0, opens=0.7, clicks=0.3, scanned=0.4)
DOMAINS = ("gmail.com", "outlook.com", "yahoo.com", "icloud.com", *(f"corp{i}.example" for i in range(120)))


def hit(message_id: UUID, sent: datetime, number: int, act: Act) -> Hit:
    agent = read_agent(act.agent)
    return Hit(
        message_id=message_id,
        event_id=uuid5(message_id, str(number)),
        company_id=None,
        kind="opened" if act.kind is Kind.OPEN else "clicked",
        occurred=sent + timedelta(seconds=act.after),
        source="tracking",
        user_agent=act.agent,
        network=network_of(act.ip),
        client=agent.client,
        device_type=agent.device_type,
        link_url=act.url,
        method=act.method.lower(),
        honeypot=act.kind is Kind.HIDDEN,
        without_pixel=False,
        rule_version=None,
        verdict=None,
        reason=None,
    )


def test_every_act_is_judged_as_what_it_was() -> None:
    """Twelve hundred messages, forty a second, as a demo sends them."""
    truth: dict[UUID, By] = {}
    messages: dict[UUID, tuple[Acceptance, list[Hit]]] = {}
    for number in range(1200):
        address = f"somebody{number}@{DOMAINS[number % len(DOMAINS)]}"
        somebody = person(9, PROFILE, address)
        assert somebody.fate is Fate.DELIVERED
        _, octets = message("http://127.0.0.1:1", address, name=f"m{number}")
        mail = read(octets, envelope_from="b@sender.example", recipient=address, message_id=f"m{number}")
        message_id = uuid5(SPACE, address)
        sent = BEGIN + timedelta(seconds=number / 40)
        acts = [
            act
            for act in plan(9, PROFILE, somebody, mail, 0)
            if act.kind in {Kind.OPEN, Kind.CLICK, Kind.HIDDEN}
        ]
        hits = [hit(message_id, sent, i, act) for i, act in enumerate(acts)]
        truth |= {hit.event_id: act.by for hit, act in zip(hits, acts, strict=True)}
        provider = "microsoft" if address.endswith("@outlook.com") else None
        messages[message_id] = (Acceptance(message_id, sent, provider), hits)
    crowds = Crowds(visits_of(one for _, hits in messages.values() for one in hits))
    wrong: Counter[tuple[str, str, str | None, str]] = Counter()
    judged: Counter[Verdict] = Counter()
    for acceptance, hits in messages.values():
        judgements = Case(hits, acceptance, crowds, Networks()).judge()
        for one in hits:
            judgement = judgements[one.event_id]
            judged[judgement.verdict] += 1
            if judgement.verdict.value != truth[one.event_id].value:
                wrong[one.kind, truth[one.event_id], one.client, judgement.reason] += 1
    assert wrong == {}
    assert judged[Verdict.HUMAN] > 500
    assert judged[Verdict.MACHINE] > 900
