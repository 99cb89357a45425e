"""The command line of this area: parse, call, show."""

from typing import Final

import typer

from penguinmails.tracking.commands import tracking

COMMANDS: Final[dict[str, typer.Typer]] = {"tracking": tracking.commands}
"""By the name of the command."""
