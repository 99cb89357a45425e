"""The commands of content: they parse, call one use case and print."""

import typer

COMMANDS: dict[str, typer.Typer] = {}
