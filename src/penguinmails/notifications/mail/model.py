"""A system mail, and what it takes to put one into words."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from penguinmails.kernel.db import Tx


class MailType(StrEnum):
    """What a system mail is about."""

    WELCOME = "welcome"
    VERIFICATION = "verification"
    RESET = "reset"
    EMAIL_CHANGE = "email_change"
    INVITATION = "invitation"
    INVOICE = "invoice"
    SECURITY = "security"
    MAINTENANCE = "maintenance"
    QUOTA = "quota"
    NOTIFICATION = "notification"
    EXPORT = "export"
    REPORT = "report"
    CONFIRMATION = "confirmation"
    """To a lead, who is asked whether they want to be on a list."""


@dataclass(frozen=True)
class Draft:
    """A mail to be queued. The payload has ids and small values, no more of a person than it takes."""

    recipient: str
    payload: Mapping[str, Any]
    idempotency_key: str
    """Of two drafts of a tenant with the same key, one is sent."""


@dataclass(frozen=True)
class Mail:
    """A mail that is being sent, as its writer and the relay need it."""

    id: UUID
    company_id: UUID | None
    type: str
    recipient: str
    locale: str
    payload: dict[str, Any]
    retry_count: int
    queued: datetime
    attempting: datetime


@dataclass(frozen=True)
class Written:
    """A mail in words."""

    subject: str
    text: str
    html: str | None = None
    sender_name: str | None = None
    """On whose behalf it is sent; the address is the platform's."""


@dataclass(frozen=True)
class Letter:
    """How mails of one type are written.

    `write` is given a transaction of the mail's tenant, with all its companies, as late as can be. None: the
    occasion has passed, and the mail is not sent.
    """

    type: MailType
    write: Callable[[Tx, Mail], Awaitable[Written | None]]


@dataclass(frozen=True)
class MailId:
    """The id of a mail just queued."""

    id: UUID


@dataclass(frozen=True)
class DueMail:
    """A mail that should have been sent by now."""

    tenant_id: UUID
    id: UUID


@dataclass(frozen=True)
class WaitingMail:
    """Mail that is not sent yet. `oldest`: since when."""

    count: int
    oldest: datetime | None
