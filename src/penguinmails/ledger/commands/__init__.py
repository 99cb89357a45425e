"""The commands of the ledger: they parse, call one use case and print."""

import typer

from penguinmails.ledger.commands.ledger import commands as ledger
from penguinmails.ledger.commands.verdicts import commands as verdicts

COMMANDS: dict[str, typer.Typer] = {"ledger": ledger, "verdicts": verdicts}
