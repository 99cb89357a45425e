"""The commands of the warehouse: they parse, call one use case and print."""

import typer

from penguinmails.warehouse.commands.metrics import metrics
from penguinmails.warehouse.commands.report import report
from penguinmails.warehouse.commands.usage import commands as usage

COMMANDS: dict[str, typer.Typer] = {"usage": usage}

__all__ = ["COMMANDS", "metrics", "report"]
