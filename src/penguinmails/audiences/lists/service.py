"""Making and keeping lists. Nothing here commits; every change is audited."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from psycopg.errors import UniqueViolation

from penguinmails.audiences.lists import store
from penguinmails.audiences.lists.errors import (
    ListAmbiguous,
    ListNameTaken,
    ListNotDeleted,
    ListRestoreTooLate,
    ListUnknown,
)
from penguinmails.audiences.lists.model import MailingList, OptIn
from penguinmails.audit import Actor, record_change
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import AllCompanies, Tx
from penguinmails.tenancy import RESTORABLE, clean_name, find_company

_NAME_LENGTH: Final = 200
_NAME_KEY: Final = "lists_name_live_key"


async def list_lists(tx: Tx, *, company_id: UUID | None = None, deleted: bool = False) -> list[MailingList]:
    """The lists the transaction may see, by name; of one company only, or the deleted ones."""
    return await store.listed(tx, company_id=company_id, deleted=deleted)


async def find_list(tx: Tx, id_or_name: UUID | str, *, deleted: bool = False) -> MailingList:
    """A list by id or name, however it is capitalised; of deleted ones of that name, the latest.

    Raises `ListUnknown`, and `ListAmbiguous` where two companies have a list of that name.
    """
    wanted = str(id_or_name)
    lists = await store.found(tx, _as_id(wanted), wanted, deleted=deleted)
    if not lists:
        raise ListUnknown(list=wanted)
    alike = [each for each in lists if wanted in (str(each.id), each.name)] or lists
    if len(alike) > 1 and not deleted:
        raise ListAmbiguous(list=wanted, count=len(alike))
    return alike[0]


async def create_list(
    tx: Tx,
    name: str,
    *,
    company_id: UUID | None,
    opt_in: OptIn = OptIn.SINGLE,
    is_public: bool = False,
    description: str | None = None,
    actor: Actor,
) -> MailingList:
    """Make a list of a company, or of the whole tenant (`company_id=None`). `opt_in` is for good.

    Raises `NameInvalid`, `ListNameTaken`, `CompanyUnknown`.
    """
    called = clean_name(name, what="list name", longest=_NAME_LENGTH)
    if company_id is not None or tx.scope.companies is not AllCompanies.ALL:
        await find_company(tx, company_id or "the whole tenant")
    list_id = ids.uuid7()
    async with _named(tx, called):
        await tx.execute(
            store.queries.insert_list,
            tenant_id=tx.tenant_id,
            list_id=list_id,
            company_id=company_id,
            name=called,
            description=description,
            opt_in=opt_in.value,
            is_public=is_public,
        )
    new = {"name": called, "opt_in": opt_in.value, "is_public": is_public, "company_id": _text(company_id)}
    await record_change(tx, actor, "list.created", list_id, new=new)
    return await find_list(tx, list_id)


async def rename_list(tx: Tx, list_id: UUID, name: str, *, actor: Actor) -> MailingList:
    """Change a list's name. Raises `ListUnknown`, `NameInvalid`, `ListNameTaken`."""
    called = clean_name(name, what="list name", longest=_NAME_LENGTH)
    old = await find_list(tx, list_id)
    if old.name != called:
        async with _named(tx, called):
            await tx.execute(store.queries.rename_list, tenant_id=tx.tenant_id, list_id=list_id, name=called)
        await record_change(tx, actor, "list.renamed", list_id, old={"name": old.name}, new={"name": called})
    return await find_list(tx, list_id)


async def describe_list(
    tx: Tx, list_id: UUID, *, description: str | None, is_public: bool, actor: Actor
) -> MailingList:
    """Change what a list says of itself, and whether a public page offers it. Raises `ListUnknown`."""
    old = await find_list(tx, list_id)
    await tx.execute(
        store.queries.describe_list,
        tenant_id=tx.tenant_id,
        list_id=list_id,
        description=description,
        is_public=is_public,
    )
    before = {"description": old.description, "is_public": old.is_public}
    after = {"description": description, "is_public": is_public}
    await record_change(tx, actor, "list.described", list_id, old=before, new=after)
    return await find_list(tx, list_id)


async def delete_list(tx: Tx, list_id: UUID, *, actor: Actor) -> None:
    """Hide a list; its name is free at once, and for 30 days it can be restored. Raises `ListUnknown`."""
    old = await find_list(tx, list_id)
    await tx.execute(store.queries.delete_list, tenant_id=tx.tenant_id, list_id=list_id, moment=clock.now())
    kept = {"name": old.name, "contact_count": old.contact_count}
    await record_change(tx, actor, "list.deleted", list_id, old=kept)


async def restore_list(tx: Tx, list_id: UUID, *, actor: Actor) -> MailingList:
    """Bring a deleted list back with its members.

    Raises `ListNotDeleted`, `ListRestoreTooLate`, and `ListNameTaken` where a live list has the name by now.
    """
    found = await store.found(tx, list_id, None, deleted=True)
    if not found or found[0].deleted is None:
        raise ListNotDeleted(list=list_id)
    if found[0].deleted < clock.now() - RESTORABLE:
        raise ListRestoreTooLate(name=found[0].name, deleted=found[0].deleted)
    async with _named(tx, found[0].name):
        await tx.execute(store.queries.restore_list, tenant_id=tx.tenant_id, list_id=list_id)
    await record_change(tx, actor, "list.restored", list_id, new={"name": found[0].name})
    return await find_list(tx, list_id)


@asynccontextmanager
async def _named(tx: Tx, name: str) -> AsyncGenerator[None]:
    try:
        async with tx.savepoint():
            yield
    except UniqueViolation as error:
        if error.diag.constraint_name != _NAME_KEY:
            raise
        raise ListNameTaken(name=name) from None


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
