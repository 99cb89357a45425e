"""The companies of a tenant. Nothing here commits; every change is audited and takes the tenant's lock."""

from uuid import UUID

from penguinmails.audit import Actor, record_change
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Tx
from penguinmails.tenancy.access import require_manager
from penguinmails.tenancy.companies import store
from penguinmails.tenancy.companies.model import Company, CompanyStatus
from penguinmails.tenancy.describing.service import describe_companies
from penguinmails.tenancy.errors import CompanyNameTaken, CompanyUnknown, LastCompany, NotDeleted
from penguinmails.tenancy.members.store import lock_tenant
from penguinmails.tenancy.names import clean_name, free_slug, slug
from penguinmails.tenancy.restoring import check_restorable, purging


async def list_companies(tx: Tx, *, deleted: bool = False) -> list[Company]:
    """The companies the transaction may see, by name; or the deleted ones, the latest first."""
    return await store.listed(tx, deleted=deleted)


async def find_company(tx: Tx, id_or_name: UUID | str, *, deleted: bool = False) -> Company:
    """A company by id, slug or name; of deleted ones with that name, the latest. Raises `CompanyUnknown`."""
    wanted = str(id_or_name)
    exact = wanted.casefold()
    for company in await store.listed(tx, deleted=deleted):
        if exact in (str(company.id), company.slug, company.name.casefold()):
            return company
    raise CompanyUnknown(company=wanted)


async def add_company(tx: Tx, name: str, *, actor: Actor) -> Company:
    """Make a company, in the status the tenant's policies give new ones. Owners and admins may.

    Raises `NameInvalid`, `CompanyNameTaken`, `NotAllowed`.
    """
    await lock_tenant(tx)
    await _may(tx, actor)
    status = await tx.value(store.queries.default_status, tenant_id=tx.tenant_id)
    return await put_company(tx, name, CompanyStatus(status or CompanyStatus.ACTIVE), actor=actor)


async def put_company(tx: Tx, name: str, status: CompanyStatus, *, actor: Actor) -> Company:
    """`add_company` without asking whether the actor may: for a new tenant's first one."""
    called = clean_name(name, what="company name")
    if await store.name_taken(tx, called):
        raise CompanyNameTaken(name=called)
    company_id = ids.uuid7()
    await tx.execute(
        store.queries.insert_company,
        tenant_id=tx.tenant_id,
        company_id=company_id,
        name=called,
        slug=free_slug(called, await store.taken_slugs(tx)),
        status=status,
    )
    company = await _live(tx, company_id)
    await describe_companies(tx, [company_id])
    await record_change(tx, actor, "company.created", company_id, new=_audited(company))
    return company


async def rename_company(tx: Tx, company_id: UUID, name: str, *, actor: Actor) -> Company:
    """Change a company's name; its slug stays, because links to it exist.

    Raises `CompanyUnknown`, `NameInvalid`, `CompanyNameTaken`, `NotAllowed`.
    """
    called = clean_name(name, what="company name")
    await lock_tenant(tx)
    await _may(tx, actor)
    old = await _live(tx, company_id)
    if await store.name_taken(tx, called, besides=company_id):
        raise CompanyNameTaken(name=called)
    if old.name == called:
        return old
    await tx.execute(store.queries.rename_company, tenant_id=tx.tenant_id, company_id=company_id, name=called)
    await describe_companies(tx, [company_id])
    await record_change(
        tx, actor, "company.renamed", company_id, old={"name": old.name}, new={"name": called}
    )
    return await _live(tx, company_id)


async def set_company_status(tx: Tx, company_id: UUID, status: CompanyStatus, *, actor: Actor) -> Company:
    """Approve, suspend or archive a company. Raises `CompanyUnknown`, `NotAllowed`."""
    await lock_tenant(tx)
    await _may(tx, actor)
    old = await _live(tx, company_id)
    if old.status != status:
        await tx.execute(
            store.queries.set_company_status, tenant_id=tx.tenant_id, company_id=company_id, status=status
        )
        before, after = {"status": old.status}, {"status": status}
        await describe_companies(tx, [company_id])
        await record_change(tx, actor, "company.status_changed", company_id, old=before, new=after)
    return await _live(tx, company_id)


async def delete_company(tx: Tx, company_id: UUID, *, actor: Actor) -> None:
    """Hide a company; its name is free at once, and for 30 days it can be restored.

    Raises `CompanyUnknown`, `LastCompany`, `NotAllowed`.
    """
    await lock_tenant(tx)
    await _may(tx, actor)
    company = await _live(tx, company_id)
    if not await store.has_others(tx, company_id):
        raise LastCompany(name=company.name)
    await tx.execute(
        store.queries.delete_company, tenant_id=tx.tenant_id, company_id=company_id, moment=clock.now()
    )
    await describe_companies(tx, [company_id])
    await record_change(tx, actor, "company.deleted", company_id, old=_audited(company))


async def restore_company(tx: Tx, company_id: UUID, *, actor: Actor) -> Company:
    """Bring back a deleted company, under another slug if its own is taken.

    Raises `NotDeleted`, `RestoreTooLate`, `NotAllowed`, and `CompanyNameTaken` where a live company has the
    name by now.
    """
    await lock_tenant(tx)
    await _may(tx, actor)
    company = await _deleted(tx, company_id)
    if company.deleted is not None:
        check_restorable("company", company.name, company.deleted)
    if await store.name_taken(tx, company.name):
        raise CompanyNameTaken(name=company.name)
    taken = await store.taken_slugs(tx)
    again = company.slug if company.slug not in taken else free_slug(slug(company.name), taken)
    await tx.execute(store.queries.restore_company, tenant_id=tx.tenant_id, company_id=company_id, slug=again)
    company = await _live(tx, company_id)
    await describe_companies(tx, [company_id])
    await record_change(tx, actor, "company.restored", company_id, new=_audited(company))
    return company


async def purge_company(tx: Tx, company_id: UUID, *, actor: Actor) -> None:
    """Remove a deleted company and all that belongs to it in this tier, for good.

    Raises `NotDeleted`, `PurgeRefused`, `NotAllowed`.
    """
    await lock_tenant(tx)
    await _may(tx, actor)
    company = await _deleted(tx, company_id)
    async with purging(tx, "company", company.name):
        await tx.execute(store.queries.purge_company, tenant_id=tx.tenant_id, company_id=company_id)
    await record_change(tx, actor, "company.purged", company_id, old=_audited(company))


async def _live(tx: Tx, company_id: UUID) -> Company:
    company = await store.find(tx, company_id)
    if company is None:
        raise CompanyUnknown(company=company_id)
    return company


async def _deleted(tx: Tx, company_id: UUID) -> Company:
    company = await store.find_deleted(tx, company_id)
    if company is None:
        raise NotDeleted(what="company", name=company_id)
    return company


async def _may(tx: Tx, actor: Actor) -> None:
    await require_manager(tx, actor, "change the companies of this tenant")


def _audited(company: Company) -> dict[str, object]:
    return {"name": company.name, "slug": company.slug, "status": company.status}
