"""The commands of content: they parse, call one use case and print."""

import typer

from penguinmails.content.commands import body

COMMANDS: dict[str, typer.Typer] = {"body": body.commands}
