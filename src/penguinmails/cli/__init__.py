"""The command line: puts the areas' commands together and turns errors into one line and an exit code.

`platform.py` starts and stops everything, `doctor.py` says what is wrong, `db.py` opens the database. The
rest of the commands live in their areas' `commands.py`.
"""

from penguinmails.cli.app import main

__all__ = ["main"]
