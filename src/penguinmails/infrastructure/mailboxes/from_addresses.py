"""The addresses a mailbox or relay may write as. Nothing here commits; every change is audited."""

from uuid import UUID

from penguinmails.audiences import domain_of, read_address
from penguinmails.audit import Actor, record_change
from penguinmails.infrastructure.mailboxes import store
from penguinmails.infrastructure.mailboxes.errors import FromAddressUnknown, MailboxUnknown
from penguinmails.infrastructure.mailboxes.handing import touch
from penguinmails.infrastructure.mailboxes.model import FromAddress
from penguinmails.infrastructure.mailboxes.service import find_mailbox
from penguinmails.kernel import ids
from penguinmails.kernel.db import Tx


async def list_from_addresses(tx: Tx, mailbox_id: UUID) -> list[FromAddress]:
    """What a mailbox may write as besides itself, the default first."""
    return await store.from_addresses(tx, mailbox_id)


async def put_from_address(
    tx: Tx,
    mailbox_id: UUID,
    address: str,
    *,
    display_name: str | None = None,
    reply_to: str | None = None,
    is_default: bool = False,
    actor: Actor,
) -> FromAddress:
    """Let a mailbox write as an address, or change how; the first is the default of a relay.

    What comes back to the address is the mailbox's once it has been connected again (`claim_addresses`).
    Raises `MailboxUnknown`, `AddressInvalid`.
    """
    if await store.lock(tx, mailbox_id) is None:
        raise MailboxUnknown(mailbox=mailbox_id)
    mailbox = await find_mailbox(tx, mailbox_id)
    writes_as = read_address(address)
    known = {row.address: row for row in await store.from_addresses(tx, mailbox_id)}
    default = is_default or (writes_as in known and known[writes_as].is_default)
    default = default or (mailbox.provider == "relay" and not known)
    if default:
        await tx.execute(store.queries.no_default, tenant_id=tx.tenant_id, mailbox_id=mailbox_id)
    await tx.execute(
        store.queries.put_from_address,
        tenant_id=tx.tenant_id,
        id=ids.uuid7(),
        company_id=mailbox.company_id,
        mailbox_id=mailbox_id,
        domain=domain_of(writes_as),
        address=writes_as,
        display_name=display_name or None,
        reply_to=read_address(reply_to) if reply_to else None,
        is_default=default,
    )
    await touch(tx, [mailbox_id])
    new = {"domain": domain_of(writes_as), "is_default": default}
    await record_change(tx, actor, "mailbox.from_address_put", mailbox_id, new=new)
    return await _find(tx, mailbox_id, mailbox.email, writes_as)


async def delete_from_address(tx: Tx, mailbox_id: UUID, address: str, *, actor: Actor) -> None:
    """A mailbox no longer writes as an address. Raises `MailboxUnknown`, `FromAddressUnknown`."""
    if await store.lock(tx, mailbox_id) is None:
        raise MailboxUnknown(mailbox=mailbox_id)
    mailbox = await find_mailbox(tx, mailbox_id)
    found = await _find(tx, mailbox_id, mailbox.email, address.strip().lower())
    await tx.execute(
        store.queries.delete_from_address,
        tenant_id=tx.tenant_id,
        mailbox_id=mailbox_id,
        address=found.address,
    )
    await touch(tx, [mailbox_id])
    old = {"domain": domain_of(found.address)}
    await record_change(tx, actor, "mailbox.from_address_deleted", mailbox_id, old=old)


async def _find(tx: Tx, mailbox_id: UUID, email: str, address: str) -> FromAddress:
    for row in await store.from_addresses(tx, mailbox_id):
        if row.address == address:
            return row
    raise FromAddressUnknown(email=email, address=address)
