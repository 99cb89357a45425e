"""`penguinmails mailbox change`."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

import typer

from penguinmails.audit import Actor
from penguinmails.infrastructure.access.service import open_mailbox
from penguinmails.infrastructure.commands import options
from penguinmails.infrastructure.commands.showing import Card, everything, refusal
from penguinmails.infrastructure.connecting.service import connect_mailbox
from penguinmails.infrastructure.credentials.model import Credentials
from penguinmails.infrastructure.importing.reading import oauth_of
from penguinmails.infrastructure.mailboxes.limits import Ramp
from penguinmails.infrastructure.mailboxes.model import ImapSettings, Limits, Mailbox
from penguinmails.infrastructure.mailboxes.service import Changes, change_mailbox, find_mailbox
from penguinmails.infrastructure.mailboxes.settings import read_imap, read_smtp
from penguinmails.kernel import clock, console
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import TenantOption, for_tenant


def change(  # noqa: PLR0917 - each is an option
    mailbox: options.MailboxArgument,
    tenant: TenantOption,
    name: options.NameOption = None,
    user: options.UserOption = None,
    password_file: options.PasswordFile = None,
    new_password: Annotated[bool, typer.Option("--new-password", help="Ask for a new password.")] = False,
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
    no_ramp: Annotated[bool, typer.Option("--no-ramp", help="Send up to the daily limit at once.")] = False,
    no_test: options.NoTest = False,
    as_json: console.Json = False,
) -> None:
    """Change what is named. New servers or credentials are signed in to afterwards."""
    secrets = options.oauth_cells(oauth)
    secrets |= options.password_cells(password_file, needed=new_password)
    outgoing = _given(host=smtp_host, port=smtp_port, security=smtp_security, user=user, auth=auth)
    incoming = _given(
        host=imap_host,
        port=imap_port,
        security=imap_security,
        user=user,
        auth=auth,
        folders=tuple(folder) if folder else None,
    )
    limiting = _given(daily_limit=daily_limit, min_gap_seconds=gap, max_per_second=per_second)

    async def work(databases: Databases, scope: Scope) -> tuple[Card, dict[str, Any]]:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            old = await find_mailbox(tx, mailbox)
            smtp = read_smtp(old.smtp_settings)
            changes = Changes(
                display_name=name,
                purpose=purpose,
                timezone=timezone,
                smtp=replace(smtp, **outgoing) if smtp and outgoing else None,
                imap=_incoming(old, incoming) if incoming else None,
                limits=_limits(old, limiting, ramp_start, ramp_increase, no_ramp=no_ramp),
                credentials=_credentials((await open_mailbox(tx, old.id)).credentials, secrets),
            )
            await change_mailbox(tx, old.id, changes, actor=Actor.operator())
        if (outgoing or incoming or secrets) and not no_test:
            connection = await connect_mailbox(databases, scope, old.id, actor=Actor.operator())
            if not connection.checked.ok:
                raise refusal(old.email, connection.checked)
        async with databases.tenant(Tier.OLTP, scope) as tx:
            return await everything(tx, await find_mailbox(tx, old.id))

    card, whole = for_tenant(tenant, work)
    console.show(whole if as_json else card, as_json=as_json)


def _given(**options: object) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _incoming(old: Mailbox, changed: dict[str, Any]) -> ImapSettings | None:
    known = read_imap(old.imap_settings)
    if known is not None:
        return replace(known, **changed)
    if "host" not in changed:
        return None
    return replace(ImapSettings(changed["host"], user=old.email), **changed)


def _limits(
    old: Mailbox, changed: dict[str, Any], start: int | None, increase: int | None, *, no_ramp: bool
) -> Limits | None:
    if changed.get("max_per_second") == 0:
        changed |= {"max_per_second": None}
    ramp = None if no_ramp else old.ramp
    if start is not None or increase is not None:
        known = old.ramp or Ramp(clock.now().date(), 5, 2)
        ramp = replace(
            known,
            started=clock.now().date() if start is not None else known.started,
            start_limit=known.start_limit if start is None else start,
            daily_increase=known.daily_increase if increase is None else increase,
        )
    limits = replace(old.limits, **changed, ramp=ramp)
    return None if limits == old.limits else limits


def _credentials(old: Credentials, secrets: Mapping[str, str]) -> Credentials | None:
    if not secrets:
        return None
    changed = old
    if "password" in secrets:
        changed = replace(changed, password=secrets["password"])
    if "oauth_refresh_token" in secrets:
        known = changed.oauth
        cells = dict(secrets)
        if known is not None:
            cells = {"oauth_token_url": known.token_url, "oauth_client_id": known.client_id} | cells
        changed = replace(changed, oauth=oauth_of(cells, None))
    return changed
