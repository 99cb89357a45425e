"""The `penguinmails` command."""

import json
import sys
from typing import NoReturn

import typer

from penguinmails import __version__
from penguinmails.audit.commands import commands as audit
from penguinmails.cli import db, doctor, platform
from penguinmails.jobs.commands import commands as jobs
from penguinmails.kernel import console
from penguinmails.kernel.errors import PenguinError
from penguinmails.notifications.commands import commands as events
from penguinmails.tenancy.commands import COMMANDS as TENANCY

app = typer.Typer(
    name="penguinmails",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Cold outreach and opt-in email whose numbers can be proven.",
)
platform.register(app)
app.command("doctor")(doctor.doctor)
for name, area in {**TENANCY, "jobs": jobs, "audit": audit, "events": events, "db": db.commands}.items():
    app.add_typer(area, name=name)


@app.command("version")
def version() -> None:
    """Print the version."""
    console.say(__version__)


def main() -> NoReturn:
    """Run the command. What a user can cause ends in one line and exit code 1, never in a traceback."""
    try:
        app()
    except PenguinError as error:
        if "--json" in sys.argv:
            sys.stdout.write(json.dumps({"error": error.as_dict()}) + "\n")
        else:
            console.err.print(f"error: {error.message} {error.todo} [{error.code}]", markup=False)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(0)
