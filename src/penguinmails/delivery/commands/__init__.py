"""The commands of delivery: they parse, call one use case and print."""

import typer

from penguinmails.delivery.commands.inbound import commands as inbound
from penguinmails.delivery.commands.sending import commands as sending

COMMANDS: dict[str, typer.Typer] = {"sending": sending, "inbound": inbound}
