"""Received mail, where it came from, and what it was found to be."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from penguinmails.delivery.inbound.classifying import Bounced, MailKind
from penguinmails.ledger import EventKind


class Unmatched(StrEnum):
    """Why a mail belongs to no message."""

    NO_MESSAGE = "no_message"
    """Nothing in it names a message of ours."""
    NO_ADDRESS = "no_address"
    """It names one, but speaks of another address than we wrote to."""
    BAD_TOKEN = "bad_token"  # noqa: S105
    """It names one by a token, and the message is gone."""
    UNREADABLE = "unreadable"
    """It could not be understood; it is kept, and tried again."""


class MatchedBy(StrEnum):
    """What tied a mail to a message, the surest first."""

    TOKEN = "token"  # noqa: S105
    """The bounce address it was sent to."""
    MESSAGE_ID = "message_id"
    """A Message-ID it names."""
    ADDRESS = "address"
    """Its sender, whom the mailbox wrote to lately. A guess: for replies only."""


@dataclass(frozen=True)
class Source:
    """How a mail came to us, and whose it is.

    `key` names this arrival (`imap:<mailbox>:<folder>:<uid validity>:<uid>`); None where only the bytes do.
    `message_id` is what the verified token of the bounce address says.
    """

    tenant_id: UUID
    received: datetime
    key: str | None = None
    company_id: UUID | None = None
    mailbox_id: UUID | None = None
    message_id: UUID | None = None
    recipient: str | None = None
    sender: str | None = None
    """MAIL FROM."""

    @property
    def owner(self) -> str:
        """Whose copy it is: the same bytes to two mailboxes are two mails."""
        return str(self.mailbox_id or self.recipient or self.message_id)


@dataclass(frozen=True)
class Understood:
    """A mail as far as its reading and judging went, in the form in which it is stored."""

    kind: MailKind
    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    """Message-IDs of what it reports on, from the report and what is enclosed."""
    tokens: tuple[str, ...] = ()
    """Tokens of bounce addresses that it came by, or that what it reports on came from."""
    from_email: str | None = None
    from_name: str | None = None
    reply_to: str | None = None
    subject: str = ""
    bounces: tuple[Bounced, ...] = ()
    original_recipient: str | None = None
    intent: str | None = None
    confidence: float | None = None
    """How sure the intent is, 0 to 1."""
    failure: str | None = None
    """Why it could not be understood."""


@dataclass(frozen=True)
class Arrival:
    """A mail on its way through the intake. `digest` is the SHA-256 of its bytes, in hexadecimal."""

    message_id: UUID
    source: Source
    mail: Understood
    digest: str
    storage_key: str | None
    thread_id: UUID | None = None
    """The conversation it was put into when it was taken for something else."""

    @property
    def identity(self) -> str:
        """What is the same of one mail however it reaches us."""
        return self.mail.message_id or self.digest


@dataclass(frozen=True)
class Outgoing:
    """A message of ours that something came back to."""

    message_id: UUID
    company_id: UUID | None
    kind: str
    state: str
    mailbox_id: UUID | None
    campaign_id: UUID | None
    step_id: UUID | None
    variant_id: UUID | None
    enrolment_id: UUID | None
    lead_id: UUID | None
    thread_id: UUID | None
    from_email: str | None
    to_email: str | None
    subject: str | None
    rfc_message_id: str | None
    provider_message_id: str | None


@dataclass(frozen=True)
class TokenOwner:
    """Whose message a token names."""

    tenant_id: UUID
    company_id: UUID | None
    mailbox_id: UUID | None


@dataclass(frozen=True)
class Match:
    """The message a mail belongs to, or why it belongs to none where it should."""

    message: Outgoing | None = None
    by: MatchedBy | None = None
    bounces: tuple[Bounced, ...] = ()
    """Those that speak of the message's recipient."""
    unmatched: Unmatched | None = None


@dataclass(frozen=True)
class Happening:
    """Something that came back to a message. `identity` names it at its source: the same one is told once."""

    kind: EventKind
    message: Outgoing
    at: datetime
    identity: str
    bounce: Bounced | None = None
    inbound_message_id: UUID | None = None
    intent: str | None = None
    matched_by: MatchedBy | None = None
    provider: str | None = None


@dataclass(frozen=True)
class Taken:
    """What became of a mail. `is_new` False: it was known already, and nothing was done."""

    message_id: UUID
    is_new: bool
    kind: MailKind | None = None
    matched: UUID | None = None
    unmatched: Unmatched | None = None


@dataclass(frozen=True)
class Kept:
    """A received mail as it is stored."""

    message_id: UUID
    company_id: UUID | None
    mailbox_id: UUID | None
    thread_id: UUID | None
    storage_key: str | None
    received: datetime
    to_email: str | None
    envelope_from: str | None
    processed: datetime | None
    attempts: int


@dataclass(frozen=True)
class Shown:
    """A received mail, for people. `answers` is the message of ours that it belongs to."""

    id: UUID
    received: datetime
    kind: str
    from_email: str | None
    to_email: str | None
    subject: str | None
    classification: str | None
    answers: UUID | None
    thread_id: UUID | None
    mailbox_id: UUID | None
    storage_key: str | None
    processed: datetime | None


@dataclass(frozen=True)
class Open:
    """A mail that belongs to no message, or could not be understood."""

    id: UUID
    kind: str
    reason: str
    received: datetime
    from_email: str | None
    recipient: str | None
    subject: str | None
    mailbox_id: UUID | None
    storage_key: str | None
    details: dict[str, Any]
    resolved: datetime | None
    matched_message_id: UUID | None
