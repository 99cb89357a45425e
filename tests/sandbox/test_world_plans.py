"""What is planned depends on the seed and the address, keeps its order, and has the shares it is told."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penguinmails.sandbox import QUIET, By, Fate, Kind, Profile
from penguinmails.sandbox.errors import ProfileInvalid
from penguinmails.sandbox.reading import message_id_of, read
from penguinmails.sandbox.world.acts import Act
from penguinmails.sandbox.world.people import person
from penguinmails.sandbox.world.plan import PEOPLE_COME_AFTER, plan
from penguinmails.sandbox.world.programs import GMAIL, GMAIL_MOBILE, IPHONE_MAIL, SCANNERS
from tests.sandbox.factories import message

BASE = "http://127.0.0.1:9"
ADDRESSES = st.builds(
    "{}@{}".format, st.text("abcdefgh.", min_size=1, max_size=8), st.sampled_from(
        ["gmail.com", "outlook.com", "yahoo.co.uk", "icloud.com", "corp.example", "firma.de", "x.barracuda.example"]
    ),
)  # fmt: skip
LIVELY = Profile(clicks=0.5, replies=0.3, unsubscribes=0.2, complaints=0.1, scanned=0.5)


def acts_of(seed: int, profile: Profile, address: str, nth: int = 0) -> list[Act]:
    message_id, octets = message(BASE, address, name="m")
    mail = read(octets, envelope_from="b@sender.example", recipient=address, message_id=message_id)
    return plan(seed, profile, person(seed, profile, address), mail, nth)


@given(st.integers(), ADDRESSES, st.integers(0, 5))
@settings(deadline=None)
def test_the_same_seed_and_address_do_the_same(seed: int, address: str, nth: int) -> None:
    first = acts_of(seed, LIVELY, address, nth)
    person.cache_clear()
    assert acts_of(seed, LIVELY, address.upper().lower(), nth) == first
    assert person(seed, LIVELY, address.upper()) == person(seed, LIVELY, address)


@given(st.integers(), ADDRESSES)
@settings(deadline=None)
def test_machines_burst_first_and_people_take_their_time(seed: int, address: str) -> None:
    acts = acts_of(seed, LIVELY, address)
    assert acts == sorted(acts, key=lambda act: act.after)
    web = [act for act in acts if act.url is not None]
    machines = [act.after for act in web if act.by is By.MACHINE]
    people = [act.after for act in web if act.by is By.HUMAN]
    scanned = {scanner.name for scanner in SCANNERS}
    scan = [act.after for act in web if act.client in scanned]
    assert all(after < PEOPLE_COME_AFTER - 10 for after in machines)
    assert all(after >= PEOPLE_COME_AFTER for after in people)
    assert not scan or max(scan) - min(scan) < 1.3
    clicks = [act.after for act in web if act.by is By.HUMAN and act.kind is Kind.CLICK]
    assert all(later - sooner >= 4 for sooner, later in pairwise(clicks))
    assert not clicks or any(act.kind is Kind.OPEN and act.after < clicks[0] for act in web)
    assert not any(act.kind is Kind.HIDDEN and act.by is By.HUMAN for act in acts)
    assert not any(act.kind is Kind.UNSUBSCRIBE and act.by is By.MACHINE for act in acts)
    assert all(act.after < 90 for act in acts)


def test_the_shares_are_those_of_the_profile() -> None:
    profile = Profile()
    people = [f"somebody{i}@corp{i % 97}.example" for i in range(6000)]
    fates = [person(3, profile, address).fate for address in people]
    assert 80 < sum(fate in {Fate.REFUSED, Fate.REFUSED_AFTER_DATA} for fate in fates) < 160
    assert 80 < sum(fate in {Fate.BUSY, Fate.FULL} for fate in fates) < 160
    assert 35 < fates.count(Fate.LATE) < 90
    taking = [address for address in people if person(3, profile, address).fate is Fate.DELIVERED]
    done = [acts_of(3, profile, address) for address in taking]

    def share(kind: Kind, by: By) -> float:
        return sum(any(act.kind is kind and act.by is by for act in acts) for acts in done) / len(done)

    assert 0.06 < share(Kind.CLICK, By.HUMAN) < 0.1
    assert 0.045 < share(Kind.REPLY, By.HUMAN) < 0.075
    assert 0.03 < share(Kind.AUTO_REPLY, By.MACHINE) < 0.05
    assert 0 < share(Kind.COMPLAINT, By.HUMAN) < 0.002
    assert 0.006 < share(Kind.UNSUBSCRIBE, By.HUMAN) < 0.014
    assert 0.2 < share(Kind.OPEN, By.HUMAN) < 0.45
    assert 0.1 < share(Kind.HIDDEN, By.MACHINE) < 0.3


def test_people_are_where_their_address_says() -> None:
    profile = Profile(apple_privacy=1, google_prefetch=1, scanned=0)
    for i in range(50):
        at_google = person(1, profile, f"a{i}@gmail.com")
        assert at_google.program in {GMAIL, GMAIL_MOBILE, IPHONE_MAIL}
        assert at_google.prefetched != at_google.private
        assert person(1, profile, f"a{i}@icloud.com").private
        assert person(1, profile, f"a{i}@corp.example").scanner is None
        barracuda = person(1, profile, f"a{i}@mx.barracuda.example").scanner
        assert barracuda is not None
        assert barracuda.name == "barracuda"
    assert person(1, profile, "a@büro.de").language == "de"


def test_all_of_a_company_are_behind_the_same_filter() -> None:
    profile = Profile(scanned=0.5)
    filters = {
        domain: {person(1, profile, f"{name}@{domain}").scanner for name in "abcdef"}
        for domain in (f"corp{i}.example" for i in range(40))
    }
    assert all(len(kinds) == 1 for kinds in filters.values())
    assert 8 < sum(kinds != {None} for kinds in filters.values()) < 32


@pytest.mark.parametrize("shares", [{"opens": 1.1}, {"hard": -0.1}, {"hard": 0.5, "soft": 0.4, "late": 0.2}])
def test_impossible_worlds_are_refused(shares: dict[str, float]) -> None:
    with pytest.raises(ProfileInvalid):
        Profile(**shares)


def test_automatic_mail_gets_no_automatic_answer() -> None:
    address = "a@corp.example"
    message_id, octets = message(BASE, address, headers="Auto-Submitted: auto-generated\r\n")
    mail = read(octets, envelope_from="b@x.example", recipient=address, message_id=message_id)
    profile = replace(QUIET, auto_replies=1, opens=1)
    kinds = {act.kind for act in plan(1, profile, person(1, profile, address), mail, 0)}
    assert Kind.AUTO_REPLY not in kinds


@given(st.binary(max_size=400))
def test_any_octets_are_read(octets: bytes) -> None:
    mail = read(octets, envelope_from="", recipient="a@b.c", message_id="")
    person_there = person(1, LIVELY, "a@b.c")
    plan(1, LIVELY, person_there, mail, 0)
    message_id_of(octets)


def test_the_id_is_found_in_the_headers_only() -> None:
    assert message_id_of(b"Subject: x\r\nMessage-Id:\r\n <a@b>\r\nTo: c\r\n\r\nbody") == "a@b"
    assert message_id_of(b"Subject: x\r\n\r\nMessage-ID: <a@b>\r\n") is None
