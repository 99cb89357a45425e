"""Signing in for the first time, and again. Opens its own transactions and commits."""

from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from penguinmails.audit import Actor, record_change
from penguinmails.infrastructure.access.service import Opened, open_mailbox, usable
from penguinmails.infrastructure.checking.model import Checked, Side, Trouble
from penguinmails.infrastructure.checking.service import check_servers, with_token
from penguinmails.infrastructure.connecting import store
from penguinmails.infrastructure.connecting.model import Connection
from penguinmails.infrastructure.mailboxes import store as mailboxes
from penguinmails.infrastructure.mailboxes.errors import (
    MailboxBroken,
    MailboxElsewhere,
    MailboxTaken,
    MailboxUnready,
)
from penguinmails.infrastructure.mailboxes.handing import hand_on
from penguinmails.infrastructure.mailboxes.model import Mailbox, MailboxDraft, Provider
from penguinmails.infrastructure.mailboxes.service import add_mailbox, checked, find_mailbox
from penguinmails.infrastructure.settings import InfrastructureSettings
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier

_UNDER_WAY: Final = timedelta(hours=1)
"""A claim that is younger may be of a mailbox whose transaction has not committed yet."""


async def connect_mailbox(
    databases: Databases, scope: Scope, mailbox_id: UUID, *, actor: Actor
) -> Connection:
    """Sign in to a mailbox's servers.

    If that works, its addresses are the tenant's from then on, and a mailbox that was pending, or in error,
    sends. A mailbox of the sandbox has no login: only its addresses are taken. What went wrong at the servers
    is in `checked`, with what to do about it, and changes nothing. Raises `MailboxUnknown`, and
    `MailboxElsewhere` where another tenant has connected the address.
    """
    async with databases.tenant(Tier.OLTP, scope) as tx:
        opened = await open_mailbox(tx, mailbox_id)
    found = await _checked(databases, scope, opened)
    if not found.ok:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            return Connection(await find_mailbox(tx, mailbox_id), found)
    return Connection(await _connected(databases, scope, mailbox_id, actor=actor), found)


async def add_connected_mailbox(
    databases: Databases, scope: Scope, draft: MailboxDraft, *, actor: Actor
) -> Mailbox | Checked:
    """Add a mailbox if it can be signed in to; else why it cannot, and nothing was added.

    Raises as `add_mailbox` does, and `MailboxElsewhere`.
    """
    settings = InfrastructureSettings.load()
    ready = checked(draft, settings)
    await _refuse_taken(databases, scope, ready.email)
    if ready.provider is not Provider.SANDBOX:
        credentials = await with_token(ready.credentials, ready.smtp, ready.imap, settings)
        if isinstance(credentials, Trouble):
            return Checked((credentials,))
        found = await check_servers(ready.email, ready.smtp, ready.imap, credentials, settings)
        if not found.ok:
            return found
    async with databases.tenant(Tier.OLTP, scope) as tx:
        mailbox = await add_mailbox(tx, ready, actor=actor)
    return await _connected(databases, scope, mailbox.id, actor=actor)


async def claim_addresses(databases: Databases, scope: Scope, mailbox_id: UUID) -> None:
    """Take a mailbox's addresses for the tenant, and let go of those it no longer has.

    Raises `MailboxElsewhere` where its own address is another tenant's, `MailboxUnknown`.
    """
    async with databases.tenant(Tier.OLTP, scope) as tx:
        mailbox = await find_mailbox(tx, mailbox_id)
        others = [row.address for row in await mailboxes.from_addresses(tx, mailbox_id)]
    async with databases.worker(Tier.OLTP) as tx:
        await store.release(tx, scope.tenant_id, mailbox_id)
        await store.claim(tx, scope.tenant_id, mailbox_id, [mailbox.email, *others])
        owner = (await store.owners(tx, [mailbox.email])).get(mailbox.email)
        if owner != scope.tenant_id:
            raise MailboxElsewhere(email=mailbox.email)


async def release_addresses(databases: Databases, tenant_id: UUID, mailbox_id: UUID) -> None:
    """Let go of the addresses that a mailbox no longer has. Commits."""
    async with databases.worker(Tier.OLTP) as tx:
        await store.release(tx, tenant_id, mailbox_id)


async def release_orphans(databases: Databases) -> int:
    """Let go of the addresses that no live mailbox has, over all tenants; how many. Commits."""
    async with databases.worker(Tier.OLTP) as tx:
        return await store.release_orphans(tx, clock.now() - _UNDER_WAY)


async def _connected(databases: Databases, scope: Scope, mailbox_id: UUID, *, actor: Actor) -> Mailbox:
    await claim_addresses(databases, scope, mailbox_id)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        old = await find_mailbox(tx, mailbox_id)
        await tx.execute(mailboxes.queries.set_connected, tenant_id=tx.tenant_id, mailbox_id=mailbox_id)
        await hand_on(tx, [mailbox_id])
        new = await find_mailbox(tx, mailbox_id)
        before, after = {"status": old.status}, {"status": new.status}
        await record_change(tx, actor, "mailbox.connected", mailbox_id, old=before, new=after)
    return new


async def _refuse_taken(databases: Databases, scope: Scope, email: str) -> None:
    # Before anybody signs in anywhere; the claim itself decides.
    async with databases.tenant(Tier.OLTP, scope) as tx:
        if await mailboxes.found(tx, None, email) is not None:
            raise MailboxTaken(email=email)
    async with databases.worker(Tier.OLTP) as tx:
        if (await store.owners(tx, [email])).get(email, scope.tenant_id) != scope.tenant_id:
            raise MailboxElsewhere(email=email)


async def _checked(databases: Databases, scope: Scope, opened: Opened) -> Checked:
    if opened.provider == Provider.SANDBOX:
        return Checked()
    smtp = opened.smtp
    if smtp is None:
        fix = "Give it one by `penguinmails mailbox change`."
        return Checked((Trouble(Side.SMTP, "server_missing", "It has no server for outgoing mail.", fix),))
    for server in (smtp, opened.imap):
        if server is None:
            continue
        try:
            fresh = await usable(databases, scope, opened, server)
        except MailboxBroken as error:
            return Checked((Trouble(Side.SMTP, "token_refused", error.reason, error.todo),))
        except MailboxUnready as error:
            return Checked((Trouble(Side.SMTP, "token_unavailable", error.reason, error.todo),))
        opened = replace(opened, credentials=fresh)
    settings = InfrastructureSettings.load()
    return await check_servers(opened.email, smtp, opened.imap, opened.credentials, settings)
