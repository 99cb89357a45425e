"""The rules against made-up worlds they were not tuned on, and one by one."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from penguinmails.ledger import Event, EventKind
from penguinmails.ledger.errors import NetworksInvalid
from penguinmails.ledger.events.agents import read_agent
from penguinmails.ledger.verdicts.model import Judgement, Reason, Verdict
from penguinmails.ledger.verdicts.networks import Networks
from tests.ledger.factories import CHROME, GMAIL, happened, message, moment, sent
from tests.ledger.judged import Score, judge, score
from tests.ledger.world import ANDROID, IPHONE_MAIL, MAIL_APP, OUTLOOK, THUNDERBIRD, World, chrome

HELD_OUT = range(7001, 7007)


@pytest.fixture(scope="module")
def held_out() -> Score:
    return score([World(seed) for seed in HELD_OUT])


def test_most_machines_are_caught(held_out: Score) -> None:
    assert held_out.machines > 5000
    assert held_out.caught / held_out.machines >= 0.95, held_out.missed


def test_few_people_are_taken_for_machines(held_out: Score) -> None:
    assert held_out.people > 5000
    assert held_out.accused / held_out.people <= 0.02, held_out.wronged
    assert held_out.recognised / held_out.people >= 0.96


def test_security_scanners_alone_are_caught_too() -> None:
    worlds = [World(seed) for seed in HELD_OUT]
    for world in worlds:
        world.hits = [made for made in world.hits if made.population != "apple_privacy"]
    alone = score(worlds)
    assert alone.caught / alone.machines >= 0.95, alone.missed


def test_behind_a_proxy_that_hides_addresses_people_still_count() -> None:
    """All come from one private address, as where nothing says X-Forwarded-For."""
    worlds = [World(seed) for seed in HELD_OUT]
    for world in worlds:
        world.hits = [replace(made, event=replace(made.event, ip_address="127.0.0.1")) for made in world.hits]
    blind = score(worlds)
    assert blind.accused / blind.people <= 0.02, blind.wronged
    assert blind.caught / blind.machines >= 0.9, blind.missed


ONE = UUID("019a0000-0000-7000-8000-000000000001")


def opened(after: float, agent: str = OUTLOOK, address: str = "81.2.3.4", key: str = "o") -> Event:
    return happened(ONE, EventKind.OPENED, moment(after), key, user_agent=agent, ip_address=address)


def clicked(
    after: float,
    agent: str = CHROME,
    address: str = "81.2.3.4",
    link: str = "https://example.com/1",
    key: str = "c",
    **said: Any,
) -> Event:
    return happened(
        ONE,
        EventKind.CLICKED,
        moment(after),
        f"{key}{after}{link}",
        user_agent=agent,
        ip_address=address,
        link_url=link,
        metadata=said,
    )


def judged(*events: Event, provider: str = "ionos") -> list[tuple[str, str]]:
    """Verdict and reason of each, in the order given."""
    answers = judge([sent(ONE, moment(), receiving_provider=provider)], list(events))
    found: list[Judgement] = [answers[event.event_id] for event in events]
    return [(judgement.verdict.value, judgement.reason.value) for judgement in found]


@pytest.mark.parametrize(
    ("event", "verdict", "reason"),
    [
        (opened(40, "Mozilla/5.0"), Verdict.MACHINE, Reason.APPLE_MAIL_PRIVACY),
        (clicked(4000, "Mozilla/5.0"), Verdict.MACHINE, Reason.BARE_AGENT),
        (opened(2, GMAIL), Verdict.MACHINE, Reason.PREFETCH),
        (opened(-1, GMAIL), Verdict.MACHINE, Reason.PREFETCH),
        (opened(20, GMAIL), Verdict.HUMAN, Reason.IMAGE_PROXY),
        (opened(1), Verdict.MACHINE, Reason.TOO_FAST),
        (opened(60), Verdict.HUMAN, Reason.MAIL_CLIENT),
        (clicked(1), Verdict.MACHINE, Reason.TOO_FAST),
        (clicked(4000, method="head"), Verdict.MACHINE, Reason.HEAD_REQUEST),
        (clicked(4000, honeypot=True), Verdict.MACHINE, Reason.HONEYPOT),
        (clicked(4000, "curl/8.16.0"), Verdict.MACHINE, Reason.KNOWN_SCANNER),
        (clicked(4000, ""), Verdict.MACHINE, Reason.NO_USER_AGENT),
        (replace(clicked(4000), user_agent=None), Verdict.MACHINE, Reason.NO_USER_AGENT),
        (clicked(4000, address="209.222.82.7"), Verdict.MACHINE, Reason.KNOWN_NETWORK),
        (clicked(43), Verdict.MACHINE, Reason.CLICK_WITHOUT_IMAGES),
        (clicked(43, opens=False), Verdict.HUMAN, Reason.BROWSER),
        (clicked(900, chrome(41)), Verdict.MACHINE, Reason.OUTDATED_BROWSER),
        (clicked(4000), Verdict.HUMAN, Reason.BROWSER),
        (replace(clicked(4000), user_agent=None, ip_address=None), Verdict.UNKNOWN, Reason.NO_EVIDENCE),
    ],
)
def test_one_hit_alone(event: Event, verdict: Verdict, reason: Reason) -> None:
    assert judged(event) == [(verdict.value, reason.value)]


def test_ten_links_in_a_second_are_a_scanner_whenever_they_come() -> None:
    burst = [clicked(5000 + n / 10, link=f"https://example.com/{n}") for n in range(10)]
    assert judged(*burst) == [("machine", "burst")] * 10


def test_a_message_visited_without_end_is_still_judged() -> None:
    flood = [clicked(4000 + n / 100, key=str(n)) for n in range(5000)]
    found = judged(opened(30), *flood, clicked(9000, honeypot=True))
    assert {verdict for verdict, _ in found[:-1]} == {"human"}
    assert found[-1] == ("machine", "honeypot")


def test_a_double_click_is_no_burst() -> None:
    assert judged(opened(30), clicked(50), clicked(50.2)) == [
        ("human", "mail_client"),
        ("human", "browser"),
        ("human", "browser"),
    ]


def test_a_scanner_does_not_take_its_reader_along() -> None:
    scan = [clicked(20 + n / 10, address="54.144.9.9", link=f"https://example.com/{n}") for n in range(3)]
    person = [opened(300, key="p"), clicked(330, key="p")]
    assert [verdict for verdict, _ in judged(*scan, *person)] == ["machine"] * 3 + ["human"] * 2


def test_what_is_beside_a_honeypot_is_no_person() -> None:
    trap = clicked(600, address="54.144.9.9", honeypot=True, key="h")
    assert judged(trap, clicked(605), clicked(700))[1:] == [
        ("machine", "beside_honeypot"),
        ("human", "browser"),
    ]


def test_the_images_of_a_scanner_are_no_display() -> None:
    scan = [clicked(20 + n / 10, address="54.144.9.9", link=f"https://example.com/{n}") for n in range(3)]
    shown = opened(20, CHROME, "54.144.9.9")
    assert judged(*scan, shown)[3] == ("machine", "beside_scanner")


def test_who_waits_for_a_filter_is_a_person() -> None:
    check, person = clicked(4000, address="20.50.1.1", key="f"), clicked(4001)
    assert judged(check, person, provider="microsoft") == [
        ("machine", "click_time_check"),
        ("human", "browser"),
    ]


def test_where_filters_follow_links_a_lone_click_is_doubted_longer() -> None:
    assert judged(clicked(500), provider="microsoft") == [("unknown", "click_without_images")]
    assert judged(clicked(500)) == [("human", "browser")]


def test_nothing_is_timed_while_nobody_knows_when_it_was_sent() -> None:
    answers = judge([], [event := opened(60), trap := clicked(900, honeypot=True)])
    assert answers[event.event_id] == Judgement(Verdict.UNKNOWN, Reason.NOT_SENT_YET)
    assert answers[trap.event_id] == Judgement(Verdict.MACHINE, Reason.HONEYPOT)


@pytest.mark.parametrize(("visited", "verdict"), [(5, "human"), (6, "machine")])
def test_one_network_at_many_messages_at_once(visited: int, verdict: str) -> None:
    messages = [message() for _ in range(visited)]
    events = [
        happened(each, EventKind.OPENED, moment(3000 + n), user_agent=CHROME, ip_address=f"54.9.9.{n}")
        for n, each in enumerate(messages)
    ]
    answers = judge([sent(each, moment()) for each in messages], events)
    assert {judgement.verdict.value for judgement in answers.values()} == {verdict}


def test_the_image_proxy_of_a_webmail_is_no_crowd() -> None:
    messages = [message() for _ in range(30)]
    events = [
        happened(
            each,
            EventKind.OPENED,
            moment(3000 + timedelta(seconds=n).seconds),
            user_agent=GMAIL,
            ip_address="66.249.84.1",
        )
        for n, each in enumerate(messages)
    ]
    answers = judge([sent(each, moment()) for each in messages], events)
    assert {judgement.verdict for judgement in answers.values()} == {Verdict.HUMAN}


@pytest.mark.parametrize(
    ("agent", "client", "device"),
    [
        (GMAIL, "gmail_proxy", "unknown"),
        ("Mozilla/5.0", "apple_mail_privacy", "unknown"),
        (OUTLOOK, "outlook", "desktop"),
        (THUNDERBIRD, "thunderbird", "desktop"),
        (MAIL_APP, "apple_mail", "desktop"),
        (IPHONE_MAIL, "apple_mail", "mobile"),
        (ANDROID, "chrome", "mobile"),
        (f"{chrome(142)} Edg/142.0.0.0", "edge", "desktop"),
        ("python-requests/2.32.5", "program", "bot"),
        ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "slack", "bot"),
        ("BarracudaSentinel (EE)", "barracuda", "bot"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/142.0.0.0 Safari/537.36", "headless_browser", "bot"),
        ("", "none", "unknown"),
        ("something else", "unknown", "unknown"),
    ],
)  # fmt: skip
def test_clients_are_known_by_their_user_agents(agent: str, client: str, device: str) -> None:
    assert (read_agent(agent).client, read_agent(agent).device_type) == (client, device)


@pytest.mark.parametrize(
    ("network", "known"),
    [
        ("209.222.82.0/24", True),
        ("209.222.88.0/24", False),
        ("40.107.3.0/24", True),
        ("2a01:111:f403::/48", True),
        ("2a01:111:f404::/48", False),
        ("198.18.7.0/24", True),
        ("198.18.8.0/24", True),
        ("198.18.9.0/24", False),
        ("nonsense", False),
    ],
)
def test_networks_are_known_by_publication_and_by_the_operators_list(
    tmp_path: Path, network: str, known: bool
) -> None:
    file = tmp_path / "networks.txt"
    file.write_text("# ours\n198.18.7.64/26  # a scanner\n\n198.18.8.0/24\n")
    assert Networks.read(file).known(network) is known


@pytest.mark.parametrize("text", ["198.18.7.1/24", "everything", "\udcff"])
def test_a_list_of_networks_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "networks.txt"
    file.write_text(text, errors="surrogateescape")
    with pytest.raises(NetworksInvalid, match=r"networks\.txt"):
        Networks.read(file)
    with pytest.raises(NetworksInvalid):
        Networks.read(tmp_path / "none.txt")
