"""What can go wrong with a file."""

from penguinmails.kernel.errors import PenguinError


class ReportNotWritten(PenguinError):
    """The report cannot be written to {path}: {reason}."""

    code, status = "report_not_written", 422
    hint = "Name a file in a folder that exists and that you may write to."
