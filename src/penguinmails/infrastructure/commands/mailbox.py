"""`penguinmails mailbox`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from penguinmails.audit import Actor
from penguinmails.infrastructure.checking.model import Checked
from penguinmails.infrastructure.commands import options
from penguinmails.infrastructure.commands.mailbox_change import change
from penguinmails.infrastructure.commands.mailbox_from import commands as from_commands
from penguinmails.infrastructure.commands.showing import (
    Card,
    capacities,
    everything,
    line_of,
    refusal,
)
from penguinmails.infrastructure.connecting.model import Connection
from penguinmails.infrastructure.connecting.service import (
    add_connected_mailbox,
    connect_mailbox,
    release_addresses,
)
from penguinmails.infrastructure.health.service import pause_mailbox, resume_mailbox
from penguinmails.infrastructure.importing.errors import FileUnreadable
from penguinmails.infrastructure.importing.model import ImportResult, Outcome
from penguinmails.infrastructure.importing.reading import Row, draft_of
from penguinmails.infrastructure.importing.service import import_mailboxes
from penguinmails.infrastructure.mailboxes import service
from penguinmails.infrastructure.mailboxes.model import Mailbox, Status
from penguinmails.infrastructure.mailboxes.presets import PRESETS
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import TenantOption, Yes, find_company, for_tenant, in_tenant

commands = typer.Typer(help="Mailboxes and relays: what mail leaves and comes back by.", no_args_is_help=True)
commands.add_typer(from_commands, name="from")


@commands.command("add")
def add(  # noqa: PLR0917 - each is an option
    email: Annotated[str, typer.Argument(help="The mailbox's address.")],
    tenant: TenantOption,
    preset: Annotated[str | None, typer.Option(help=f"One of: {', '.join(PRESETS)}.")] = None,
    host: Annotated[str | None, typer.Option(help="Your server, where the preset needs one.")] = None,
    company: options.CompanyOption = None,
    name: options.NameOption = None,
    user: options.UserOption = None,
    password_file: options.PasswordFile = None,
    oauth: options.OAuthFile = None,
    auth: options.Auth = None,
    smtp_host: options.SmtpHost = None,
    smtp_port: options.SmtpPort = None,
    smtp_security: options.SmtpSecurity = None,
    imap_host: options.ImapHost = None,
    imap_port: options.ImapPort = None,
    imap_security: options.ImapSecurity = None,
    folder: options.Folders = None,
    purpose: options.PurposeOption = None,
    timezone: options.ZoneOption = None,
    daily_limit: options.DailyLimit = None,
    gap: options.Gap = None,
    per_second: options.PerSecond = None,
    ramp_start: options.RampStart = None,
    ramp_increase: options.RampIncrease = None,
    no_test: options.NoTest = False,
    as_json: console.Json = False,
) -> None:
    """Add a mailbox or relay, after signing in to it."""
    cells = options.given(
        email=email,
        name=name,
        preset=preset,
        host=host,
        user=user,
        auth=auth,
        smtp_host=smtp_host,
        smtp_port=smtp_port,
        smtp_security=smtp_security,
        imap_host=imap_host,
        imap_port=imap_port,
        imap_security=imap_security,
        folders="|".join(folder) if folder else None,
        purpose=purpose,
        timezone=timezone,
        daily_limit=daily_limit,
        min_gap_seconds=gap,
        max_per_second=per_second,
        ramp_start=ramp_start,
        ramp_increase=ramp_increase,
    )
    cells |= options.oauth_cells(oauth)
    cells |= options.password_cells(password_file, needed=oauth is None and preset != "sandbox")

    async def work(databases: Databases, scope: Scope) -> tuple[Card, dict[str, Any]]:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            draft = draft_of(Row(1, cells), await options.company_named(tx, company), None)
            if no_test:
                return await everything(tx, await service.add_mailbox(tx, draft, actor=Actor.operator()))
        added = await add_connected_mailbox(databases, scope, draft, actor=Actor.operator())
        if isinstance(added, Checked):
            raise refusal(draft.email, added)
        async with databases.tenant(Tier.OLTP, scope) as tx:
            return await everything(tx, added)

    _show(for_tenant(tenant, work), as_json=as_json)


@commands.command("list")
def list_(
    *,
    tenant: TenantOption,
    company: options.CompanyOption = None,
    status: Annotated[Status | None, typer.Option(help="Only those in this status.")] = None,
    as_json: console.Json = False,
) -> None:
    """List mailboxes: what each may send today, and why it does not."""

    async def work(tx: Tx) -> tuple[list[Mailbox], dict[UUID, int]]:
        company_id = None if company is None else (await find_company(tx, company)).id
        found = await service.list_mailboxes(tx, company_id=company_id, status=status)
        return found, await capacities(tx, found)

    found, left = in_tenant(tenant, work)
    if as_json:
        rows = [console.plain(mailbox) | {"left_today": left[mailbox.id]} for mailbox in found]
        console.show(rows, as_json=True)
        return
    console.show([line_of(each, left[each.id]) for each in found], as_json=False, empty="No mailboxes.")


@commands.command("show")
def show(*, mailbox: options.MailboxArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Show all about one mailbox, but its secrets."""

    async def work(tx: Tx) -> tuple[Card, dict[str, Any]]:
        return await everything(tx, await service.find_mailbox(tx, mailbox))

    _show(in_tenant(tenant, work), as_json=as_json)


commands.command("change")(change)


@commands.command("test")
def sign_in(*, mailbox: options.MailboxArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Sign in to a mailbox's servers; one that was pending or in error sends from then on."""

    async def work(databases: Databases, scope: Scope) -> Connection:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            found = await service.find_mailbox(tx, mailbox)
        return await connect_mailbox(databases, scope, found.id, actor=Actor.operator())

    connection = for_tenant(tenant, work)
    if not connection.checked.ok:
        raise refusal(connection.mailbox.email, connection.checked)
    console.say(f"{connection.mailbox.email} lets us in. It is {connection.mailbox.status}.", as_json=as_json)
    if as_json:
        console.show({"email": connection.mailbox.email, "status": connection.mailbox.status}, as_json=True)


@commands.command("import")
def import_(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV; see examples/mailboxes.csv.")],
    tenant: TenantOption,
    company: options.CompanyOption = None,
    preset: Annotated[str | None, typer.Option(help="For rows that name none.")] = None,
    no_test: options.NoTest = False,
    as_json: console.Json = False,
) -> None:
    """Add many mailboxes, signing in to each; what fails is listed with what to do, the rest is added."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise FileUnreadable(name=str(file), reason=error.strerror or str(error)) from None

    async def work(databases: Databases, scope: Scope) -> ImportResult:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            company_id = await options.company_named(tx, company)
        with console.progress("Signing in", as_json=as_json) as steps:
            return await import_mailboxes(
                databases,
                scope,
                file.name,
                content,
                company_id=company_id,
                preset=preset,
                test=not no_test,
                seen=lambda done, total: steps(done, total, "Signing in"),
                actor=Actor.operator(),
            )

    result = for_tenant(tenant, work)
    if as_json:
        console.show(result, as_json=True)
    else:
        console.say(f"{result.added} added, {result.existed} there already, {result.failed} failed.")
        for row in result.rows:
            if row.outcome is Outcome.FAILED:
                console.say(f"line {row.line}, {row.email or 'no address'}: {row.problem}\n  {row.fix}")
    if result.failed:
        raise typer.Exit(1)


@commands.command("pause")
def pause(
    *,
    mailbox: options.MailboxArgument,
    tenant: TenantOption,
    until: Annotated[datetime | None, typer.Option(help="In UTC; left out: until it is resumed.")] = None,
    reason: Annotated[str | None, typer.Option(help="For the others.")] = None,
    as_json: console.Json = False,
) -> None:
    """Stop a mailbox. What it was to send waits."""

    async def work(tx: Tx) -> tuple[Card, dict[str, Any]]:
        found = await service.find_mailbox(tx, mailbox)
        end = None if until is None else until.replace(tzinfo=UTC)
        return await everything(
            tx, await pause_mailbox(tx, found.id, until=end, reason=reason, actor=Actor.operator())
        )

    _show(in_tenant(tenant, work), as_json=as_json)


@commands.command("resume")
def resume(*, mailbox: options.MailboxArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Let a mailbox send again, whatever stopped it."""

    async def work(tx: Tx) -> tuple[Card, dict[str, Any]]:
        found = await service.find_mailbox(tx, mailbox)
        return await everything(tx, await resume_mailbox(tx, found.id, actor=Actor.operator()))

    _show(in_tenant(tenant, work), as_json=as_json)


@commands.command("delete")
def delete(
    *,
    mailbox: options.MailboxArgument,
    tenant: TenantOption,
    yes: Yes = False,
    as_json: console.Json = False,
) -> None:
    """Delete a mailbox and forget its credentials. What it sent stays."""
    if not yes:
        typer.confirm(f"Delete {mailbox}? Its credentials are forgotten.", abort=True, err=True)

    async def work(databases: Databases, scope: Scope) -> dict[str, UUID]:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            found = await service.find_mailbox(tx, mailbox)
            await service.delete_mailbox(tx, found.id, actor=Actor.operator())
        await release_addresses(databases, scope.tenant_id, found.id)
        return {"deleted": found.id}

    console.show(for_tenant(tenant, work), as_json=as_json)


@commands.command("presets")
def presets(*, as_json: console.Json = False) -> None:
    """List the providers whose servers are known."""
    rows = [
        {
            "preset": preset.name,
            "outgoing": f"{preset.smtp.host or 'yours'}:{preset.smtp.port}",
            "incoming": f"{preset.imap.host or 'yours'}:{preset.imap.port}" if preset.imap else None,
            "note": preset.note,
        }
        for preset in PRESETS.values()
    ]
    console.show(rows, as_json=as_json)


def _show(found: tuple[Card, dict[str, Any]], *, as_json: bool) -> None:
    card, whole = found
    console.show(whole if as_json else card, as_json=as_json)
