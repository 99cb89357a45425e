"""What can go wrong with statements."""

from penguinmails.kernel.errors import PenguinError


class StatementUnknown(PenguinError):
    """There is no usage statement {statement}."""

    code, status = "statement_unknown", 404
    hint = "See `penguinmails usage statements`."
