"""`penguinmails tenant`, `company`, `user` and `apikey`: they parse, call one use case and print."""

import typer

from penguinmails.tenancy.commands import apikey, company, tenant, user

COMMANDS: dict[str, typer.Typer] = {
    "tenant": tenant.commands,
    "company": company.commands,
    "user": user.commands,
    "apikey": apikey.commands,
}
