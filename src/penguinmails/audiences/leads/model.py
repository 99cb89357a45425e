"""A lead and what is known of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface
from typing import Any, Final
from uuid import UUID

NAMES: Final = ("name", "first_name", "last_name", "company", "title")
"""What has at most 200 characters, as the table says too."""
FIELDS: Final = (*NAMES, "phone", "country", "timezone", "language", "source")
"""What a person may write of a lead, besides custom fields and tags."""
CUSTOM: Final = "custom_fields."
"""What the name of a custom field begins with, before its key."""

Ip = IPv4Address | IPv4Interface | IPv6Address | IPv6Interface


class LeadStatus(StrEnum):
    """Whether mail may be sent: to the first two."""

    ACTIVE = "active"
    REPLIED = "replied"
    BOUNCED = "bounced"
    UNSUBSCRIBED = "unsubscribed"
    COMPLAINED = "complained"


MAILABLE: Final = (LeadStatus.ACTIVE, LeadStatus.REPLIED)


class Stage(StrEnum):
    """How far the conversation is."""

    NEW = "new"
    CONTACTED = "contacted"
    REPLIED = "replied"
    INTERESTED = "interested"
    MEETING = "meeting"
    CONVERTED = "converted"
    NOT_INTERESTED = "not_interested"


@dataclass(frozen=True)
class Lead:
    """Somebody to write to. `company` is the lead's own employer, `company_id` the workspace it is in."""

    id: UUID
    company_id: UUID | None
    email: str
    name: str | None
    first_name: str | None
    last_name: str | None
    company: str | None
    title: str | None
    phone: str | None
    status: str
    stage: str
    custom_fields: dict[str, Any]
    tags: list[str]
    source: str | None
    timezone: str | None
    language: str | None
    country: str | None
    tracking_consent: str
    mx_status: str
    receiving_provider: str | None
    is_role: bool
    is_disposable: bool
    created: datetime
    updated: datetime
    deleted: datetime | None

    @property
    def called(self) -> str | None:
        """The name as one text, where any part is known."""
        return self.name or " ".join(filter(None, (self.first_name, self.last_name))) or None


@dataclass(frozen=True)
class LeadLine:
    """A lead in a list of leads."""

    id: UUID
    email: str
    name: str | None
    company: str | None
    status: str
    stage: str
    tags: list[str]


@dataclass(frozen=True)
class LeadAddress:
    """A lead and where it is written to."""

    id: UUID
    email: str


@dataclass(frozen=True)
class LeadKey:
    """A lead's id."""

    id: UUID


@dataclass(frozen=True)
class TagCount:
    """A tag and how many leads carry it."""

    tag: str
    leads: int


@dataclass(frozen=True)
class Membership:
    """A list the lead is in or was in."""

    list_id: UUID
    list: str | None
    status: str
    source: str | None
    confirmed: datetime | None
    unsubscribed: datetime | None
    created: datetime


@dataclass(frozen=True)
class Consent:
    """A consent the lead gave or took back."""

    kind: str
    source: str
    list_id: UUID | None
    ip: Ip | None
    occurred: datetime


@dataclass(frozen=True)
class Erased:
    """What erasing a person removed: rows by table, all of them of this tenant."""

    request_id: UUID
    leads: int
    rows: dict[str, int]


@dataclass(frozen=True)
class TableRows:
    """How many rows of a table hang on a lead."""

    name: str
    rows: int


@dataclass(frozen=True)
class TenantKey:
    """A tenant that has something to purge."""

    tenant_id: UUID
