"""Recording and reading."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from penguinmails.audit import store
from penguinmails.audit.canonical import canonical, plain
from penguinmails.audit.chain import SALT_BYTES, Lasting, Values, seconds
from penguinmails.audit.errors import AuditRowNotFound
from penguinmails.audit.model import (
    Actor,
    ActorKind,
    AuditEntry,
    Classification,
    Cursor,
    Filter,
    Head,
    Retention,
    normalised_ip,
)
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Tx
from penguinmails.kernel.handoff import Delivery, Receiver, Topic, send
from penguinmails.kernel.tiers import Tier

RECORDED: Final = Topic("audit.recorded", Tier.OLAP)


async def record(
    tx: Tx,
    *,
    action: str,
    resource_type: str,
    resource_id: object,
    actor: Actor,
    classification: Classification,
    retention: Retention,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    notes: str | None = None,
    metadata: Mapping[str, Any] | None = None,
    tenant_id: UUID | None = None,
) -> UUID:
    """Say that `actor` did `action` (`area.past_tense`), in the transaction that does it and may yet fail.

    `old` is None for what is new, `new` for what is gone; where both are given only the keys that differ are
    kept. Identifiers, times and enums may be given as they are. `tenant_id` is needed only where `tx` has no
    tenant; what concerns no tenant belongs to `ids.PLATFORM_TENANT`. The row is in the log once the relay has
    been by. Raises `ValueNotPlain`; the answer is the id of the handoff.
    """
    before, after = changed(plain_object(old, "old"), plain_object(new, "new"))
    payload = {
        "created": clock.now().isoformat(),
        "actor": actor.kind.value,
        "admin_user_id": plain(actor.id, "the actor's id"),
        "action": action,
        "resource_type": resource_type,
        "resource_id": plain(str(resource_id), "resource_id"),
        "old_values": before,
        "new_values": after,
        "ip_address": normalised_ip(actor.ip),
        "user_agent": plain(actor.user_agent, "user_agent"),
        "notes": plain(notes, "notes"),
        "metadata": plain_object(metadata, "metadata"),
        "data_classification": classification.value,
        "retention_category": retention.value,
        "salt": secrets.token_hex(SALT_BYTES),
    }
    return await send(tx, RECORDED, payload, tenant_id=tenant_id)


def plain_object(values: Mapping[str, Any] | None, name: str) -> dict[str, Any] | None:
    """As `canonical.plain`, for an object or nothing."""
    result: dict[str, Any] | None = plain(values, name)
    return result


def changed(
    old: dict[str, Any] | None, new: dict[str, Any] | None
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Of both, only the keys whose values differ; a key that only one of them has differs."""
    if old is None or new is None:
        return old, new
    same = {key for key in old.keys() & new.keys() if canonical(old[key]) == canonical(new[key])}
    return (
        {key: value for key, value in old.items() if key not in same},
        {key: value for key, value in new.items() if key not in same},
    )


async def apply(tx: Tx, delivery: Delivery) -> None:
    """Put a recorded row at the end of its tenant's chain."""
    row = delivery.payload
    await append(
        tx,
        tenant_id=delivery.tenant_id,
        handoff_id=delivery.handoff_id,
        created=datetime.fromisoformat(row["created"]),
        actor=Actor(ActorKind(row["actor"]), row["admin_user_id"]),
        action=row["action"],
        resource=(row["resource_type"], row["resource_id"]),
        values=Values(**{name: row[name] for name in Values.__dataclass_fields__}),
        classification=row["data_classification"],
        retention=row["retention_category"],
        salt=bytes.fromhex(row["salt"]),
    )


async def append(
    tx: Tx,
    *,
    tenant_id: UUID,
    handoff_id: UUID,
    created: datetime,
    actor: Actor,
    action: str,
    resource: tuple[str, str],
    values: Values,
    classification: str,
    retention: str,
    salt: bytes,
) -> None:
    """Add a row in a transaction of the `olap` tier. Holds the tenant's head until it commits, so no gap."""
    head = await store.lock_head(tx, tenant_id)
    row = Lasting(
        tenant_id=tenant_id,
        seq=head.seq + 1,
        handoff_id=handoff_id,
        created=seconds(created),
        actor=actor.kind,
        admin_user_id=actor.id,
        action=action,
        resource_type=resource[0],
        resource_id=resource[1],
        data_classification=classification,
        retention_category=retention,
        values_digest=values.digest(salt),
    )
    await store.append(tx, row, values, created=created, salt=salt, prev_hash=head.hash)


RECEIVERS: Final = (Receiver(RECORDED, apply),)


async def list_entries(
    tx: Tx, wanted: Filter, *, before_seq: int | None = None, page: int = 50
) -> list[AuditEntry]:
    """A tenant's rows, newest first; the next page begins before the last `seq` of this one."""
    return await store.list_of_tenant(tx, wanted, before_seq=before_seq, page=page)


async def list_everywhere(
    databases: Databases, wanted: Filter, *, after: Cursor | None = None, page: int = 50
) -> list[AuditEntry]:
    """For operators: rows of all tenants, newest first; the next page begins after this one's last row."""
    async with databases.worker(Tier.OLAP) as tx:
        return await store.list_everywhere(tx, wanted, after=after, page=page)


async def show(databases: Databases, tenant_id: UUID, seq: int) -> AuditEntry:
    """One row, for operators. Raises `AuditRowNotFound`."""
    async with databases.worker(Tier.OLAP) as tx:
        entry = await store.entry(tx, tenant_id, seq)
    if entry is None:
        raise AuditRowNotFound(tenant_id=tenant_id, seq=seq)
    return entry


async def heads(databases: Databases) -> list[Head]:
    """The end of each chain. Kept off the host, they show what a rewritten chain cannot hide."""
    async with databases.worker(Tier.OLAP) as tx:
        return await store.heads(tx)
