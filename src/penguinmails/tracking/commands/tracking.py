"""`penguinmails tracking`."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

import typer

from penguinmails.audiences import masked
from penguinmails.audit import Actor
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope
from penguinmails.postgres.connect import run
from penguinmails.tenancy import TenantOption, Yes, for_tenant, in_tenant
from penguinmails.tracking.serving.blocking import allow_links, block_links
from penguinmails.tracking.spool.places import spool_folder
from penguinmails.tracking.spool.refused import retry_refused
from penguinmails.tracking.spool.state import spool_state
from penguinmails.tracking.tokens.keys import tracking_key
from penguinmails.tracking.tokens.links import Links

commands = typer.Typer(help="Opens, clicks and unsubscribing.", no_args_is_help=True)


@dataclass(frozen=True)
class Decoded:
    """What a link says, for people."""

    kind: str
    tenant_id: UUID
    company_id: UUID | None
    message_id: UUID
    lead_id: UUID | None
    consent: str
    url: str | None
    address: str | None


@commands.command("state")
def state(as_json: console.Json = False) -> None:
    """How many hits wait for the databases, and since when. Works without a database."""
    console.show(spool_state(), as_json=as_json)


@commands.command("decode")
def decode(
    link: Annotated[str, typer.Argument(help="A link of a message, or the token in it.")],
    as_json: console.Json = False,
) -> None:
    """Say which message a link is from and where it leads, if this platform made it."""
    token = urlsplit(link.strip()).path.rstrip("/").rpartition("/")[2].removesuffix(".gif")

    async def read(databases: Databases) -> Decoded:
        found = Links(await tracking_key(databases), "").read(token)
        ref = found.ref
        return Decoded(
            found.kind.name.lower(),
            ref.tenant_id,
            ref.company_id,
            ref.message_id,
            ref.lead_id,
            ref.consent,
            found.url,
            None if found.address is None else masked(found.address),
        )

    console.show(run(read), as_json=as_json)


@commands.command("retry")
def retry(as_json: console.Json = False) -> None:
    """Try the hits again that could not be taken in."""
    console.show({"batches_retried": retry_refused(spool_folder())}, as_json=as_json)


@commands.command("block")
def block(
    tenant: TenantOption,
    reason: Annotated[str | None, typer.Option(help="Why, for those who look later.")] = None,
    yes: Yes = False,
    as_json: console.Json = False,
) -> None:
    """Stop the links of a tenant's mail from leading anywhere, where they are abused."""
    if not yes:
        typer.confirm("Every link in mail this tenant has sent will lead to a notice. Stop them?", abort=True)

    async def work(databases: Databases, scope: Scope) -> None:
        await block_links(databases, scope, reason=reason, actor=Actor.operator())

    for_tenant(tenant, work)
    console.show({"links": "blocked"}, as_json=as_json)


@commands.command("unblock")
def unblock(tenant: TenantOption, as_json: console.Json = False) -> None:
    """Let the links of a tenant's mail lead where they led."""
    in_tenant(tenant, lambda tx: allow_links(tx, actor=Actor.operator()))
    console.show({"links": "working"}, as_json=as_json)
