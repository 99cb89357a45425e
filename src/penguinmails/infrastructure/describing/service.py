"""Telling the warehouse of mailboxes. Whoever changed them has raised their versions."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Final
from uuid import UUID

from penguinmails.audiences import domain_of
from penguinmails.infrastructure.describing.model import (
    MAILBOXES,
    DescribedRow,
    MailboxCopy,
    TenantOfMailboxes,
)
from penguinmails.infrastructure.mailboxes.limits import daily_cap
from penguinmails.infrastructure.mailboxes.model import Status, ramp_of
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.handoff import as_payload, send
from penguinmails.kernel.sql import Queries
from penguinmails.kernel.tiers import Tier

queries = Queries.load(__name__)

_AT_ONCE: Final = 1000


async def describe(tx: Tx, mailbox_ids: Collection[UUID] | None = None) -> int:
    """Hand on how these mailboxes are now, deleted or not; all where none is named. How many."""
    today = clock.now().date()
    rows = await tx.many(
        queries.describe,
        DescribedRow,
        tenant_id=tx.tenant_id,
        mailbox_ids=None if mailbox_ids is None else list(mailbox_ids),
    )
    for batch in _batches(rows):
        await send(tx, MAILBOXES, {"mailboxes": [as_payload(copy_of(row, today)) for row in batch]})
    return len(rows)


async def describe_all(databases: Databases) -> int:
    """Hand on every mailbox once more; how many. Commits, a tenant at a time."""
    async with databases.worker(Tier.OLTP) as tx:
        tenants = await tx.many(queries.tenants, TenantOfMailboxes)
    told = 0
    for tenant in tenants:
        async with databases.tenant(Tier.OLTP, Scope.tenant_wide(tenant.tenant_id)) as tx:
            told += await describe(tx)
    return told


def copy_of(row: DescribedRow, today: date) -> MailboxCopy:
    """A mailbox as the warehouse has it on a UTC day. What is stopped may send nothing."""
    ramp = ramp_of(row.ramp_started, row.ramp_start_limit, row.ramp_daily_increase)
    sends = row.status == Status.ACTIVE and row.deleted is None
    return MailboxCopy(
        mailbox_id=row.mailbox_id,
        company_id=row.company_id,
        email=row.email,
        sending_domain=domain_of(row.email),
        status=row.status,
        current_volume=daily_cap(row.daily_limit, ramp, today) if sends else 0,
        version=row.version,
        warmup_status=row.warmup_status,
        progress_percentage=row.progress_percentage,
        health_score=row.health_score,
        health_formula=row.health_formula,
        deleted=row.deleted,
    )


def _batches(rows: list[DescribedRow]) -> Iterator[list[DescribedRow]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]
