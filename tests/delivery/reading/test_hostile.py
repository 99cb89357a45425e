"""Anything at all may arrive: it is read, within limits, and what is read can be stored."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penguinmails.delivery.inbound.classifying import MailKind, classify
from penguinmails.delivery.inbound.reading import Received, limits, read_mail
from tests.delivery.classifying.corpus import samples

PIECES = (
    *(
        b"From: ",
        b"To: ",
        b"Subject: ",
        b"Date: ",
        b"Content-Type: multipart/mixed; boundary=x\n",
        b"\n\n",
        b"\n",
        b"--x\n",
        b"--x--",
    ),
    *(
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n",
        b"Content-Type: message/delivery-status\n",
    ),
    *(
        b"Content-Type: text/html; charset=utf-7\n",
        b"Content-Type: text/plain; charset=utf-16\n",
        b"Content-Transfer-Encoding: base64\n",
    ),
    *(
        b"Final-Recipient: rfc822; a@b\n",
        b"Action: failed\n",
        b"Status: 5.1.1\n",
        b"Diagnostic-Code: smtp; 550 x\n",
        b"=?utf-8?b?",
        b"?=",
    ),
    *(
        b"MAILER-DAEMON@example.net",
        b"Mon, 99 Nov 99999 99:99:99 +9999",
        b"<",
        b">",
        b'"',
        b"(",
        b"a@b",
        b"\0",
        b"\xff",
        b"=",
        b"\r",
        b"\t",
    ),
    *(
        b"<a@b>: could not be delivered 550 5.1.1 user unknown\n",
        b"Feedback-Type: abuse\n",
        b"Content-Type: message/feedback-report\n",
    ),
)
wild = st.one_of(st.binary(max_size=600), st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join))


def check(raw: bytes) -> None:
    read = read_mail(raw)
    check_storable(read)
    classified = classify(read)
    assert (classified.kind is MailKind.BOUNCE) == bool(classified.bounces)
    told = [
        classified.reply_text,
        *(word for bounce in classified.bounces for word in (bounce.address, bounce.diagnostic)),
    ]
    assert not any("\0" in word for word in told if word)


def check_storable(read: Received) -> None:
    """PostgreSQL takes no NUL and no half a character; a header is one line."""
    for name, value in read.headers:
        assert name.isascii()
        assert value.isprintable() or not set(value) & {"\r", "\n", "\0"}
    texts = [
        read.subject,
        read.text,
        read.html or "",
        read.from_name or "",
        *(file.name for file in read.attachments),
    ]
    for text in texts:
        assert "\0" not in text
        text.encode()
    assert read.date is None or read.date.tzinfo
    addresses = [
        read.from_email,
        *read.delivered_to,
        *(address.email for address in (*read.to, *read.cc, *read.reply_to)),
    ]
    assert all(len(address) <= 254 and address == address.lower() for address in addresses if address)


@settings(max_examples=300, deadline=None)
@given(wild)
def test_anything_is_read(raw: bytes) -> None:
    check(raw)


def mutated(raw: bytes, choice: random.Random) -> bytes:
    octets = bytearray(raw[:20_000])
    for _ in range(choice.randint(1, 12)):
        position = choice.randrange(len(octets) + 1)
        match choice.randrange(4):
            case 0:
                octets[position:position] = choice.choice(PIECES)
            case 1:
                del octets[position : position + choice.randint(1, 200)]
            case 2:
                octets[position : position + 1] = bytes([choice.randrange(256)])
            case _:
                end = position + choice.randint(1, 500)
                octets[position:position] = octets[position:end]
    return bytes(octets)


def test_real_reports_with_damage_are_read() -> None:
    choice = random.Random(11)
    for sample in samples():
        check(mutated(sample.raw, choice))


@pytest.mark.soak
def test_real_reports_with_much_damage_are_read() -> None:
    choice = random.Random(12)
    for _ in range(200):
        for sample in samples():
            check(mutated(sample.raw, choice))


HUGE = {
    "nested a thousand deep": b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (level, level) for level in range(1000)
    ),
    "nested in itself": b"Content-Type: multipart/mixed; boundary=x\n\n"
    + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 5000,
    "of a hundred thousand parts": b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n" * 100_000,
    "with a header of megabytes": b"Subject: " + b"a" * 4_000_000 + b"\n\nx",
    "with a hundred thousand headers": b"X: a\n" * 100_000 + b"\n\nx",
    "folded endlessly": b"X: a\n" + b" b\n" * 500_000 + b"\nx",
    "of addresses": b"From: "
    + b"(" * 90_000
    + b"\nTo: "
    + b"<" * 90_000
    + b"\nCc: "
    + b"a@b," * 30_000
    + b"\n\nx",
    "of quotes": b"From: "
    + b'"' * 90_000
    + b"\nTo: "
    + b"\\" * 90_000
    + b"\nContent-Type: text/plain"
    + b'; a="' * 20_000
    + b"\n\nx",
    "of half encoded words": b"Subject: " + b"=?a?q?" * 20_000 + b"\n\nx",
    "of open tags": b"Content-Type: text/html\n\n" + b"<style></style " * 200_000,
    "of open comments": b"Content-Type: text/html\n\n" + b"<!--" * 500_000 + b"-->",
    "of equals signs": b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=" * 2_000_000,
    "of blamed addresses": b"From: mailer-daemon@x.example\nX-Failed-Recipients: "
    + b",".join(b"a%d@b" % number for number in range(5000))
    + b"\n\ncould not be delivered\n"
    + b"\n".join(b"a%d@b:" % number for number in range(5000)),
    "of ids": b"References: " + b"< " * 60_000 + b"\nIn-Reply-To: " + b"a@" * 50_000 + b"\n\nx",
}


@pytest.mark.parametrize("what", HUGE)
def test_mail_that_is_made_to_be_too_much(what: str) -> None:
    read = read_mail(HUGE[what])
    assert len(read.parts) <= limits.PARTS
    assert len(read.headers.pairs) <= limits.HEADERS
    assert max((len(value) for _, value in read.headers), default=0) <= limits.VALUE
    assert len(read.text) <= limits.TEXT
    check(HUGE[what])
