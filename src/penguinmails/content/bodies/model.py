"""Bodies, their attachments, and what the sweep did with them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True)
class Attachment:
    """A file inside a stored body. `is_kept`: its bytes can still be had."""

    id: UUID
    part: int
    filename: str
    mime_type: str
    size_bytes: int
    content_id: str | None
    storage_disposition: str
    is_kept: bool


@dataclass(frozen=True)
class Body:
    """A stored message as people read it. `headers`: name in lower case -> its values in order."""

    storage_key: str
    headers: dict[str, list[str]]
    text: str
    html: str | None
    attachments: tuple[Attachment, ...]
    size_bytes: int


@dataclass(frozen=True)
class StoredBody:
    """The row of a body."""

    storage_key: str
    company_id: UUID | None
    content_text: str | None
    headers: dict[str, list[str]]
    raw: bytes | None
    raw_size_bytes: int
    compression_algorithm: str


@dataclass(frozen=True)
class Piece:
    """An attachment and where it was cut out. `content` None: the file is gone, or was never cut out."""

    id: UUID
    part: int
    cut_at: int | None
    line_length: int | None
    line_end: str | None
    content: bytes | None
    compression_algorithm: str | None
    size_bytes: int


@dataclass(frozen=True)
class Storage:
    """What a tenant's mail takes. `received_bytes` on the wire, `stored_bytes` here."""

    bodies: int
    attachments: int
    received_bytes: int
    stored_bytes: int


class HoldScope(StrEnum):
    """What a legal hold covers."""

    TENANT = "tenant"
    COMPANY = "company"
    MAILBOX = "mailbox"
    CAMPAIGN = "campaign"
    LEAD = "lead"
    MESSAGE = "message"


@dataclass(frozen=True)
class Hold:
    """An order to keep mail."""

    id: UUID
    scope: str
    scope_id: UUID
    company_id: UUID | None
    reason: str
    placed: datetime
    released: datetime | None


@dataclass(frozen=True)
class Removed:
    """Bodies or files that one statement took away, and the bytes they took here."""

    removed: int
    bytes: int


@dataclass
class Swept:
    """What one sweep did, for one tenant or all of them."""

    tenants: int = 0
    expired_bodies: int = 0
    expired_attachments: int = 0
    orphaned_bodies: int = 0
    orphaned_files: int = 0
    bytes_freed: int = 0
    held_bodies: int = 0
    """Past their time, and kept by a legal hold."""
    bodies_missing: int = 0
    """Received messages younger than the retention whose body is not there."""
    tenants_gone: int = 0


@dataclass(frozen=True)
class TenantOfBodies:
    """A tenant of whom something is stored."""

    tenant_id: UUID
