"""Addresses and whose they are."""

from dataclasses import dataclass
from uuid import UUID

from penguinmails.infrastructure.checking.model import Checked
from penguinmails.infrastructure.mailboxes.model import Mailbox


@dataclass(frozen=True)
class Claim:
    """Whose an address is."""

    address: str
    tenant_id: UUID


@dataclass(frozen=True)
class Connection:
    """A mailbox after somebody tried to sign in to it, and what came of it."""

    mailbox: Mailbox
    checked: Checked
