"""What can go wrong between the platform and a PostgreSQL server."""

from penguinmails.kernel.errors import PenguinError


class MigrationFilesInvalid(PenguinError):
    """The migration files of this program are damaged: {reason}."""

    code = "migration_files_invalid"
    hint = "Install the program again; nothing was changed in the database."


class MigrationChanged(PenguinError):
    """{file} is not what was applied to this database: its contents changed afterwards."""

    code = "migration_changed"
    hint = "Install the release again; put a change of the schema into a new file with the next number."


class MigrationMissing(PenguinError):
    """The database lacks {file} although later migrations of the tier are applied."""

    code = "migration_missing"
    hint = "Two branches were mixed. Restore a backup from before, or use a new database."


class DatabaseNewer(PenguinError):
    """The database is newer than this program: {tier} stands at {found}, and the program knows {known}."""

    code = "database_newer"
    hint = "Run the newer release, or restore a backup made before its `penguinmails migrate`."


class MigrationHalfApplied(PenguinError):
    """{file} was interrupted and runs outside a transaction, so part of it may be in the database."""

    code = "migration_half_applied"
    hint = (
        "Compare the database with the file, then say which: `penguinmails migrate --forget {file}` after "
        "undoing what it did, or `penguinmails migrate --finished {file}` after completing it."
    )


class MigrationNotHalfApplied(PenguinError):
    """{file} is not waiting for a decision in this database."""

    code = "migration_not_half_applied"
    hint = "`penguinmails migrate --plan` shows what is."


class MigrationUnknown(PenguinError):
    """There is no migration {file}."""

    code, status = "migration_unknown", 404
    hint = "Name it with its tier, as `oltp/0007_campaigns`."


class MigrationFailed(PenguinError):
    """{file} failed at line {line}: {reason}."""

    code = "migration_failed"
    hint = "Nothing of this file was kept; the ones before it are applied. Correct the cause and run again."


class MigrationFailedHalfway(PenguinError):
    """{file} failed at line {line}: {reason}. It runs outside a transaction: what came before is kept."""

    code = "migration_failed_halfway"
    hint = "Correct the cause and run `penguinmails migrate`; it says what to do with the file."


class MigrationBlocked(PenguinError):
    """{file} could not get its locks in {attempts} attempts: other sessions keep them."""

    code, status, transient = "migration_blocked", 503, True
    hint = "Run it at a quieter time, or end the long transactions that pg_stat_activity shows."


class MigrationsBusy(PenguinError):
    """Another process is migrating this database and has not finished in {seconds} seconds."""

    code, status, transient = "migrations_busy", 503, True
    hint = "Wait for it; `penguinmails migrate` continues wherever it stopped."


class TableUnclassified(PenguinError):
    """Nobody said who may see the rows of {table}."""

    code = "table_unclassified"
    hint = "Give it a tenant_id, or name it in penguinmails/postgres/tables.py with its reason."


class ViewUnsafe(PenguinError):
    """The view {view} would show its readers what its owner may see: {reason}."""

    code = "view_unsafe"
    hint = "Create it WITH (security_invoker = true); list a materialized view in postgres/tables.py."


class FunctionUnsafe(PenguinError):
    """The function {function} runs with its owner's rights."""

    code = "function_unsafe"
    hint = "Make it SECURITY INVOKER."


class ServerUnreachable(PenguinError):
    """No PostgreSQL server answers at {place}: {reason}."""

    code, status, transient = "server_unreachable", 503, True
    hint = "Check the host and port in {setting}, and that the server runs and may be reached from here."


class ServerRefusesLogin(PenguinError):
    """The server at {place} refuses the login of {user}: {reason}."""

    code = "server_refuses_login"
    hint = "Correct the user and password in {setting}, or allow them in the server's pg_hba.conf."


class DatabaseMissing(PenguinError):
    """The server at {place} has no database {database}."""

    code = "database_missing"
    hint = "Create it: CREATE DATABASE {database} ENCODING 'UTF8' TEMPLATE template0;"


class UrlInvalid(PenguinError):
    """{setting} is not a connection URL that PostgreSQL understands."""

    code = "database_url_invalid"
    hint = "Write it like postgresql://user:password@host:5432/database, with %-escapes in the password."


class ServerTooOld(PenguinError):
    """The server at {place} is PostgreSQL {version}, and 18 or newer is needed."""

    code = "server_too_old"
    hint = "Give another server in {setting}, or unset it to use the one the platform brings."


class CitusTooOld(PenguinError):
    """The database at {place} has Citus {version}, and 14 or newer is needed."""

    code = "citus_too_old"
    hint = "Upgrade it and run ALTER EXTENSION citus UPDATE."


class EncodingWrong(PenguinError):
    """The database at {place} stores text as {encoding}, and UTF8 is needed."""

    code = "database_encoding_wrong"
    hint = "Create one: CREATE DATABASE {database} ENCODING 'UTF8' TEMPLATE template0;"


class RightsMissing(PenguinError):
    """{user} may not {what} on the server at {place}."""

    code = "database_rights_missing"
    hint = "As a superuser, run: {remedy}"


class PartitionsBlocked(PenguinError):
    """The partitions of {table} could not be made: other sessions keep the table locked."""

    code, status, transient = "partitions_blocked", 503, True
    hint = "It is tried again by itself; until then rows of months that have no partition are refused."
