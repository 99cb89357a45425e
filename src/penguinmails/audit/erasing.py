"""Erasure: the values go, that something was done stays, and the chain says which rows lost theirs."""

import secrets
from typing import Final
from uuid import UUID

from penguinmails.audit import spans, store
from penguinmails.audit.chain import SALT_BYTES, Values
from penguinmails.audit.errors import ErasureUnspecified
from penguinmails.audit.model import (
    RETENTION,
    Actor,
    Classification,
    Erased,
    Erasure,
    Retention,
)
from penguinmails.audit.service import append
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Tier

ACTION: Final = "audit.erased"


async def erase(
    databases: Databases,
    erasure: Erasure,
    *,
    actor: Actor,
    reason: str,
    tenant_id: UUID | None = None,
) -> list[Erased]:
    """Drop values and salts of what `erasure` selects, of one tenant or all; how many rows of each tenant.

    Each thousand rows and the log's own row that names them commit together, so a crash leaves either both
    or none; to run it again erases what is left, and nothing twice. Rows kept as `legal` stay as they are, as
    do the log's rows on erasures. Raises `ErasureUnspecified`.
    """
    given = (erasure.before, erasure.resource, erasure.actor_id)
    if sum(selector is not None for selector in given) != 1:
        raise ErasureUnspecified
    async with databases.worker(Tier.OLAP) as tx:
        tenants = await store.tenants_to_erase(tx, erasure, tenant_id)
    return [
        Erased(tenant, await _erase_tenant(databases, erasure, tenant, actor=actor, reason=reason))
        for tenant in tenants
    ]


async def erase_due(databases: Databases, *, actor: Actor, tenant_id: UUID | None = None) -> list[Erased]:
    """Drop the values of everything older than its category is kept (`model.RETENTION`)."""
    erased: dict[UUID, int] = {}
    for category, kept in RETENTION.items():
        if kept is None:
            continue
        due = Erasure(before=clock.now() - kept, categories=frozenset({category}))
        reason = f"{category} is kept for {kept.days} days"
        for found in await erase(databases, due, actor=actor, reason=reason, tenant_id=tenant_id):
            erased[found.tenant_id] = erased.get(found.tenant_id, 0) + found.rows
    return [Erased(tenant, rows) for tenant, rows in sorted(erased.items())]


async def _erase_tenant(
    databases: Databases, erasure: Erasure, tenant_id: UUID, *, actor: Actor, reason: str
) -> int:
    total = 0
    while seqs := await _erase_page(databases, erasure, tenant_id, actor=actor, reason=reason):
        total += len(seqs)
    return total


async def _erase_page(
    databases: Databases, erasure: Erasure, tenant_id: UUID, *, actor: Actor, reason: str
) -> list[int]:
    async with databases.worker(Tier.OLAP) as tx:
        # First the head, as everybody does, so that two erasures or an erasure and a relay cannot deadlock.
        await store.lock_head(tx, tenant_id)
        moment = clock.now()
        seqs = await store.erase(tx, erasure, tenant_id, moment=moment)
        if seqs:
            await append(
                tx,
                tenant_id=tenant_id,
                handoff_id=ids.uuid7(),
                created=moment,
                actor=actor,
                action=ACTION,
                resource=("audit_log", str(tenant_id)),
                values=Values(
                    old_values=None,
                    new_values={"seqs": spans.write(seqs)},
                    ip_address=None,
                    user_agent=None,
                    notes=reason,
                    metadata=None,
                ),
                classification=Classification.INTERNAL,
                # Never erased: it is the proof that the others were.
                retention=Retention.LEGAL,
                salt=secrets.token_bytes(SALT_BYTES),
            )
    return seqs
