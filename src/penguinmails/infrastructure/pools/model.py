"""Pools and who is in them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Strategy(StrEnum):
    """How a pool's mailboxes take turns."""

    ROUND_ROBIN = "round_robin"
    WEIGHTED = "weighted"
    LEAST_USED = "least_used"
    SAME_PROVIDER = "same_provider"
    """Google writes to Google, Microsoft to Microsoft, where the pool has both."""


@dataclass(frozen=True)
class Pool:
    """A pool of a company."""

    id: UUID
    company_id: UUID
    company: str
    name: str
    strategy: str
    mailboxes: int
    created: datetime


@dataclass(frozen=True)
class PoolMember:
    """A mailbox in a pool, and whether it sends."""

    mailbox_id: UUID
    email: str
    weight: int
    status: str
    status_reason: str | None
    daily_limit: int
