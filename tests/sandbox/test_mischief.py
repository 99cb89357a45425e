"""Every misbehaviour as it looks from the other end of the wire, and in the truth."""

import asyncio
import ssl
from dataclasses import replace
from pathlib import Path

import aiosmtplib
import pytest

from penguinmails.sandbox import QUIET, Mischief, Sandbox, Truth, World
from penguinmails.sandbox.errors import MischiefUnknown
from penguinmails.sandbox.truth import DEFERRED, DROPPED
from tests.sandbox.factories import message, platform, send

BIG = "X-Padding: " + "x" * 600 + "\r\n"


async def converse(port: int, octets: bytes, to: str = "a@corp.example") -> list[str]:
    """The codes of greeting, EHLO, MAIL, RCPT, DATA and the message, as far as they come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    codes: list[str] = []
    steps = [b"", b"EHLO me\r\n", b"MAIL FROM:<b@sender.example>\r\n", f"RCPT TO:<{to}>\r\n".encode(), b"DATA\r\n",
             octets + b".\r\n"]  # fmt: skip
    try:
        for step in steps:
            writer.write(step)
            await writer.drain()
            while (line := (await reader.readline()).decode()) and line[3] == "-":
                pass
            if not line:
                break
            codes.append(line[:3])
            if not line.startswith(("2", "3")):
                break
        if len(codes) == len(steps):
            writer.write(b"QUIT\r\n")
            codes += [] if await reader.read(1) else ["end"]
    except ConnectionError:
        codes += ["end"] if len(codes) == len(steps) else []
    finally:
        writer.close()
    return codes


DELIVERED = ["220", "250", "250", "250", "354", "250"]


@pytest.mark.parametrize(
    ("fault", "codes", "taken", "what", "stage"),
    [
        ("connect_421", ["421"], 0, DEFERRED, "connect"),
        ("mail_421", ["220", "250", "421"], 0, DEFERRED, "mail"),
        ("throttle_454", ["220", "250", "454"], 0, DEFERRED, "mail"),
        ("rcpt_421", ["220", "250", "250", "421"], 0, DEFERRED, "rcpt"),
        ("data_421", ["220", "250", "250", "250", "421"], 0, DEFERRED, "data"),
        ("drop_before_data", ["220", "250", "250", "250"], 0, DROPPED, "data"),
        ("drop_in_data", ["220", "250", "250", "250", "354"], 0, DROPPED, "data"),
        ("drop_after_data", ["220", "250", "250", "250", "354"], 0, DROPPED, "message"),
        ("drop_unanswered", ["220", "250", "250", "250", "354"], 1, DROPPED, "message"),
        ("drop_after_250", [*DELIVERED, "end"], 1, DROPPED, "message"),
        ("drip", DELIVERED, 1, None, None),
        ("slow_greeting", DELIVERED, 1, None, None),
        ("rename", DELIVERED, 1, None, None),
    ],
)
async def test_a_fault_happens_on_the_wire(  # noqa: PLR0917 - one row of the table above
    tmp_path: Path, fault: str, codes: list[str], taken: int, what: str | None, stage: str | None
) -> None:
    world = World(truth=tmp_path / "t", profile=QUIET, mischief=Mischief.parse([fault]))
    message_id, octets = message("http://127.0.0.1:9", "a@corp.example", headers=BIG)
    async with Sandbox(world) as sandbox:
        assert await converse(sandbox.port, octets) == codes
    truth = Truth.load(world.truth)
    assert [one.message_id for one in truth.taken] == [message_id] * taken
    assert [(one.what, one.stage) for one in truth.turned] == ([(what, stage)] if what else [])
    assert all(one.answered == (fault != "drop_unanswered") for one in truth.taken)


async def test_a_renamed_message_is_answered_by_its_new_name(tmp_path: Path) -> None:
    async with platform() as seen:
        world = World(
            truth=tmp_path / "t", profile=replace(QUIET, replies=1), mischief=Mischief(rename=1),
            inbound=seen.inbound, pace=40,
        )  # fmt: skip
        async with Sandbox(world) as sandbox:
            answer = await send(sandbox.port, "a@corp.example", message(seen.base, "a@corp.example")[1])
            await sandbox.until_quiet()
        [(_, _, reply)] = seen.letters
    [taken] = Truth.load(world.truth).taken
    assert taken.renamed is not None
    assert taken.renamed.split("@")[0] in answer.message
    assert f"In-Reply-To: <{taken.renamed}>\r\n".encode() in reply


async def test_a_bad_certificate_is_refused_by_who_looks_at_it(tmp_path: Path) -> None:
    world = World(truth=tmp_path / "t", profile=QUIET, bad_certificate=True)
    async with Sandbox(world) as sandbox:
        careful = aiosmtplib.SMTP(hostname="127.0.0.1", port=sandbox.port, start_tls=True)
        with pytest.raises((ssl.SSLError, aiosmtplib.SMTPException)):
            await careful.connect()
        careful.close()
        careless = aiosmtplib.SMTP(
            hostname="127.0.0.1", port=sandbox.port, start_tls=True, validate_certs=False
        )
        async with careless:
            await careless.noop()


async def test_faults_strike_as_often_as_told_and_the_same_with_the_same_seed(tmp_path: Path) -> None:
    async def outcomes(name: str, seed: int) -> list[bool]:
        world = World(truth=tmp_path / name, seed=seed, profile=QUIET, mischief=Mischief(throttle_454=0.5))
        found: list[bool] = []
        async with Sandbox(world) as sandbox:
            for _ in range(60):
                try:
                    await send(sandbox.port, "a@corp.example", b"Message-ID: <x@y>\r\n\r\n")
                except aiosmtplib.SMTPResponseException:
                    found.append(False)
                else:
                    found.append(True)
        return found

    first = await outcomes("1", 1)
    assert first == await outcomes("2", 1) != await outcomes("3", 2)
    assert 15 < sum(first) < 45


async def test_misbehaviour_begins_and_ends_on_demand(tmp_path: Path) -> None:
    async with Sandbox(World(truth=tmp_path / "t", profile=QUIET)) as sandbox:
        octets = b"Message-ID: <x@y>\r\n\r\n"
        assert await converse(sandbox.port, octets) == DELIVERED
        sandbox.misbehave(["connect-421=1"])
        assert await converse(sandbox.port, octets) == ["421"]
        sandbox.misbehave([])
        assert await converse(sandbox.port, octets) == DELIVERED


@pytest.mark.parametrize("words", [["nonsense"], ["drip=2"], ["drip=much"], ["=1"]])
def test_unknown_faults_are_refused(words: list[str]) -> None:
    with pytest.raises(MischiefUnknown):
        Mischief.parse(words)


async def test_mailboxes_that_do_not_take_mail(tmp_path: Path) -> None:
    """550 before or after the message, 452 for ever, 451 a few times: also across a restart."""
    world = World(truth=tmp_path / "t", profile=replace(QUIET, hard=0.5, soft=0.5))
    seen: dict[str, list[str]] = {}
    for _ in range(2):
        async with Sandbox(world) as sandbox:
            for i in range(40):
                to = f"a{i}@corp.example"
                for _ in range(2):
                    codes = await converse(sandbox.port, b"Message-ID: <x@y>\r\n\r\n", to)
                    seen.setdefault(to, []).append(f"{len(codes)}:{codes[-1]}")
    stories = {"".join(f"{code} " for code in codes).strip() for codes in seen.values()}
    assert stories == {
        "4:550 4:550 4:550 4:550",
        "6:550 6:550 6:550 6:550",
        "4:452 4:452 4:452 4:452",
        "4:451 6:250 6:250 6:250",
        "4:451 4:451 6:250 6:250",
    }
