"""The command line: puts the areas' commands together and turns errors into one line and an exit code.

`platform` starts and stops everything: a `supervisor` keeps the `parts` `running`. `doctor` says what is
wrong, `db` opens the database, `demo` tries all of it. The rest of the commands live in their areas'
`commands`; `loading` imports the one that is called.
"""

from penguinmails.cli.app import main

__all__ = ["main"]
