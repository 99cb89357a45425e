"""The commands of infrastructure: they parse, call one use case and print."""

import typer

from penguinmails.infrastructure.commands.domain import commands as domain
from penguinmails.infrastructure.commands.mailbox import commands as mailbox
from penguinmails.infrastructure.commands.pool import commands as pool

COMMANDS: dict[str, typer.Typer] = {"domain": domain, "mailbox": mailbox, "pool": pool}
