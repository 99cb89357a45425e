"""The life of DKIM keys. Nothing here commits; every change is audited."""

import asyncio
import re
from datetime import timedelta
from typing import Final
from uuid import UUID

from psycopg.errors import UniqueViolation

from penguinmails.audit import Actor, record_change
from penguinmails.infrastructure.dkim import store
from penguinmails.infrastructure.dkim.errors import KeySpent, KeyUnknown, SelectorInvalid, SelectorTaken
from penguinmails.infrastructure.dkim.making import make_pair
from penguinmails.infrastructure.dkim.model import Algorithm, DkimKey, KeyStatus
from penguinmails.infrastructure.domains import store as domains_store
from penguinmails.infrastructure.domains.service import find_domain, lock_domain
from penguinmails.infrastructure.mailboxes.handing import touch
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Tx
from penguinmails.kernel.sealing import Sealer
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import KeyPurpose, tenant_key

RETIRING: Final = timedelta(days=7)
"""How long a record should stay after its key signed last: longer than queues try (RFC 5321 §4.5.4.1)."""
_SELECTOR: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_SELECTOR_KEY: Final = "dkim_keys_selector_key"


async def list_keys(tx: Tx, domain_id: UUID) -> list[DkimKey]:
    """A domain's keys, the oldest first."""
    return await store.listed(tx, domain_id)


async def add_key(
    tx: Tx, domain_id: UUID, algorithm: Algorithm, *, selector: str | None = None, actor: Actor
) -> DkimKey:
    """Make a key. It signs once its record is published and it is activated. Without a selector it gets the
    next of pm1, pm2 … Raises `DomainUnknown`, `SelectorInvalid`, `SelectorTaken`.
    """
    private, public = await asyncio.to_thread(make_pair, algorithm)
    await lock_domain(tx, domain_id)
    domain = await find_domain(tx, domain_id)
    known = {key.selector for key in await store.listed(tx, domain_id)}
    named = selector.lower() if selector else _next_selector(known)
    if not _SELECTOR.fullmatch(named):
        raise SelectorInvalid(selector=repr(named[:80]))
    key_id = ids.uuid7()
    sealer = Sealer(await tenant_key(tx, KeyPurpose.SEAL))
    try:
        async with tx.savepoint():
            await tx.execute(
                store.queries.insert_key,
                tenant_id=tx.tenant_id,
                key_id=key_id,
                company_id=domain.company_id,
                domain_id=domain_id,
                selector=named,
                algorithm=algorithm.value,
                public_key=public,
                private_key_sealed=sealer.seal(private, key_place(tx.tenant_id, key_id)),
            )
    except UniqueViolation as error:
        if error.diag.constraint_name != _SELECTOR_KEY:
            raise
        raise SelectorTaken(domain=domain.domain, selector=named) from None
    new = {"domain": domain.domain, "selector": named, "algorithm": algorithm.value}
    await record_change(tx, actor, "dkim_key.added", key_id, new=new)
    return await find_key(tx, domain_id, named)


async def find_key(tx: Tx, domain_id: UUID, selector: str) -> DkimKey:
    """A domain's key by its selector. Raises `KeyUnknown`, `DomainUnknown`."""
    for key in await store.listed(tx, domain_id):
        if key.selector == selector.lower():
            return key
    raise KeyUnknown(domain=(await find_domain(tx, domain_id)).domain, selector=selector)


async def activate_key(tx: Tx, domain_id: UUID, selector: str, *, actor: Actor) -> DkimKey:
    """Sign by this key from now on; the one of the same algorithm that signed until now retires.

    Publish its record first: mail signed by an unpublished key fails. Raises `KeyUnknown`, `KeySpent`,
    `DomainUnknown`.
    """
    await lock_domain(tx, domain_id)
    key = await find_key(tx, domain_id, selector)
    if key.status == KeyStatus.ACTIVE:
        return key
    if key.status != KeyStatus.PENDING:
        raise KeySpent(domain=key.domain, selector=key.selector, status=key.status)
    await tx.execute(
        store.queries.retire_active, tenant_id=tx.tenant_id, domain_id=domain_id, algorithm=key.algorithm
    )
    await tx.execute(store.queries.activate, tenant_id=tx.tenant_id, key_id=key.id)
    await touch(tx, await domains_store.mailboxes_of(tx, domain_id))
    await record_change(tx, actor, "dkim_key.activated", key.id, new={"selector": key.selector})
    return await find_key(tx, domain_id, selector)


async def rotate_keys(tx: Tx, domain_id: UUID, *, actor: Actor) -> list[DkimKey]:
    """A new pending key for each that signs now, to be published and activated. Raises `DomainUnknown`."""
    keys = await store.listed(tx, domain_id)
    waiting = {key.algorithm for key in keys if key.status == KeyStatus.PENDING}
    signing = [key.algorithm for key in keys if key.status == KeyStatus.ACTIVE]
    made = [
        await add_key(tx, domain_id, Algorithm(algorithm), actor=actor)
        for algorithm in signing
        if algorithm not in waiting
    ]
    return [key for key in keys if key.status == KeyStatus.PENDING] + made


async def forget_retiring(databases: Databases) -> int:
    """Delete the secrets of keys that retired a week ago; how many. Commits."""
    async with databases.worker(Tier.OLTP) as tx:
        return await store.forget_retiring(tx, clock.now() - RETIRING)


def key_place(tenant_id: UUID, key_id: UUID) -> str:
    """The place a private key is sealed for."""
    return f"dkim_keys/{tenant_id}/{key_id}/private"


def _next_selector(known: set[str]) -> str:
    number = 1
    while f"pm{number}" in known:
        number += 1
    return f"pm{number}"
