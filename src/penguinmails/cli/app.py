"""The `penguinmails` command."""

import json
import sys
from typing import NoReturn

import typer
from typer.exceptions import Abort, TyperException

from penguinmails import __version__
from penguinmails.audiences.commands import COMMANDS as AUDIENCES
from penguinmails.audit.commands import commands as audit
from penguinmails.campaigns.commands import COMMANDS as CAMPAIGNS
from penguinmails.cli import db, demo, doctor, platform
from penguinmails.content.commands import COMMANDS as CONTENT
from penguinmails.delivery.commands import COMMANDS as DELIVERY
from penguinmails.infrastructure.commands import COMMANDS as INFRASTRUCTURE
from penguinmails.jobs.commands import commands as jobs
from penguinmails.kernel import console
from penguinmails.kernel.errors import PenguinError
from penguinmails.ledger.commands import COMMANDS as LEDGER
from penguinmails.notifications.commands import commands as events
from penguinmails.sandbox.commands import COMMANDS as SANDBOX
from penguinmails.tenancy.commands import COMMANDS as TENANCY
from penguinmails.tracking.commands import COMMANDS as TRACKING

app = typer.Typer(
    name="penguinmails",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Cold outreach and opt-in email whose numbers can be proven.",
)
AREAS = {
    **TENANCY,
    **AUDIENCES,
    **CONTENT,
    **INFRASTRUCTURE,
    **CAMPAIGNS,
    **DELIVERY,
    **TRACKING,
    **LEDGER,
    **SANDBOX,
    "jobs": jobs,
    "audit": audit,
    "events": events,
    "db": db.commands,
}
platform.register(app, AREAS)
demo.register(app)
app.command("doctor")(doctor.doctor)
for name, area in AREAS.items():
    app.add_typer(area, name=name)


@app.command("version")
def version() -> None:
    """Print the version."""
    console.say(__version__)


class UsageWrong(PenguinError):
    """{reason}"""

    code, status = "usage", 400
    hint = "See `{command} --help`."


def main() -> NoReturn:
    """Run the command. What a user can cause ends in one line and exit code 1 (2: the words were wrong)."""
    try:
        sys.exit(app(prog_name="penguinmails", standalone_mode=False))
    except PenguinError as error:
        _tell(error)
        sys.exit(1)
    except TyperException as error:
        # An empty message: a group was called without a command, and its help has been printed.
        if error.format_message():
            context = getattr(error, "ctx", None)
            command = context.command_path if context else "penguinmails"
            _tell(UsageWrong(reason=_sentence(error.format_message()), command=command))
        sys.exit(2)
    except (KeyboardInterrupt, Abort):
        sys.exit(130)


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?", "!")) else f"{words}."


def _tell(error: PenguinError) -> None:
    if "--json" in sys.argv:
        sys.stdout.write(json.dumps({"error": error.as_dict()}) + "\n")
    else:
        console.err.print(f"error: {error.message} {error.todo} [{error.code}]", markup=False)
