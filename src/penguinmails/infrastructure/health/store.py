"""The statements about what mailboxes did, as functions."""

from datetime import date, datetime
from uuid import UUID

from penguinmails.infrastructure.health.model import DueMailbox, MailboxDay, Standing
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def lock_standing(tx: Tx, mailbox_id: UUID, since: date) -> Standing | None:
    """Nobody else changes the mailbox until the transaction ends; None where there is no such mailbox."""
    return await tx.one(
        queries.lock_standing, Standing, tenant_id=tx.tenant_id, mailbox_id=mailbox_id, since=since
    )


async def one_more_failure(tx: Tx, mailbox_id: UUID) -> int | None:
    """How many in a row that makes; None where there is no such mailbox."""
    return await tx.value(queries.one_more_failure, tenant_id=tx.tenant_id, mailbox_id=mailbox_id)


async def rested(tx: Tx, now: datetime, most: int) -> list[DueMailbox]:
    """Over all tenants."""
    return await tx.many(queries.rested, DueMailbox, now=now, most=most)


async def days(tx: Tx, mailbox_id: UUID, most: int) -> list[MailboxDay]:
    """The latest first."""
    return await tx.many(
        queries.list_days, MailboxDay, tenant_id=tx.tenant_id, mailbox_id=mailbox_id, most=most
    )
