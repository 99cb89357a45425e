"""What can go wrong with imports."""

from penguinmails.audiences.errors import AudiencesError


class ImportUnknown(AudiencesError):
    """There is no import {import_id}."""

    code, status = "import_unknown", 404
    hint = "See `penguinmails import list`."


class ImportFileUnreadable(AudiencesError):
    """The file {path} cannot be read: {reason}."""

    code, status = "import_file_unreadable", 400
    hint = "Check its name and whether this account may read it."


class ImportFileTooLarge(AudiencesError):
    """The file {filename} has {size} bytes; an import may have {limit}."""

    code, status = "import_file_too_large", 413
    hint = "Split the file, or raise PENGUINMAILS_IMPORT_BYTES."


class ImportTooLong(AudiencesError):
    """The file {filename} has {rows} rows; an import may have {limit}."""

    code, status = "import_too_long", 413
    hint = "Split the file and import the parts one after the other."


class ImportColumnUnknown(AudiencesError):
    """The file has no column "{column}"; it has {columns}."""

    code, status = "import_column_unknown", 422
    hint = "Name a column as the file's heading does."


class ImportTargetUnknown(AudiencesError):
    """The column "{column}" cannot go to "{target}": leads have no such field."""

    code, status = "import_target_unknown", 422
    hint = "There are: {targets}. Define another field by `penguinmails lead field add`."


class ImportTargetTwice(AudiencesError):
    """Two columns, "{column}" and "{other}", go to {target}."""

    code, status = "import_target_twice", 422
    hint = "Leave one out: --map '{other}='"


class ImportEmailUnmapped(AudiencesError):
    """None of the columns {columns} is known to hold e-mail addresses."""

    code, status = "import_email_unmapped", 422
    hint = "Say which does: --map 'Column=email'"


class ImportFieldUnmapped(AudiencesError):
    """The required field {field} has no column, so new leads would lack it."""

    code, status = "import_field_unmapped", 422
    hint = "Say which column holds it: --map 'Column=custom_fields.{field}'"


class ImportOptionInvalid(AudiencesError):
    """{option} cannot be "{value}"; it is {expected}."""

    code, status = "import_option_invalid", 422
    hint = "See `penguinmails import start --help`."


class ImportCompanyNeeded(AudiencesError):
    """Whoever is limited to some companies imports into one of them."""

    code, status = "import_company_needed", 403
    hint = "Name the company: --company NAME"


class ImportListUnknown(AudiencesError):
    """There is no list {list_id} to import into."""

    code, status = "import_list_unknown", 404
    hint = "See `penguinmails list list`."


class ImportListElsewhere(AudiencesError):
    """The list {list_id} belongs to another company than the import's leads."""

    code, status = "import_list_elsewhere", 409
    hint = "Import into that company: --company NAME"


class ImportOver(AudiencesError):
    """The import {import_id} is {import_status} and cannot be cancelled."""

    code, status = "import_over", 409
    hint = "To take back what it did: penguinmails import undo {import_id}"


class ImportUnderWay(AudiencesError):
    """The import {import_id} is {import_status}; it cannot be undone while it goes on."""

    code, status = "import_under_way", 409
    hint = "Wait for its end, or cancel it: penguinmails import cancel {import_id}"


class ImportUndone(AudiencesError):
    """The import {import_id} has been undone already, or is being undone."""

    code, status = "import_undone", 409
    hint = "See `penguinmails import show {import_id}`."


class ImportUndoTooLate(AudiencesError):
    """The import {import_id} was over on {finished}; it could be undone for {days} days."""

    code, status = "import_undo_too_late", 409
    hint = "Find its leads by their import and delete them."


class ImportNotFailed(AudiencesError):
    """The import {import_id} is {import_status}; only a failed one can be tried again."""

    code, status = "import_not_failed", 409
    hint = "Start a new import of the file."


class ImportFileGone(AudiencesError):
    """The stored file of the import {import_id} is not there any more."""

    code, status = "import_file_gone", 410
    hint = "Start a new import of the file: addresses that are there already are skipped."


class ImportFileChanged(AudiencesError):
    """The stored file of the import {import_id} is not the one that was given."""

    code, status = "import_file_changed", 409
    hint = "Start a new import of the file."


class ImportStuck(AudiencesError):
    """For a day no worker has come to the end of the import {import_id}."""

    code, status = "import_stuck", 500
    hint = "See `penguinmails jobs dead`; then `penguinmails import retry {import_id}`, or undo it."
