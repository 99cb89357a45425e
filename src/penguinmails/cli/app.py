"""The `penguinmails` command."""

import json
import sys
from typing import NoReturn

import typer
from typer.exceptions import Abort, TyperException

from penguinmails import __version__
from penguinmails.cli import loading
from penguinmails.kernel import console
from penguinmails.kernel.errors import PenguinError

app = typer.Typer(
    name="penguinmails",
    cls=loading.Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def penguinmails() -> None:
    """Cold outreach and opt-in email whose numbers can be proven."""


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
