"""What can go wrong with forgetting."""

from penguinmails.kernel.errors import PenguinError


class JournalUnreadable(PenguinError):
    """The journal of erasures {path} cannot be read: {reason}."""

    code, status = "erasure_journal_unreadable", 500
    hint = "Bring it back from where it is copied to; PENGUINMAILS_ARCHIVE_JOURNAL names it."


class JournalUnwritable(PenguinError):
    """The journal of erasures {path} cannot be written: {reason}."""

    code, status, transient = "erasure_journal_unwritable", 500, True
    hint = (
        "Nothing is finished before it is in the journal. Give the platform's account the right to write "
        "there, or set PENGUINMAILS_ARCHIVE_JOURNAL."
    )
