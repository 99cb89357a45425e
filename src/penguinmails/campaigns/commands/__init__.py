"""`campaign` of the command line."""

import typer

from penguinmails.campaigns.commands.campaign import commands as campaign

COMMANDS: dict[str, typer.Typer] = {"campaign": campaign}
