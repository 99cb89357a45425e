"""The commands of content: they parse, call one use case and print."""

import typer

from penguinmails.content.commands import body, template

COMMANDS: dict[str, typer.Typer] = {"body": body.commands, "template": template.commands}
