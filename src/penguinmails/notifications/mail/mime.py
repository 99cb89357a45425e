"""Building a system mail. Our own header lines: no value of anybody's ever becomes a second line.

The stdlib's `email` decodes encoded words in a subject and, before 3.11.10, wrote the line breaks in them out
(CVE-2024-6923); and it breaks long values where it likes. So it builds the body only, whose headers hold
nothing that a person wrote.
"""

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from penguinmails.notifications.mail.errors import HeaderRefused
from penguinmails.notifications.mail.model import Written

# Control characters of both sets, line and paragraph separators, lone surrogates.
_FORBIDDEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_PLAIN_LENGTH: Final = 60
_WORD_BYTES: Final = 45
"""60 characters of base64 and 12 around them: RFC 2047 §2 allows 75."""


@dataclass(frozen=True)
class Mailbox:
    """An address and the name before it. Raises `HeaderRefused`."""

    address: str
    name: str | None = None

    def __post_init__(self) -> None:
        _check_address("From", self.address)
        check_header("From", self.name or "")

    @property
    def domain(self) -> str:
        """What stands after the @."""
        return self.address.rpartition("@")[2]

    def line(self) -> str:
        """As a header has it (RFC 5322 §3.4)."""
        if not self.name:
            return self.address
        if _is_plain(self.name):
            quoted = self.name.replace("\\", "\\\\").replace('"', '\\"')
            return f'"{quoted}" <{self.address}>'
        return f"{_encoded(self.name)}\r\n <{self.address}>"


def compose(written: Written, *, sender: Mailbox, recipient: str, message_id: str, date: datetime) -> bytes:
    """The message as it goes over the wire. `message_id` without its angle brackets.

    Raises `HeaderRefused` for a control character in a value, which nobody needs and attacks do.
    """
    check_header("Subject", written.subject)
    check_header("Message-ID", message_id)
    _check_address("To", recipient)
    subject = written.subject if _is_plain(written.subject) else _encoded(written.subject)
    head = {
        "From": Mailbox(sender.address, written.sender_name or sender.name).line(),
        "To": recipient,
        "Subject": subject,
        "Date": format_datetime(date),
        "Message-ID": f"<{message_id}>",
        # RFC 3834 §5: so that nobody's holiday answers it.
        "Auto-Submitted": "auto-generated",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return lines.encode("ascii") + _body(written)


def _body(written: Written) -> bytes:
    body = EmailMessage(policy=SMTP)
    # A lone surrogate cannot be encoded, and is nothing anybody could read.
    body.set_content(_FORBIDDEN_BODY.sub("\ufffd", written.text), cte="quoted-printable")
    if written.html is not None:
        body.add_alternative(
            _FORBIDDEN_BODY.sub("\ufffd", written.html), subtype="html", cte="quoted-printable"
        )
    return body.as_bytes()


_FORBIDDEN_BODY: Final = re.compile("[\x00\ud800-\udfff]")


def check_header(header: str, value: str) -> None:
    """Refuse what could end a header's line, or cannot be seen. Raises `HeaderRefused`."""
    if _FORBIDDEN.search(value):
        raise HeaderRefused(header=header, value=ascii(value), reason="it holds a control character")


def _check_address(header: str, value: str) -> None:
    if not _ADDRESS.fullmatch(value):
        raise HeaderRefused(header=header, value=ascii(value), reason="it is no plain address")


def _is_plain(value: str) -> bool:
    # "=?" would be read as the beginning of an encoded word.
    bare = value == value.strip() and "  " not in value
    return value.isascii() and len(value) <= _PLAIN_LENGTH and "=?" not in value and bare


def _encoded(value: str) -> str:
    """RFC 2047 encoded words, a line each, none of which splits a character."""
    words: list[bytes] = [b""]
    for sign in value:
        added = sign.encode()
        if len(words[-1]) + len(added) > _WORD_BYTES:
            words.append(b"")
        words[-1] += added
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(word).decode()}?=" for word in words)
