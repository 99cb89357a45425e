"""Domains."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Domain:
    """A domain of a company. Opens and clicks go to `tracking_host`, bounces to `return_path_host`."""

    id: UUID
    company_id: UUID
    company: str
    domain: str
    verification_status: str
    is_primary: bool
    tracking_host: str | None
    return_path_host: str | None
    mailboxes: int
    created: datetime


@dataclass(frozen=True)
class LinkedMailbox:
    """A mailbox whose domain it is."""

    id: UUID
