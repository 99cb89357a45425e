"""One function for each statement of the log."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.audit.chain import GENESIS, Lasting, Values
from penguinmails.audit.model import (
    AuditEntry,
    AuditRow,
    Cursor,
    ErasedSeq,
    Erasure,
    ErasureRecord,
    Filter,
    Head,
    TenantOfLog,
)
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)

PAGE: Final = 1000


async def lock_head(tx: Tx, tenant_id: UUID) -> Head:
    """The end of the chain, held until the transaction ends."""
    head = await tx.one(queries.lock_head, Head, tenant_id=tenant_id, genesis=GENESIS)
    if head is None:  # an upsert always answers
        raise AssertionError
    return head


async def append(
    tx: Tx, row: Lasting, values: Values, *, created: datetime, salt: bytes, prev_hash: bytes
) -> None:
    """Insert the row and move the head to it. The caller holds the head."""
    digest = row.hash(prev_hash)
    await tx.execute(
        queries.append,
        tenant_id=row.tenant_id,
        seq=row.seq,
        handoff_id=row.handoff_id,
        created=created,
        actor=row.actor,
        admin_user_id=row.admin_user_id,
        action=row.action,
        resource_type=row.resource_type,
        resource_id=row.resource_id,
        old_values=None if values.old_values is None else Jsonb(values.old_values),
        new_values=None if values.new_values is None else Jsonb(values.new_values),
        ip_address=values.ip_address,
        user_agent=values.user_agent,
        notes=values.notes,
        metadata=None if values.metadata is None else Jsonb(values.metadata),
        data_classification=row.data_classification,
        retention_category=row.retention_category,
        values_digest=row.values_digest,
        salt=salt,
        prev_hash=prev_hash,
        hash=digest,
    )
    await tx.execute(queries.move_head, tenant_id=row.tenant_id, seq=row.seq, hash=digest)


async def tenants_of_log(tx: Tx) -> list[UUID]:
    return [row.tenant_id for row in await tx.many(queries.tenants_of_log, TenantOfLog)]


async def head(tx: Tx, tenant_id: UUID) -> Head | None:
    return await tx.one(queries.head, Head, tenant_id=tenant_id)


async def heads(tx: Tx) -> list[Head]:
    return await tx.many(queries.heads, Head)


async def chain(tx: Tx, tenant_id: UUID) -> AsyncGenerator[AuditRow]:
    """All rows of a tenant in order, a page at a time."""
    after = -(2**63)  # a seq below 1 can only be forged, and must be seen
    while page := await tx.many(queries.chain_page, AuditRow, tenant_id=tenant_id, after=after, page=PAGE):
        for row in page:
            yield row
        after = page[-1].seq


async def erasure_records(tx: Tx, tenant_id: UUID, action: str) -> list[ErasureRecord]:
    return await tx.many(queries.erasure_records, ErasureRecord, tenant_id=tenant_id, action=action)


async def seq_of_hash(tx: Tx, tenant_id: UUID, digest: bytes) -> int | None:
    seq: int | None = await tx.value(queries.seq_of_hash, tenant_id=tenant_id, hash=digest)
    return seq


async def tenants_to_erase(tx: Tx, erasure: Erasure, tenant_id: UUID | None) -> list[UUID]:
    rows = await tx.many(queries.tenants_to_erase, TenantOfLog, tenant_id=tenant_id, **_selection(erasure))
    return [row.tenant_id for row in rows]


async def erase(tx: Tx, erasure: Erasure, tenant_id: UUID, *, moment: datetime) -> list[int]:
    """Drop the values of at most `PAGE` rows; their seqs, in order."""
    rows = await tx.many(
        queries.erase, ErasedSeq, tenant_id=tenant_id, erased=moment, batch=PAGE, **_selection(erasure)
    )
    return sorted(row.seq for row in rows)


def _selection(erasure: Erasure) -> dict[str, object]:
    resource_type, resource_id = erasure.resource or (None, None)
    return {
        "categories": sorted(erasure.categories),
        "before": erasure.before,
        "resource_type": resource_type,
        "resource_id": resource_id,
        "actor_id": erasure.actor_id,
    }


async def entry(tx: Tx, tenant_id: UUID, seq: int) -> AuditEntry | None:
    return await tx.one(queries.entry, AuditEntry, tenant_id=tenant_id, seq=seq)


async def list_of_tenant(tx: Tx, wanted: Filter, *, before_seq: int | None, page: int) -> list[AuditEntry]:
    return await tx.many(
        queries.list_of_tenant,
        AuditEntry,
        tenant_id=tx.tenant_id,
        resource_type=wanted.resource_type,
        resource_id=wanted.resource_id,
        action=wanted.action,
        since=wanted.since,
        before_seq=before_seq,
        page=page,
    )


async def list_everywhere(tx: Tx, wanted: Filter, *, after: Cursor | None, page: int) -> list[AuditEntry]:
    return await tx.many(
        queries.list_everywhere,
        AuditEntry,
        tenant_id=wanted.tenant_id,
        resource_type=wanted.resource_type,
        resource_id=wanted.resource_id,
        action=wanted.action,
        since=wanted.since,
        after_created=after and after.created,
        after_tenant_id=after and after.tenant_id,
        after_seq=after and after.seq,
        page=page,
    )
