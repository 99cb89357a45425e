"""Adding, changing and deleting mailboxes. Nothing here commits or connects; every change is audited."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation

from penguinmails.audiences import domain_of, read_address
from penguinmails.audit import Actor, record_change
from penguinmails.infrastructure.credentials import sealing
from penguinmails.infrastructure.credentials.model import Credentials
from penguinmails.infrastructure.mailboxes import store
from penguinmails.infrastructure.mailboxes.errors import MailboxTaken, MailboxUnknown
from penguinmails.infrastructure.mailboxes.handing import hand_on
from penguinmails.infrastructure.mailboxes.model import (
    ImapSettings,
    Limits,
    Mailbox,
    MailboxDraft,
    Provider,
    Purpose,
    SmtpSettings,
    Status,
)
from penguinmails.infrastructure.mailboxes.settings import (
    check_limits,
    check_login,
    check_timezone,
    checked_imap,
    checked_smtp,
    read_imap,
    read_smtp,
)
from penguinmails.infrastructure.settings import InfrastructureSettings
from penguinmails.kernel import ids
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import find_company

_LIVE_KEY = "email_accounts_email_live_key"


@dataclass(frozen=True)
class Changes:
    """What becomes different; None leaves it as it is, an empty text takes it away."""

    display_name: str | None = None
    signature_html: str | None = None
    purpose: Purpose | None = None
    timezone: str | None = None
    smtp: SmtpSettings | None = None
    imap: ImapSettings | None = None
    limits: Limits | None = None
    credentials: Credentials | None = None


async def find_mailbox(tx: Tx, id_or_email: UUID | str) -> Mailbox:
    """A mailbox by id or address. Raises `MailboxUnknown`."""
    wanted = str(id_or_email)
    found = await store.found(tx, _as_id(wanted), wanted.strip().lower())
    if found is None:
        raise MailboxUnknown(mailbox=wanted)
    return found


async def list_mailboxes(
    tx: Tx, *, company_id: UUID | None = None, status: Status | None = None
) -> list[Mailbox]:
    """The mailboxes the transaction may see, by address; of one company, or in one status."""
    return await store.listed(tx, company_id, None if status is None else status.value)


async def add_mailbox(tx: Tx, draft: MailboxDraft, *, actor: Actor) -> Mailbox:
    """Add a mailbox or relay, its credentials sealed.

    It is pending until somebody has signed in to it (`connect_mailbox`); one of the sandbox, which has no
    login, is active at once. With credentials, `tx` must be tenant-wide: keys are not a company's.

    Raises `AddressInvalid`, `CompanyUnknown`, `MailboxInvalid`, `HostInvalid`, `HostPrivate`, `MailboxTaken`.
    """
    settings = InfrastructureSettings.load()
    ready = checked(draft, settings)
    company = await find_company(tx, ready.company_id)
    mailbox_id = ids.uuid7()
    status = Status.ACTIVE if ready.provider is Provider.SANDBOX else Status.PENDING
    async with _named(tx, ready.email):
        await tx.execute(
            store.queries.insert_mailbox,
            tenant_id=tx.tenant_id,
            mailbox_id=mailbox_id,
            company_id=company.id,
            domain=domain_of(ready.email),
            email=ready.email,
            display_name=ready.display_name or None,
            signature_html=ready.signature_html or None,
            provider=ready.provider.value,
            purpose=ready.purpose.value,
            credentials_sealed=await sealing.seal(tx, mailbox_id, ready.credentials),
            status=status.value,
            timezone=ready.timezone,
            **store.columns_of(ready.smtp, ready.imap, ready.limits),
        )
    await hand_on(tx, [mailbox_id])
    mailbox = await find_mailbox(tx, mailbox_id)
    await record_change(tx, actor, "mailbox.added", mailbox_id, new=_audited(mailbox))
    return mailbox


def checked(draft: MailboxDraft, settings: InfrastructureSettings) -> MailboxDraft:
    """The draft in the form it is kept in. Raises as `add_mailbox` does, but for what the database knows."""
    email = read_address(draft.email)
    imap = draft.imap and checked_imap(email, draft.imap, settings)
    smtp = checked_smtp(email, draft.smtp, draft.provider, settings)
    check_limits(email, draft.limits)
    check_timezone(email, draft.timezone)
    check_login(email, smtp, imap, draft.credentials)
    return replace(draft, email=email, smtp=smtp, imap=imap)


async def change_mailbox(tx: Tx, mailbox_id: UUID, changes: Changes, *, actor: Actor) -> Mailbox:
    """Change what is named, all or nothing. Raises `MailboxUnknown`, `MailboxInvalid`, `HostInvalid`,
    `HostPrivate`.

    New credentials and servers are not tried here: `connect_mailbox` does.
    """
    await _lock(tx, mailbox_id)
    settings = InfrastructureSettings.load()
    old = await find_mailbox(tx, mailbox_id)
    smtp = changes.smtp or read_smtp(old.smtp_settings)
    imap = changes.imap or read_imap(old.imap_settings)
    limits = changes.limits or old.limits
    if smtp is None:
        raise MailboxUnknown(mailbox=old.email)
    if changes.smtp is not None:
        smtp = checked_smtp(old.email, smtp, Provider(old.provider), settings)
    if changes.imap is not None and imap is not None:
        imap = checked_imap(old.email, imap, settings)
    check_limits(old.email, limits)
    if changes.credentials is not None:
        check_login(old.email, smtp, imap, changes.credentials)
        sealed = await sealing.seal(tx, mailbox_id, changes.credentials)
        await tx.execute(
            store.queries.set_credentials,
            tenant_id=tx.tenant_id,
            mailbox_id=mailbox_id,
            credentials_sealed=sealed,
        )
    await tx.execute(
        store.queries.update_mailbox,
        tenant_id=tx.tenant_id,
        mailbox_id=mailbox_id,
        display_name=_chosen(changes.display_name, old.display_name),
        signature_html=_chosen(changes.signature_html, old.signature_html),
        purpose=(changes.purpose or Purpose(old.purpose)).value,
        timezone=check_timezone(old.email, changes.timezone or old.timezone),
        **store.columns_of(smtp, imap, limits),
    )
    await hand_on(tx, [mailbox_id])
    new = await find_mailbox(tx, mailbox_id)
    before, after = _audited(old), _audited(new)
    changed = {name for name in after if before[name] != after[name]}
    await record_change(
        tx,
        actor,
        "mailbox.changed",
        mailbox_id,
        old={name: before[name] for name in changed},
        new={name: after[name] for name in changed} | {"credentials": changes.credentials is not None},
    )
    return new


async def delete_mailbox(tx: Tx, mailbox_id: UUID, *, actor: Actor) -> None:
    """Hide a mailbox and forget its credentials. Its lane stops, and it leaves its pools.

    `release_addresses` frees its addresses for other tenants at once, else the next day does. Raises
    `MailboxUnknown`.
    """
    await _lock(tx, mailbox_id)
    old = await find_mailbox(tx, mailbox_id)
    await tx.execute(store.queries.delete_mailbox, tenant_id=tx.tenant_id, mailbox_id=mailbox_id)
    await tx.execute(store.queries.leave_pools, tenant_id=tx.tenant_id, mailbox_id=mailbox_id)
    await hand_on(tx, [mailbox_id])
    await record_change(tx, actor, "mailbox.deleted", mailbox_id, old=_audited(old))


async def _lock(tx: Tx, mailbox_id: UUID) -> None:
    if await store.lock(tx, mailbox_id) is None:
        raise MailboxUnknown(mailbox=mailbox_id)


@asynccontextmanager
async def _named(tx: Tx, email: str) -> AsyncGenerator[None]:
    try:
        async with tx.savepoint():
            yield
    except UniqueViolation as error:
        if error.diag.constraint_name != _LIVE_KEY:
            raise
        raise MailboxTaken(email=email) from None


def _audited(mailbox: Mailbox) -> dict[str, Any]:
    # No address and no name of a person: the id says which mailbox it was.
    return {
        "domain": domain_of(mailbox.email),
        "provider": mailbox.provider,
        "purpose": mailbox.purpose,
        "company_id": str(mailbox.company_id),
        "smtp_host": mailbox.smtp_settings.get("host"),
        "imap_host": mailbox.imap_settings.get("host"),
        "timezone": mailbox.timezone,
        "daily_limit": mailbox.daily_limit,
        "min_gap_seconds": mailbox.min_gap_seconds,
        "max_per_second": mailbox.max_per_second,
        "rolling_limit": mailbox.rolling_limit,
        "ramp_start_limit": mailbox.ramp_start_limit,
        "ramp_daily_increase": mailbox.ramp_daily_increase,
    }


def _chosen(new: str | None, old: str | None) -> str | None:
    return old if new is None else new or None


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
