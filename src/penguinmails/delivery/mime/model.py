"""What a message is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Attachment:
    """A file. With a `content_id` (without brackets) it is an image that the HTML shows as `cid:…`."""

    name: str
    content: bytes
    mime_type: str = "application/octet-stream"
    content_id: str | None = None


@dataclass(slots=True, kw_only=True)
class Letter:
    """One message to one recipient.

    `message_id`, `in_reply_to` and `references` come without angle brackets, references oldest first; `date`
    has a zone. `unsubscribe_url` becomes a one-click header (RFC 8058, which wants https), beside it
    `unsubscribe_mailto`, an address or a `mailto:` link. `headers` are added as they are; those that a
    message has anyway, or that change whom it goes to, are refused. `smtputf8`: addresses may be written in
    any script, for servers that offer it (RFC 6531); otherwise domains are written as A-labels, and a local
    part beyond ASCII is refused. `html` and `text` may come in pieces, which are joined: those that many
    letters share are encoded once.
    """

    message_id: str
    date: datetime
    from_email: str
    to_email: str
    subject: str
    html: str | Sequence[str] | None = None
    text: str | Sequence[str] | None = None
    from_name: str | None = None
    to_name: str | None = None
    reply_to: str | None = None
    unsubscribe_url: str | None = None
    unsubscribe_mailto: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    auto_submitted: bool = False
    attachments: tuple[Attachment, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    smtputf8: bool = False
