"""What can be wrong with a whole file. What is wrong with a row is its `fault`, and the rest is read."""

from penguinmails.audiences.errors import AudiencesError


class FileUnreadable(AudiencesError):
    """{name} cannot be read: {reason}."""

    code, status = "file_unreadable", 422
    hint = "Save it again as CSV (UTF-8) or XLSX, and take that."

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name=name, reason=reason)


class FileEmpty(AudiencesError):
    """There is nothing in {name}."""

    code, status = "file_empty", 422
    hint = "Give a file with a heading and at least one row."


class FileTooLarge(AudiencesError):
    """{name} is too large: {reason}."""

    code, status = "file_too_large", 413
    hint = "Save it as CSV, which is read at any size, or in several parts."

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name=name, reason=reason)


class FormatUnknown(AudiencesError):
    """{format} is no format that leads are read from."""

    code, status = "file_format_unknown", 422
    hint = "The formats are csv, xlsx and json."


class EncodingUnknown(AudiencesError):
    """There is no encoding {encoding}."""

    code, status = "file_encoding_unknown", 422
    hint = "Usual ones are utf-8, utf-16, cp1252 and latin-1; without one, it is recognised."


class DelimiterInvalid(AudiencesError):
    """{delimiter} cannot stand between cells."""

    code, status = "file_delimiter_invalid", 422
    hint = "Give one character: usual are a comma, a semicolon, a tab and |."


class SheetUnknown(AudiencesError):
    """{name} has no sheet {sheet}."""

    code, status = "file_sheet_unknown", 422
    hint = "Its sheets are {sheets}."
