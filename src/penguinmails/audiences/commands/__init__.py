"""The commands of audiences: they parse, call one use case and print."""

import typer

from penguinmails.audiences.commands.export import commands as export
from penguinmails.audiences.commands.import_ import commands as import_
from penguinmails.audiences.commands.lead import commands as lead
from penguinmails.audiences.commands.list_ import commands as list_
from penguinmails.audiences.commands.segment import commands as segment
from penguinmails.audiences.commands.suppress import commands as suppress

COMMANDS: dict[str, typer.Typer] = {
    "export": export,
    "import": import_,
    "lead": lead,
    "list": list_,
    "segment": segment,
    "suppress": suppress,
}
