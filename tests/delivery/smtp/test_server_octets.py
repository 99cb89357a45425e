"""However the network cuts a client's octets, the server reads the same."""

import asyncio
import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from penguinmails.delivery.smtp.dialogue import Service
from penguinmails.delivery.smtp.handler import ACCEPTED, Answer, Handler, Limits, Reply, Session
from penguinmails.delivery.smtp.octets import Octets, lines_of
from penguinmails.delivery.smtp.verbs import Caller

PIECES = [
    b"HELO me\r\n", b"MAIL FROM:<a@b.c>\r\n", b"RCPT TO:<d@e.f>\r\n", b"DATA\r\n", b"\r\n.\r\n", b".\r\n", b"..\r\n",
    b"text\r\n", b".", b"\r", b"\n", b"\r\n", b"BDAT 3\r\n", b"BDAT 7 LAST\r\n", b"RSET\r\n", b"NOOP\r\n", b"x" * 30,
    b"EHLO me\r\nMAIL FROM:<>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n", b"AUTH LOGIN\r\n", b"bWU=\r\n", b"STARTTLS\r\n",
]  # fmt: skip


class Wire(asyncio.Transport):
    """The server's end of a connection, written down."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.open = True

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.open = False

    def abort(self) -> None:
        self.open = False

    def pause_reading(self) -> None:
        """It is fed by hand."""

    def resume_reading(self) -> None:
        """It is fed by hand."""


class Inbox(Handler):
    mechanisms = ("LOGIN",)

    def __init__(self, *, later: bool) -> None:
        self.later = later
        self.messages: list[tuple[str | None, list[str], bytes]] = []

    def data(self, session: Session, message: bytes) -> Answer:
        self.messages.append((session.sender, list(session.recipients), message))
        return self._later() if self.later else ACCEPTED

    async def _later(self) -> Reply:
        await asyncio.sleep(0)
        return ACCEPTED


async def read(parts: list[bytes], *, later: bool) -> tuple[bytes, bool, object]:
    inbox, wire = Inbox(later=later), Wire()
    caller = Caller(Service(inbox, "mx", Limits(size=60, command=50, errors=5), None), set[Caller]())
    caller.connection_made(wire)
    for part in parts:
        if not wire.open:
            break
        caller.data_received(part)
        await asyncio.sleep(0)
    for _ in range(200):
        await asyncio.sleep(0)
    return wire.written, wire.open, inbox.messages


def cut(octets: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({place % (len(octets) + 1) for place in places} | {0, len(octets)})
    return [octets[start:end] for start, end in itertools.pairwise(ends)]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=15),
    st.lists(st.integers(0, 10_000), max_size=20),
    st.booleans(),
)
def test_any_cut_reads_the_same(pieces: list[bytes], places: list[int], later: bool) -> None:
    octets = b"".join(pieces)
    whole = asyncio.run(read([octets], later=False))
    assert asyncio.run(read(cut(octets, places), later=later)) == whole
    assert asyncio.run(read([octets[i : i + 1] for i in range(len(octets))], later=later)) == whole


LINES = st.lists(
    st.binary(max_size=12).filter(lambda line: b"\r" not in line and b"\n" not in line), max_size=8
)


@given(LINES, st.lists(st.integers(0, 10_000), max_size=10))
def test_what_was_stuffed_comes_out_as_it_was(lines: list[bytes], places: list[int]) -> None:
    message = b"".join(line + b"\r\n" for line in lines)
    stuffed = b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines)
    octets = Octets(line_limit=100, size_limit=1000)
    found = octets.message()
    for part in cut(stuffed + b".\r\nQUIT\r\n", places):
        assert found is None or not part
        octets.feed(part)
        found = found if found is not None else octets.message()
        if found is not None:
            break
    assert found == message
    assert lines_of(message) == lines


@given(st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"a", b"."]), max_size=12).map(b"".join))
def test_a_stray_end_is_seen(octets: bytes) -> None:
    rest = octets.replace(b"\r\n", b"")
    found = lines_of(octets + b"\r\n")
    if b"\r" in rest or b"\n" in rest or octets.endswith(b"\r"):
        assert found is None
    else:
        assert found == octets.split(b"\r\n")
