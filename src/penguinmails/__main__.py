"""`python -m penguinmails`."""

from penguinmails.cli import main

main()
