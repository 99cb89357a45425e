"""Whole worlds: mail goes in, and what comes back is what the truth says."""

import asyncio
from collections import Counter
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import aiosmtplib
import pytest

from penguinmails.sandbox import QUIET, By, Kind, Profile, Sandbox, Truth, World
from tests.sandbox.factories import Platform, message, platform, send

FAST = 40.0


async def live(
    folder: Path, base: Platform, profile: Profile, addresses: list[str], *, seed: int = 1, pace: float = FAST
) -> Truth:
    """A world that gets one message for each address, until all is over."""
    world = World(truth=folder / "truth.jsonl", seed=seed, profile=profile, inbound=base.inbound, pace=pace)
    async with Sandbox(world) as sandbox:
        for address in addresses:
            try:
                await send(sandbox.port, address, message(base.base, address, name=address.split("@")[0])[1])
            except aiosmtplib.SMTPResponseException:
                continue
        await sandbox.until_quiet()
    return Truth.load(world.truth)


def addresses(count: int, domain: str = "corp{}.example") -> list[str]:
    return [f"person{i}@{domain.format(i % 7)}" for i in range(count)]


async def test_the_truth_is_what_the_servers_saw(tmp_path: Path) -> None:
    busy = Profile(
        hard=0.1, soft=0.1, late=0.1, opens=0.9, clicks=0.4, replies=0.3, auto_replies=0.2, complaints=0.1,
        unsubscribes=0.2, scanned=0.6,
    )  # fmt: skip
    async with platform() as seen:
        truth = await live(tmp_path, seen, busy, addresses(120))
        counts = truth.counts()
        opens = truth.by_message(Kind.OPEN)
        clicks = truth.by_message(Kind.CLICK)
        hidden = truth.by_message(Kind.HIDDEN)
        assert counts.acts_failed == 0
        assert sum(map(len, opens.values())) == len(seen.asked("/o/")) > 0
        assert sum(map(len, [*clicks.values(), *hidden.values()])) == len(seen.asked("/c/")) > 0
        assert counts.hidden_links_followed == sum("hidden" in one.path for one in seen.asked("/c/")) > 0
        for kind in (Kind.OPEN, Kind.CLICK, Kind.HIDDEN):
            for message_id, acts in truth.by_message(kind).items():
                name = message_id.split("@")[0]
                paths = Counter(one.path for one in seen.requests)
                assert all(name in (act.url or "") for act in acts)
                assert all(paths[(act.url or "").removeprefix(seen.base)] for act in acts)
        assert counts.unsubscribes == len(seen.asked("/u/", "POST")) > 0
        written = (
            counts.replies, counts.auto_replies, counts.late_bounces, counts.complaints
        )  # fmt: skip
        assert all(written)
        assert sum(written) == len(seen.letters)
        assert not seen.asked("/logo.png")
        assert counts.accepted + counts.refused + counts.deferred == 120
        assert {done.ip for done in truth.done if done.url} == {
            one.headers["x-forwarded-for"] for one in seen.requests
        }


async def test_the_same_seed_does_the_same_and_another_does_not(tmp_path: Path) -> None:
    def acts(truth: Truth) -> list[tuple[object, ...]]:
        return sorted((d.message_id, d.kind, d.by, d.client, d.ip or "", d.method or "") for d in truth.done)

    async with platform() as seen:
        lively = Profile(scanned=0.5, replies=0.3)
        first = await live(tmp_path / "1", seen, lively, addresses(60))
        again = await live(tmp_path / "2", seen, lively, list(reversed(addresses(60))))
        other = await live(tmp_path / "3", seen, lively, addresses(60), seed=2)
    assert acts(first) == acts(again) != acts(other)
    assert {t.recipient for t in first.taken} == {t.recipient for t in again.taken}
    assert first.refused().keys() == again.refused().keys()


def letter_of(kept: Platform) -> tuple[str, str, Message]:
    [(sender, to, octets)] = kept.letters
    return sender, to, message_from_bytes(octets)


async def test_a_reply_is_a_reply(tmp_path: Path) -> None:
    async with platform() as seen:
        await live(tmp_path, seen, replace(QUIET, replies=1), ["paul.schmidt@firma.de"])
        sender, to, reply = letter_of(seen)
    assert (sender, to) == ("paul.schmidt@firma.de", "sales@sender.example")
    assert reply["From"] == "Paul Schmidt <paul.schmidt@firma.de>"
    assert reply["To"] == "Sales <sales@sender.example>"
    assert reply["Subject"] == "AW: Offer paul.schmidt"
    assert reply["In-Reply-To"] == reply["References"] == "<paul.schmidt@sender.example>"
    assert reply["Auto-Submitted"] is None
    assert b"> Dear you,\r\n> buy." in seen.letters[0][2]


async def test_an_automatic_answer_says_that_it_is_one(tmp_path: Path) -> None:
    async with platform() as seen:
        await live(tmp_path, seen, replace(QUIET, auto_replies=1), ["a@corp.fr"])
        sender, to, answer = letter_of(seen)
    assert sender == ""
    assert to in {"bounce+1@sender.example", "sales@sender.example"}
    assert answer["Auto-Submitted"] == "auto-replied"
    assert answer["In-Reply-To"] == "<a@sender.example>"


async def test_a_late_bounce_is_a_report_to_the_envelope_sender(tmp_path: Path) -> None:
    async with platform() as seen:
        await live(tmp_path, seen, replace(QUIET, late=1), ["gone@corp.example"])
        sender, to, report = letter_of(seen)
    assert (sender, to) == ("", "bounce+1@sender.example")
    assert report.get_content_type() == "multipart/report"
    assert report.get_param("report-type") == "delivery-status"
    _, status, headers = report.get_payload()
    assert isinstance(status, Message)
    _, recipient = status.get_payload()
    assert isinstance(recipient, Message)
    assert recipient["Final-Recipient"] == "rfc822; gone@corp.example"
    assert (recipient["Action"], recipient["Status"]) == ("failed", "5.1.1")
    assert "Message-ID:\r\n <gone@sender.example>" in str(headers).replace("\n", "\r\n").replace("\r\r", "\r")


async def test_a_complaint_is_a_feedback_report(tmp_path: Path) -> None:
    async with platform() as seen:
        await live(tmp_path, seen, replace(QUIET, complaints=1), ["angry@corp.example"])
        _, to, report = letter_of(seen)
    assert to == "bounce+1@sender.example"
    assert report.get_param("report-type") == "feedback-report"
    assert b"Feedback-Type: abuse\r\n" in seen.letters[0][2]
    assert b"Original-Rcpt-To: <angry@corp.example>\r\n" in seen.letters[0][2]


@pytest.mark.parametrize("one_click", [0, 1])
async def test_leaving_is_a_post(tmp_path: Path, one_click: int) -> None:
    async with platform() as seen:
        truth = await live(
            tmp_path, seen, replace(QUIET, unsubscribes=1, one_click=one_click), ["a@corp.example"]
        )
        [request] = seen.asked("/u/", "POST")
        pages = seen.asked("/u/", "GET")
    assert request.body == ("List-Unsubscribe=One-Click" if one_click else "token=a%26b&sure=yes")
    assert request.path == ("/u/a" if one_click else "/u/go")
    assert len(pages) == 1 - one_click
    assert truth.counts().unsubscribes == 1


async def test_letters_are_tried_until_they_are_taken(tmp_path: Path) -> None:
    async with platform() as seen:
        seen.refuse_letters = 1
        truth = await live(tmp_path, seen, replace(QUIET, replies=1), ["a@corp.example"])
    assert len(seen.letters) == truth.counts().replies == 1


async def test_machines_come_in_bursts_before_people(tmp_path: Path) -> None:
    profile = replace(QUIET, opens=1, clicks=1, scanned=1)
    async with platform() as seen:
        truth = await live(tmp_path, seen, profile, ["a@outlook-hosted-by-proofpoint.example"], pace=4)
        hits = [one for one in seen.requests if one.path.startswith(("/o/", "/c/"))]
    machine = {done.ip for done in truth.done if done.by is By.MACHINE}
    by_machine = [one.at for one in hits if one.headers["x-forwarded-for"] in machine]
    by_people = [one.at for one in hits if one.headers["x-forwarded-for"] not in machine]
    assert len(by_machine) >= 4
    assert max(by_machine) - min(by_machine) < 2
    assert by_people
    assert max(by_machine) < min(by_people)
    assert sum("hidden" in one.path for one in hits) >= 1
    assert not seen.asked("/u/", "POST")


async def test_without_an_inbound_nobody_writes_and_links_elsewhere_are_left_alone(tmp_path: Path) -> None:
    world = World(truth=tmp_path / "t", profile=replace(QUIET, clicks=1, replies=1, opens=1), pace=FAST)
    async with Sandbox(world) as sandbox:
        await send(sandbox.port, "a@b.example", message("https://track.example.com", "a@b.example")[1])
        await sandbox.until_quiet()
        assert sandbox.state.accepted == 1
    assert Truth.load(world.truth).done == ()


async def test_one_server_answers_for_all_names(tmp_path: Path) -> None:
    async with platform() as seen:
        world = World(
            truth=tmp_path / "t", profile=replace(QUIET, clicks=1, opens=1), pace=FAST, web=seen.web
        )
        async with Sandbox(world) as sandbox:
            for domain in ("https://track.example.com", "https://other.example"):
                _, octets = message("https://track.example.com", "a@gmail.com")
                octets = octets.replace(b"https://track.example.com/c/", f"{domain}/c/".encode())
                await send(sandbox.port, "a@gmail.com", octets)
            await sandbox.until_quiet()
    assert {one.headers["host"] for one in seen.requests} == {"track.example.com"}
    assert len(seen.asked("/o/")) == 2
    assert 1 <= len(seen.asked("/c/")) <= 2


async def test_a_platform_that_is_away_is_no_success(tmp_path: Path) -> None:
    async with platform() as seen:
        base = seen.base
    world = World(truth=tmp_path / "t", profile=replace(QUIET, opens=1), pace=FAST)
    async with Sandbox(world) as sandbox:
        await send(sandbox.port, "a@gmail.com", message(base, "a@gmail.com")[1])
        await sandbox.until_quiet()
        assert sandbox.state.failed == 1
    truth = Truth.load(world.truth)
    assert truth.done[0].status is None
    assert truth.by_message(Kind.OPEN) == {}


async def test_two_messages_to_one_person_are_two_stories(tmp_path: Path) -> None:
    async with platform() as seen:
        world = World(truth=tmp_path / "t", profile=replace(QUIET, opens=0.5), pace=FAST)
        async with Sandbox(world) as sandbox:
            await asyncio.gather(
                *(send(sandbox.port, "a@gmail.com", message(seen.base, "a@gmail.com")[1]) for _ in range(30))
            )
            await sandbox.until_quiet()
    truth = Truth.load(world.truth)
    assert sorted(taken.nth for taken in truth.taken) == list(range(30))
    assert 3 < len(truth.by_message(Kind.OPEN)) < 27
