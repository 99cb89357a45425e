"""A received mail as the rest sees it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Headers:
    """Headers in the order in which they stand, their values decoded; names compare without case.

    `encoded` has those with addresses as they stand: an encoded word may decode to what looks like an
    address, and is none.
    """

    pairs: tuple[tuple[str, str], ...] = ()
    encoded: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def get(self, name: str) -> str | None:
        """The first value of a header."""
        wanted = name.lower()
        return next((value for known, value in self.pairs if known.lower() == wanted), None)

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a header, in order."""
        wanted = name.lower()
        return tuple(value for known, value in self.pairs if known.lower() == wanted)

    def addressed(self, name: str) -> tuple[str, ...]:
        """All values of a header of addresses, not decoded."""
        return Headers(self.encoded).all(name)

    def as_dict(self) -> dict[str, list[str]]:
        """Name in lower case -> its values in order, as bodies are stored."""
        found: dict[str, list[str]] = {}
        for name, value in self.pairs:
            found.setdefault(name.lower(), []).append(value)
        return found

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)

    def __bool__(self) -> bool:
        return bool(self.pairs)


@dataclass(frozen=True)
class Address:
    """An address in lower case, and the name before it."""

    email: str
    name: str | None = None


@dataclass(frozen=True)
class AttachedFile:
    """A file in the mail. `size` is that of its contents, in octets."""

    name: str
    mime_type: str
    size: int


@dataclass(frozen=True)
class Part:
    """A part without parts of its own. `text` is empty unless it is text or a report about a message."""

    mime_type: str
    headers: Headers
    text: str
    name: str | None
    is_attached: bool
    size: int


@dataclass(frozen=True, kw_only=True)
class Received:
    """A mail that was received. Ids come without angle brackets, addresses in lower case, `date` with a zone.

    `return_path` is "" for the null sender of reports, None where nothing is said of it; `delivered_to` are
    the addresses it arrived by, as the servers on its way wrote them down. `text` is that of the text parts,
    or else of the HTML. `delivery_status` has the fields of the report (RFC 3464), those of the message first
    and then a recipient's each; `feedback` those of a complaint (RFC 5965), `disposition` those of a receipt
    (RFC 8098); `original` the headers of the message that was returned with it.
    """

    headers: Headers
    content_type: str
    report_type: str | None
    from_email: str | None
    from_name: str | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    subject: str
    date: datetime | None
    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    auto_submitted: str | None
    return_path: str | None
    delivered_to: tuple[str, ...]
    text: str
    html: str | None
    parts: tuple[Part, ...]
    attachments: tuple[AttachedFile, ...]
    delivery_status: tuple[Headers, ...]
    feedback: Headers | None
    disposition: Headers | None
    original: Headers | None
