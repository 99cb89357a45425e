"""What can go wrong with a whole file. What is wrong with a row is in its result."""

from penguinmails.infrastructure.errors import InfrastructureError


class FileUnreadable(InfrastructureError):
    """{name} cannot be read: {reason}."""

    code, status = "mailbox_file_unreadable", 422
    hint = "Save it as CSV in UTF-8, with a first row of column names; examples/mailboxes.csv is one."


class ColumnUnknown(InfrastructureError):
    """{name} has a column {column}, which means nothing here."""

    code, status = "mailbox_column_unknown", 422
    hint = "Known columns: {known}."


class ColumnMissing(InfrastructureError):
    """{name} has no column {column}."""

    code, status = "mailbox_column_missing", 422
    hint = "Put the column's name into the first row; examples/mailboxes.csv has all."


class RowInvalid(InfrastructureError):
    """{reason}."""

    code, status = "mailbox_row_invalid", 422
    hint = "{fix}"
