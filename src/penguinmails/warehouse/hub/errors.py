"""What can go wrong with periods and statements."""

from penguinmails.kernel.errors import PenguinError


class StatementUnknown(PenguinError):
    """There is no usage statement {statement}."""

    code, status = "statement_unknown", 404
    hint = "See `penguinmails usage statements`."


class NoPeriod(PenguinError):
    """Nothing has been counted for {tenant} yet."""

    code, status = "no_period", 404
    hint = "Its usage is counted every hour while a worker runs: `penguinmails up`."
