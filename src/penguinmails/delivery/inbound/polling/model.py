"""Folders that are read, and how far they were."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

INBOX: Final = "INBOX"
"""Every mailbox has it (RFC 9051 §5.1). Its cursor is the mailbox's turn and lease too."""


class FolderPurpose(StrEnum):
    """What a folder is read for."""

    INBOX = "inbox"
    SPAM = "spam"
    SENT = "sent"


@dataclass(frozen=True)
class Turn:
    """A mailbox whose turn it is, held under a lease by `holder`."""

    tenant_id: UUID
    mailbox_id: UUID
    failures: int
    holder: str


@dataclass(frozen=True)
class ClaimedTurn:
    """A claimed mailbox as the database has it."""

    tenant_id: UUID
    mailbox_id: UUID
    failures: int


@dataclass(frozen=True)
class FolderCursor:
    """How far a folder was read."""

    folder: str
    purpose: str
    uid_validity: int | None
    last_uid: int
    last_error: str | None
    created: datetime


@dataclass(frozen=True)
class CursorShown:
    """A folder, for people."""

    mailbox_id: UUID
    folder: str
    purpose: str
    polled: datetime | None
    next_poll: datetime
    last_uid: int
    failures: int
    last_error: str | None
