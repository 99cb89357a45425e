"""`penguinmails inbound`."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import typer

from penguinmails.audit import Actor
from penguinmails.content import load_body
from penguinmails.delivery.inbound import store
from penguinmails.delivery.inbound.classifying import MailKind
from penguinmails.delivery.inbound.errors import InboundUnknown
from penguinmails.delivery.inbound.model import Open, Shown, Taken
from penguinmails.delivery.inbound.polling.model import CursorShown
from penguinmails.delivery.inbound.polling.store import list_cursors
from penguinmails.delivery.inbound.retrying import Retried, retry_mail, retry_open
from penguinmails.kernel import clock, console, ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import TenantOption, for_tenant

commands = typer.Typer(help="Received mail: bounces, complaints, replies.", no_args_is_help=True)

Days = Annotated[int, typer.Option("--days", min=1, max=3650, help="How many days back.")]


@commands.command("list")
def list_(
    *,
    tenant: TenantOption,
    unmatched: Annotated[
        bool, typer.Option("--unmatched", help="Only what belongs to no message, or could not be read.")
    ] = False,
    kind: Annotated[MailKind | None, typer.Option(help="Only mail of this kind.")] = None,
    days: Days = 7,
    page: Annotated[int, typer.Option("--page", min=1, max=1000, help="How many at most.")] = 50,
    as_json: console.Json = False,
) -> None:
    """List a tenant's received mail, the newest first."""
    since = clock.now() - timedelta(days=days)

    async def work(databases: Databases, scope: Scope) -> list[dict[str, Any]]:
        async with databases.tenant(Tier.CONTENT, scope) as tx:
            if unmatched:
                return [
                    _question(each)
                    for each in await store.list_open(tx, since=since, reason=None, page=page)
                    if kind is None or each.kind == kind
                ]
            found = await store.list_received(tx, since=ids.uuid7_floor(since), kind=kind, page=page)
            return [_mail(each) for each in found]

    console.show(for_tenant(tenant, work), as_json=as_json, empty="No such mail.")


@commands.command("show")
def show(
    mail: Annotated[UUID, typer.Argument(help="Id of the received mail.")],
    tenant: TenantOption,
    as_json: console.Json = False,
) -> None:
    """Show a received mail: where it belongs, or why nowhere, and its text."""

    async def work(databases: Databases, scope: Scope) -> dict[str, Any]:
        async with databases.tenant(Tier.CONTENT, scope) as tx:
            found = await store.find_shown(tx, mail)
            if found is None:
                raise InboundUnknown(mail=mail)
            question = await store.find_open(tx, mail)
            shown = _mail(found) | {"thread": found.thread_id, "body": found.storage_key}
            if question is not None and question.resolved is None:
                shown |= {"unmatched": question.reason, **question.details}
            try:
                text = (await load_body(tx, found.storage_key)).text if found.storage_key else None
            except PenguinError as error:
                text = error.message
        return shown | {"text": text}

    console.show(for_tenant(tenant, work), as_json=as_json)


@commands.command("retry")
def retry(
    tenant: TenantOption,
    mail: Annotated[
        UUID | None, typer.Argument(help="Id of a received mail; all open ones if left out.")
    ] = None,
    days: Days = 30,
    as_json: console.Json = False,
) -> None:
    """Read mail again that belonged to no message or could not be read, and look for its message."""

    async def work(databases: Databases, scope: Scope) -> Retried | Taken:
        if mail is not None:
            return await retry_mail(databases, scope.tenant_id, mail, actor=Actor.operator())
        since = clock.now() - timedelta(days=days)
        return await retry_open(databases, scope.tenant_id, since=since, actor=Actor.operator())

    console.show(for_tenant(tenant, work), as_json=as_json)


@commands.command("folders")
def folders(tenant: TenantOption, as_json: console.Json = False) -> None:
    """List the folders that are read by IMAP: how far, when again, and what went wrong."""

    async def work(databases: Databases, scope: Scope) -> list[CursorShown]:
        async with databases.tenant(Tier.CONTENT, scope) as tx:
            return await list_cursors(tx)

    console.show(for_tenant(tenant, work), as_json=as_json, empty="No mailbox is read yet.")


def _mail(mail: Shown) -> dict[str, Any]:
    return {
        "id": mail.id,
        "received": mail.received,
        "kind": mail.kind if mail.processed else "unreadable",
        "from": mail.from_email,
        "to": mail.to_email,
        "subject": mail.subject,
        "means": mail.classification,
        "answers": mail.answers,
    }


def _question(mail: Open) -> dict[str, Any]:
    return {
        "id": mail.id,
        "received": mail.received,
        "kind": mail.kind,
        "why": mail.reason,
        "from": mail.from_email,
        "to": mail.recipient,
        "subject": mail.subject,
        "details": "; ".join(f"{name} {value}" for name, value in mail.details.items()),
    }
