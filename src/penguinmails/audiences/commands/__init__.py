"""The commands of audiences: they parse, call one use case and print."""

import typer

COMMANDS: dict[str, typer.Typer] = {}
