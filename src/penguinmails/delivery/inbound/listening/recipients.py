"""Whose an address is that mail comes in for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from penguinmails.delivery.inbound import store
from penguinmails.delivery.inbound.model import Source
from penguinmails.delivery.outbound.composing.verp import Verp
from penguinmails.infrastructure import find_receiving_mailbox
from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Tier

_LONGEST: Final = 254


@dataclass(frozen=True)
class Ours:
    """An address of ours, and whose mail it takes."""

    address: str
    tenant_id: UUID
    company_id: UUID | None
    mailbox_id: UUID | None
    message_id: UUID | None = None
    """The message whose bounces come to it."""

    def source(self, sender: str, received: datetime) -> Source:
        """A mail that has come to it."""
        return Source(
            tenant_id=self.tenant_id,
            received=received,
            company_id=self.company_id,
            mailbox_id=self.mailbox_id,
            message_id=self.message_id,
            recipient=self.address,
            sender=sender[:_LONGEST],
        )


async def find_ours(databases: Databases, verp: Verp, recipient: str) -> Ours | None:
    """Whose an envelope recipient is: the message of a bounce address, or a mailbox; None: nobody's here.

    A bounce address is believed for its code, and only while its message is known.
    """
    address = recipient.strip().lower()
    if len(address) > _LONGEST:
        return None
    local = address.rpartition("@")[0]
    message_id = verp.read(local)
    if message_id is not None:
        async with databases.worker(Tier.CONTENT) as tx:
            owner = await store.find_token(tx, message_id, verp.token(message_id))
        if owner is None:
            return None
        return Ours(address, owner.tenant_id, owner.company_id, owner.mailbox_id, message_id)
    async with databases.worker(Tier.OLTP) as tx:
        found = await find_receiving_mailbox(tx, address)
    return Ours(address, *found) if found else None
