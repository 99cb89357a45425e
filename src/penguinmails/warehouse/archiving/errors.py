"""What can go wrong with the archive."""

from penguinmails.kernel.errors import PenguinError


class ArchiveMissing(PenguinError):
    """The archived file {path} is gone."""

    code, status = "archive_missing", 500
    hint = (
        "Bring it back from a backup of the archive's folder, then `penguinmails archive verify`. "
        "Nothing that was not archived is lost; rows still in the database were not deleted."
    )


class ArchiveCorrupt(PenguinError):
    """The archived file {path} is not what was written: {reason}."""

    code, status = "archive_corrupt", 500
    hint = (
        "Bring it back from a backup of the archive's folder, then `penguinmails archive verify`. "
        "No row is deleted from the database while its file is not whole."
    )


class ArchiveMismatch(PenguinError):
    """What was written to {path} does not read back as the rows of {table}: {reason}."""

    code, status = "archive_mismatch", 500
    hint = "Nothing was deleted. Check disk and memory of this machine, then `penguinmails archive run`."


class ArchiveFull(PenguinError):
    """There is no room left in {folder}."""

    code, status, transient = "archive_full", 507, True
    hint = (
        "Nothing was deleted. Free some space, or set PENGUINMAILS_ARCHIVE_FOLDER; "
        "then `penguinmails archive run`."
    )


class ArchiveUnwritable(PenguinError):
    """The archive cannot be written to {folder}: {reason}."""

    code, status = "archive_unwritable", 500
    hint = "Give the platform's account the right to write there, or set PENGUINMAILS_ARCHIVE_FOLDER."


class ArchiveBusy(PenguinError):
    """Another run is at work in the archive of this tenant."""

    code, status, transient = "archive_busy", 409, True
    hint = "Wait until it is done: penguinmails archive list"


class ArchiveBehind(PenguinError):
    """Events of {month} are not in the facts yet."""

    code, status, transient = "archive_behind", 409, True
    hint = "They will be once the rollup has caught up; then run it again."


class MonthUnarchived(PenguinError):
    """Nothing of {month} is in this tenant's archive."""

    code, status = "archive_month_unknown", 404
    hint = "See `penguinmails archive list`."


class MonthInvalid(PenguinError):
    """{month} is no month."""

    code, status = "archive_month_invalid", 422
    hint = "Write it as 2024-11."


class ArchiveMemory(PenguinError):
    """The memory that the archive may use is too little for {path}."""

    code, status = "archive_memory", 500
    hint = "Nothing was deleted. Set PENGUINMAILS_ARCHIVE_MEMORY to more, such as 2GB."
