"""The commands of the warehouse: they parse, call one use case and print."""

import typer

from penguinmails.warehouse.commands.archive import commands as archive
from penguinmails.warehouse.commands.messages import messages
from penguinmails.warehouse.commands.metrics import metrics
from penguinmails.warehouse.commands.rebuild import rebuild
from penguinmails.warehouse.commands.reclassify import reclassify
from penguinmails.warehouse.commands.report import report
from penguinmails.warehouse.commands.usage import commands as usage
from penguinmails.warehouse.commands.verify import verify

COMMANDS: dict[str, typer.Typer] = {"archive": archive, "usage": usage}

__all__ = ["COMMANDS", "messages", "metrics", "rebuild", "reclassify", "report", "verify"]
