"""What several commands of mailboxes take."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any, cast
from uuid import UUID

import typer

from penguinmails.infrastructure.mailboxes.errors import SecretUnreadable
from penguinmails.infrastructure.mailboxes.model import Mechanism, Purpose, Security
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import find_company, list_companies

MailboxArgument = Annotated[str, typer.Argument(metavar="MAILBOX", help="Address or id of the mailbox.")]
CompanyOption = Annotated[str | None, typer.Option("--company", "-c", help="Id, slug or name of a company.")]
NameOption = Annotated[str | None, typer.Option("--name", help="The name people see.")]
PurposeOption = Annotated[Purpose | None, typer.Option("--purpose", help="What it may be used for.")]
ZoneOption = Annotated[str | None, typer.Option("--timezone", help="Like Europe/Berlin.")]
UserOption = Annotated[str | None, typer.Option("--user", help="User name; left out: the address.")]
PasswordFile = Annotated[
    str | None,
    typer.Option("--password-file", help="File with the password, - for standard input; else it is asked."),
]
OAuthFile = Annotated[
    Path | None,
    typer.Option("--oauth", help="JSON file: client_id, client_secret, refresh_token; token_url, scope."),
]
SmtpHost = Annotated[str | None, typer.Option("--smtp-host", help="Server for outgoing mail.")]
SmtpPort = Annotated[int | None, typer.Option("--smtp-port", min=1, max=65535)]
SmtpSecurity = Annotated[Security | None, typer.Option("--smtp-security")]
ImapHost = Annotated[str | None, typer.Option("--imap-host", help="Server for incoming mail.")]
ImapPort = Annotated[int | None, typer.Option("--imap-port", min=1, max=65535)]
ImapSecurity = Annotated[Security | None, typer.Option("--imap-security")]
Auth = Annotated[Mechanism | None, typer.Option("--auth", help="How to sign in.")]
Folders = Annotated[
    list[str] | None, typer.Option("--folder", help="Folder to read for replies; repeatable.")
]
DailyLimit = Annotated[int | None, typer.Option("--daily-limit", min=0, help="Messages a day.")]
Gap = Annotated[int | None, typer.Option("--gap", min=0, help="Least seconds between two messages.")]
PerSecond = Annotated[int | None, typer.Option("--per-second", min=0, help="Messages a second; 0: any.")]
RampStart = Annotated[int | None, typer.Option("--ramp-start", min=0, help="Messages on the first day.")]
RampIncrease = Annotated[int | None, typer.Option("--ramp-increase", min=0, help="More on each day after.")]
NoTest = Annotated[bool, typer.Option("--no-test", help="Do not sign in first; it stays pending.")]


def secret_from(file: str) -> str:
    """The secret in a file or, for `-`, in standard input, without the end of its line.

    Raises `SecretUnreadable`.
    """
    try:
        text = sys.stdin.readline() if file == "-" else Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise SecretUnreadable(file=file, reason=reason) from None
    secret = text.strip("\r\n")
    if not secret:
        raise SecretUnreadable(file=file, reason="it is empty")
    return secret


def password_cells(file: str | None, *, needed: bool) -> dict[str, str]:
    """The password of a mailbox, from a file or asked for at a terminal."""
    if file is not None:
        return {"password": secret_from(file)}
    if needed and sys.stdin.isatty():
        return {"password": typer.prompt("Password", hide_input=True, err=True)}
    return {}


def oauth_cells(file: Path | None) -> dict[str, str]:
    """What a file says of OAuth, as the columns of an import. Raises `SecretUnreadable`."""
    if file is None:
        return {}
    try:
        told: Any = json.loads(secret_from(str(file)))
    except ValueError:
        raise SecretUnreadable(file=file, reason="it is no JSON") from None
    if not isinstance(told, dict):
        raise SecretUnreadable(file=file, reason="it is no JSON object")
    values = cast("dict[str, object]", told)
    return {f"oauth_{name}": str(value) for name, value in values.items() if value}


def given(**options: object) -> dict[str, str]:
    """Those options that were given, as the cells of an import."""
    return {name: str(value) for name, value in options.items() if value is not None}


async def company_named(tx: Tx, name: str | None) -> UUID:
    """The company of that name, or the only one there is."""
    if name is not None:
        return (await find_company(tx, name)).id
    companies = await list_companies(tx)
    if len(companies) != 1:
        names = ", ".join(company.name for company in companies)
        raise typer.BadParameter(f"name one of: {names}", param_hint="--company")
    return companies[0].id
