"""Mailboxes and relays as they are set up."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from penguinmails.infrastructure.credentials.model import Credentials
from penguinmails.infrastructure.mailboxes.limits import Ramp


class Provider(StrEnum):
    """Who runs a mailbox, as far as it makes a difference to us."""

    MAILU = "mailu"
    SMTP = "smtp"
    """Anybody, by SMTP and IMAP."""
    GOOGLE = "google"
    MICROSOFT = "microsoft"
    RELAY = "relay"
    """A service that sends for many From addresses."""
    SANDBOX = "sandbox"
    """The built-in recipients, without a login."""


class Purpose(StrEnum):
    """What a mailbox may be used for."""

    OUTREACH = "outreach"
    MARKETING = "marketing"
    BOTH = "both"


class Status(StrEnum):
    """Whether a mailbox sends."""

    PENDING = "pending"
    """Nobody has signed in to it yet."""
    ACTIVE = "active"
    PAUSED = "paused"
    """By a person."""
    RESTING = "resting"
    """By a brake, until `paused_until`."""
    SUSPENDED = "suspended"
    """By a brake, until a person acts."""
    ERROR = "error"
    """It cannot be signed in to, or reached."""


class Cause(StrEnum):
    """Why a mailbox stopped, as its lane is told (`mailbox_lanes.pause_reason`)."""

    PERSON = "person"
    BOUNCES = "bounces"
    COMPLAINTS = "complaints"
    AUTHENTICATION = "authentication"
    CONNECTION = "connection"


class Security(StrEnum):
    """How a connection is encrypted."""

    TLS = "tls"
    """From the first byte: ports 465 and 993 (RFC 8314)."""
    STARTTLS = "starttls"
    """Begun in clear: ports 587 and 143."""
    NONE = "none"


class Mechanism(StrEnum):
    """How we sign in."""

    PLAIN = "plain"
    LOGIN = "login"
    XOAUTH2 = "xoauth2"


@dataclass(frozen=True)
class SmtpSettings:
    """Where a mailbox's mail goes out. `user` None: no login. `connections`: how many at once."""

    host: str
    port: int = 587
    security: Security = Security.STARTTLS
    user: str | None = None
    auth: Mechanism = Mechanism.PLAIN
    helo: str | None = None
    connections: int = 1
    verify: bool = True
    """Whether the server's certificate must be right; may be off in networks the installation allows."""


@dataclass(frozen=True)
class ImapSettings:
    """Where a mailbox's mail comes in. `folders` are read for replies and bounces, also the spam folder."""

    host: str
    port: int = 993
    security: Security = Security.TLS
    user: str | None = None
    auth: Mechanism = Mechanism.PLAIN
    folders: tuple[str, ...] = ("INBOX",)
    sent_folder: str | None = None
    verify: bool = True


@dataclass(frozen=True)
class Limits:
    """How much and how fast a mailbox sends. What is None does not limit."""

    daily_limit: int = 50
    """Messages of campaigns a UTC day."""
    min_gap_seconds: int = 120
    max_per_second: int | None = None
    rolling_limit: int | None = None
    rolling_window_seconds: int | None = None
    ramp: Ramp | None = None


@dataclass(frozen=True)
class MailboxDraft:
    """A mailbox or relay to be added."""

    company_id: UUID
    email: str
    provider: Provider
    smtp: SmtpSettings
    imap: ImapSettings | None = None
    credentials: Credentials = field(default_factory=Credentials)
    display_name: str | None = None
    signature_html: str | None = None
    purpose: Purpose = Purpose.BOTH
    timezone: str = "UTC"
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Mailbox:
    """A mailbox as it is; its credentials are in no answer."""

    id: UUID
    company_id: UUID
    company: str
    domain_id: UUID | None
    email: str
    display_name: str | None
    signature_html: str | None
    provider: str
    purpose: str
    status: str
    status_cause: str | None
    status_reason: str | None
    status_since: datetime
    paused_until: datetime | None
    timezone: str
    daily_limit: int
    min_gap_seconds: int
    ramp_started: date | None
    ramp_start_limit: int | None
    ramp_daily_increase: int | None
    max_per_second: int | None
    rolling_limit: int | None
    rolling_window_seconds: int | None
    smtp_settings: dict[str, Any]
    imap_settings: dict[str, Any]
    failures_in_row: int
    version: int
    last_verified: datetime | None
    created: datetime

    @property
    def ramp(self) -> Ramp | None:
        """How it is being ramped up; None: it is not."""
        return ramp_of(self.ramp_started, self.ramp_start_limit, self.ramp_daily_increase)

    @property
    def limits(self) -> Limits:
        """Its limits, as a draft says them."""
        return Limits(
            self.daily_limit,
            self.min_gap_seconds,
            self.max_per_second,
            self.rolling_limit,
            self.rolling_window_seconds,
            self.ramp,
        )


@dataclass(frozen=True)
class LaneRow:
    """What the lane of a mailbox is made of, deleted or not."""

    id: UUID
    company_id: UUID
    email: str
    status: str
    status_cause: str | None
    status_since: datetime
    paused_until: datetime | None
    timezone: str
    daily_limit: int
    min_gap_seconds: int
    ramp_started: date | None
    ramp_start_limit: int | None
    ramp_daily_increase: int | None
    max_per_second: int | None
    rolling_limit: int | None
    rolling_window_seconds: int | None
    version: int
    deleted: datetime | None


@dataclass(frozen=True)
class MailboxId:
    """A mailbox of the transaction's tenant."""

    id: UUID


@dataclass(frozen=True)
class TenantMailbox:
    """A mailbox, and whose it is."""

    tenant_id: UUID
    id: UUID


@dataclass(frozen=True)
class FromAddress:
    """An address that a mailbox or relay may write as."""

    id: UUID
    mailbox_id: UUID
    address: str
    display_name: str | None
    reply_to: str | None
    is_default: bool
    domain_id: UUID | None


@dataclass(frozen=True)
class SendableRow:
    """A mailbox that a campaign may send by, as the database has it for one day."""

    id: UUID
    company_id: UUID
    email: str
    display_name: str | None
    from_address: str | None
    from_name: str | None
    reply_to: str | None
    weight: int
    strategy: str | None
    provider: str
    timezone: str
    min_gap_seconds: int
    daily_limit: int
    ramp_started: date | None
    ramp_start_limit: int | None
    ramp_daily_increase: int | None
    used: int
    status: str
    status_cause: str | None
    status_reason: str | None
    paused_until: datetime | None


@dataclass(frozen=True)
class SendableMailbox:
    """A mailbox that a campaign may send by, on one UTC day.

    `capacity_left_today` is what its cap leaves beside what was planned or sent already; the caller counts
    down what it plans itself. `strategy` is that of the pool it came by, None for the campaign's own.
    """

    id: UUID
    company_id: UUID
    email: str
    domain: str
    display_name: str | None
    from_address: str
    reply_to: str | None
    weight: int
    provider: str
    capacity_left_today: int
    status: str
    status_reason: str | None
    paused_until: datetime | None = None
    min_gap_seconds: int = 0
    timezone: str = "UTC"
    strategy: str | None = None

    @property
    def sends(self) -> bool:
        """Whether it may be given messages at all; `status_reason` says why not."""
        return self.status == Status.ACTIVE


def ramp_of(started: date | None, start_limit: int | None, daily_increase: int | None) -> Ramp | None:
    """A ramp from its three columns, which are all there or all not."""
    if started is None or start_limit is None or daily_increase is None:
        return None
    return Ramp(started, start_limit, daily_increase)
