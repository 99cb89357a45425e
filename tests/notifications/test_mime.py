"""Messages as they go over the wire: whatever people wrote, no header is added and none is lost."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from penguinmails.notifications import Written
from penguinmails.notifications.mail.errors import HeaderRefused
from penguinmails.notifications.mail.mime import Mailbox, compose

SENDER = Mailbox("mail@penguin.example", "PenguinMails")
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
OURS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"]
BODYS = ["MIME-Version", "Content-Type", "Content-Transfer-Encoding"]

anything = st.text(max_size=300)
attack = st.builds(
    "{}{}Bcc: evil@example.com{}".format,
    st.sampled_from(["Hi", "=?utf-8?q?Hi=0d=0aBcc:_evil@example.com?=", "é" * 40]),
    st.sampled_from(["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\0\n", "\r\n\r\n"]),
    anything,
)


def made(
    subject: str = "Hi", text: str = "Hello\n", html: str | None = None, name: str | None = None
) -> bytes:
    return compose(
        Written(subject, text, html, name),
        sender=SENDER,
        recipient="ada@acme.example",
        message_id="1@penguin.example",
        date=NOW,
    )


def parsed(raw: bytes) -> EmailMessage:
    return BytesParser(EmailMessage, policy=default).parsebytes(raw)


def printable(text: str) -> bool:
    return all(
        ord(sign) >= 0x20 and not 0x7F <= ord(sign) <= 0x9F and sign not in "\u2028\u2029" for sign in text
    )


@given(subject=anything, name=anything, text=anything, html=st.none() | anything)
@example("=?utf-8?q?Hi=0d=0aBcc:_evil@example.com?=", 'Ev"il\\', "", None)
@example("Grüße " * 40, "Ärzte <x@y.z>,", ".\r\n.\r\n", "<p>")
def test_what_people_wrote_arrives_and_nothing_else(
    subject: str, name: str, text: str, html: str | None
) -> None:
    try:
        raw = made(subject, text, html, name)
    except HeaderRefused:
        assert not printable(subject) or not printable(name)
        return
    message = parsed(raw)
    assert message.keys()[: len(OURS)] == OURS
    assert set(message.keys()[len(OURS) :]) <= set(BODYS)
    # The parser gives back each run of blanks around folds as it stood; it trims the ends.
    assert str(message["Subject"]).strip() == subject.strip()
    (mailbox,) = message["From"].addresses
    assert mailbox.addr_spec == SENDER.address
    assert mailbox.display_name.strip() == (name or "PenguinMails").strip()
    assert all(len(line) <= 998 and b"\n" not in line and b"\r" not in line for line in raw.split(b"\r\n"))


@given(subject=attack)
def test_no_line_break_in_any_header(subject: str) -> None:
    with pytest.raises(HeaderRefused):
        made(subject)
    with pytest.raises(HeaderRefused):
        made(name=subject)
    with pytest.raises(HeaderRefused):
        Mailbox("mail@penguin.example", subject)


@pytest.mark.parametrize(
    "address", ["a@b\r\nBcc: c@d", "a b@c.d", "<a@b.c>", "a@b.c, d@e.f", "", "@", "a@", "é@b.c", "a@b.c\n"]
)
def test_an_address_is_an_address(address: str) -> None:
    with pytest.raises(HeaderRefused):
        compose(Written("Hi", "Hello"), sender=SENDER, recipient=address, message_id="1@x", date=NOW)


def test_bodies_arrive_as_they_were_written() -> None:
    message = parsed(made(text="Grüße\n\n.\nFrom me\n" + "x" * 2000 + "\n", html="<p>Grüße</p>\n"))
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == "Grüße\n\n.\nFrom me\n" + "x" * 2000 + "\n"
    assert html.get_content() == "<p>Grüße</p>\r\n"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == "<1@penguin.example>"
    assert message["Date"].datetime == NOW
