"""Adding and keeping domains. Nothing here commits; every change is audited."""

from uuid import UUID

from psycopg.errors import UniqueViolation

from penguinmails.audiences import domain_of, read_address
from penguinmails.audit import Actor, record_change
from penguinmails.infrastructure.domains import store
from penguinmails.infrastructure.domains.errors import DomainInUse, DomainInvalid, DomainTaken, DomainUnknown
from penguinmails.infrastructure.domains.model import Domain
from penguinmails.infrastructure.mailboxes.handing import touch
from penguinmails.kernel import ids
from penguinmails.kernel.db import Tx
from penguinmails.kernel.errors import PenguinError
from penguinmails.tenancy import find_company

_LIVE_KEY = "domains_domain_live_key"


def read_domain(raw: str) -> str:
    """A domain as it is stored: lower-case, in ASCII. Raises `DomainInvalid`."""
    try:
        return domain_of(read_address(f"postmaster@{raw.strip()}"))
    except PenguinError as error:
        raise DomainInvalid(raw=raw[:100], reason=error.data["reason"]) from None


async def find_domain(tx: Tx, id_or_name: UUID | str) -> Domain:
    """A domain by id or name. Raises `DomainUnknown`."""
    wanted = str(id_or_name).strip().lower()
    found = await store.found(tx, _as_id(wanted), wanted)
    if found is None:
        raise DomainUnknown(domain=wanted)
    return found


async def list_domains(tx: Tx, *, company_id: UUID | None = None) -> list[Domain]:
    """The domains the transaction may see, by name."""
    return await store.listed(tx, company_id)


async def add_domain(
    tx: Tx,
    domain: str,
    *,
    company_id: UUID,
    tracking_host: str | None = None,
    return_path_host: str | None = None,
    actor: Actor,
) -> Domain:
    """Add a domain to a company; its mailboxes at that domain belong to it from now on.

    Raises `DomainInvalid`, `DomainTaken`, `CompanyUnknown`.
    """
    name = read_domain(domain)
    company = await find_company(tx, company_id)
    domain_id = ids.uuid7()
    try:
        async with tx.savepoint():
            await tx.execute(
                store.queries.insert_domain,
                tenant_id=tx.tenant_id,
                domain_id=domain_id,
                company_id=company.id,
                domain=name,
                tracking_host=tracking_host and read_domain(tracking_host),
                return_path_host=return_path_host and read_domain(return_path_host),
            )
    except UniqueViolation as error:
        if error.diag.constraint_name != _LIVE_KEY:
            raise
        raise DomainTaken(domain=name) from None
    added = await find_domain(tx, domain_id)
    await touch(tx, await store.adopt_mailboxes(tx, added))
    await record_change(tx, actor, "domain.added", domain_id, new=_audited(added))
    return await find_domain(tx, domain_id)


async def change_domain(
    tx: Tx, domain_id: UUID, *, tracking_host: str | None, return_path_host: str | None, actor: Actor
) -> Domain:
    """Set both hosts; None takes one away. Raises `DomainUnknown`, `DomainInvalid`."""
    await lock_domain(tx, domain_id)
    old = await find_domain(tx, domain_id)
    await tx.execute(
        store.queries.change_domain,
        tenant_id=tx.tenant_id,
        domain_id=domain_id,
        tracking_host=tracking_host and read_domain(tracking_host),
        return_path_host=return_path_host and read_domain(return_path_host),
    )
    await touch(tx, await store.mailboxes_of(tx, domain_id))
    new = await find_domain(tx, domain_id)
    await record_change(tx, actor, "domain.changed", domain_id, old=_audited(old), new=_audited(new))
    return new


async def delete_domain(tx: Tx, domain_id: UUID, *, actor: Actor) -> None:
    """Hide a domain; its name is free at once. Raises `DomainUnknown`, `DomainInUse`."""
    await lock_domain(tx, domain_id)
    old = await find_domain(tx, domain_id)
    senders = await store.mailboxes_of(tx, domain_id)
    if senders:
        raise DomainInUse(domain=old.domain, count=len(senders))
    await tx.execute(store.queries.delete_domain, tenant_id=tx.tenant_id, domain_id=domain_id)
    await record_change(tx, actor, "domain.deleted", domain_id, old=_audited(old))


async def lock_domain(tx: Tx, domain_id: UUID) -> None:
    """Let nobody else change the domain or its keys. Raises `DomainUnknown`."""
    if await store.lock(tx, domain_id) is None:
        raise DomainUnknown(domain=domain_id)


def _audited(domain: Domain) -> dict[str, object]:
    return {
        "domain": domain.domain,
        "company_id": str(domain.company_id),
        "tracking_host": domain.tracking_host,
        "return_path_host": domain.return_path_host,
    }


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
