"""Making and keeping pools. Nothing here commits; every change is audited."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID

from psycopg.errors import UniqueViolation

from penguinmails.audit import Actor, record_change
from penguinmails.infrastructure.mailboxes.service import find_mailbox
from penguinmails.infrastructure.pools import store
from penguinmails.infrastructure.pools.errors import (
    PoolAmbiguous,
    PoolInUse,
    PoolMemberInvalid,
    PoolNameTaken,
    PoolUnknown,
)
from penguinmails.infrastructure.pools.model import Pool, PoolMember, Strategy
from penguinmails.kernel import ids
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import clean_name, find_company

_NAME_KEY = "rotation_pools_name_key"


async def find_pool(tx: Tx, id_or_name: UUID | str) -> Pool:
    """A pool by id or name, however it is capitalised. Raises `PoolUnknown`, `PoolAmbiguous`."""
    wanted = str(id_or_name)
    found = await store.found(tx, _as_id(wanted), wanted.strip())
    if not found:
        raise PoolUnknown(pool=wanted)
    if len(found) > 1:
        raise PoolAmbiguous(pool=wanted, count=len(found))
    return found[0]


async def list_pools(tx: Tx, *, company_id: UUID | None = None) -> list[Pool]:
    """The pools the transaction may see, by name."""
    return await store.listed(tx, company_id)


async def list_members(tx: Tx, pool_id: UUID) -> list[PoolMember]:
    """The mailboxes of a pool, by address."""
    return await store.members(tx, pool_id)


async def add_pool(
    tx: Tx, name: str, *, company_id: UUID, strategy: Strategy = Strategy.WEIGHTED, actor: Actor
) -> Pool:
    """Make a pool. Raises `NameInvalid`, `PoolNameTaken`, `CompanyUnknown`."""
    called = clean_name(name, what="pool name")
    company = await find_company(tx, company_id)
    pool_id = ids.uuid7()
    async with _named(tx, called):
        await tx.execute(
            store.queries.insert_pool,
            tenant_id=tx.tenant_id,
            pool_id=pool_id,
            company_id=company.id,
            name=called,
            strategy=strategy.value,
        )
    new = {"name": called, "strategy": strategy.value, "company_id": str(company.id)}
    await record_change(tx, actor, "pool.added", pool_id, new=new)
    return await find_pool(tx, pool_id)


async def change_pool(
    tx: Tx, pool_id: UUID, *, name: str | None = None, strategy: Strategy | None = None, actor: Actor
) -> Pool:
    """Rename a pool, or have its mailboxes take turns otherwise. Raises as `add_pool` does, `PoolUnknown`."""
    old = await find_pool(tx, pool_id)
    called = old.name if name is None else clean_name(name, what="pool name")
    turns = old.strategy if strategy is None else strategy.value
    async with _named(tx, called):
        await tx.execute(
            store.queries.change_pool, tenant_id=tx.tenant_id, pool_id=pool_id, name=called, strategy=turns
        )
    before = {"name": old.name, "strategy": old.strategy}
    after = {"name": called, "strategy": turns}
    await record_change(tx, actor, "pool.changed", pool_id, old=before, new=after)
    return await find_pool(tx, pool_id)


async def delete_pool(tx: Tx, pool_id: UUID, *, actor: Actor) -> None:
    """Remove a pool; its mailboxes stay. Raises `PoolUnknown`, `PoolInUse`."""
    old = await find_pool(tx, pool_id)
    if await store.used(tx, pool_id):
        raise PoolInUse(pool=old.name)
    await tx.execute(store.queries.delete_pool, tenant_id=tx.tenant_id, pool_id=pool_id)
    await record_change(tx, actor, "pool.deleted", pool_id, old={"name": old.name})


async def put_member(tx: Tx, pool_id: UUID, mailbox_id: UUID, *, weight: int = 1, actor: Actor) -> None:
    """Put a mailbox into a pool, or change its weight.

    Raises `PoolUnknown`, `MailboxUnknown`, `PoolMemberInvalid`.
    """
    pool = await find_pool(tx, pool_id)
    mailbox = await find_mailbox(tx, mailbox_id)
    if mailbox.company_id != pool.company_id:
        reason = f"it belongs to {mailbox.company}, the pool to {pool.company}"
        raise PoolMemberInvalid(email=mailbox.email, pool=pool.name, reason=reason)
    if weight < 1:
        raise PoolMemberInvalid(email=mailbox.email, pool=pool.name, reason=f"its weight is {weight}")
    await tx.execute(
        store.queries.put_member,
        tenant_id=tx.tenant_id,
        pool_id=pool_id,
        mailbox_id=mailbox_id,
        company_id=pool.company_id,
        weight=weight,
    )
    new = {"mailbox_id": str(mailbox_id), "weight": weight}
    await record_change(tx, actor, "pool.member_put", pool_id, new=new)


async def remove_member(tx: Tx, pool_id: UUID, mailbox_id: UUID, *, actor: Actor) -> None:
    """Take a mailbox out of a pool. Raises `PoolMemberInvalid` where it is not in it."""
    removed = await tx.execute(
        store.queries.remove_member, tenant_id=tx.tenant_id, pool_id=pool_id, mailbox_id=mailbox_id
    )
    if not removed:
        pool, mailbox = await find_pool(tx, pool_id), await find_mailbox(tx, mailbox_id)
        raise PoolMemberInvalid(email=mailbox.email, pool=pool.name, reason="it is not in it")
    await record_change(tx, actor, "pool.member_removed", pool_id, old={"mailbox_id": str(mailbox_id)})


@asynccontextmanager
async def _named(tx: Tx, name: str) -> AsyncGenerator[None]:
    try:
        async with tx.savepoint():
            yield
    except UniqueViolation as error:
        if error.diag.constraint_name != _NAME_KEY:
            raise
        raise PoolNameTaken(name=name) from None


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
