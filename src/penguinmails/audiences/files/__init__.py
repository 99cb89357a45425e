"""Files of leads: CSV, XLSX and JSON, as they come out of spreadsheets, CRMs and other mailers.

    file = open_file(path)
    file.layout.columns
    for row in file.rows():
        if row.fault: ...

Reading never trusts a file: its size in memory is bounded, and what is wrong with one row is said of that
row, with its line, while the others are read.
"""

from penguinmails.audiences.files.mapping import FieldSuggestion, suggest_fields, suggest_mapping
from penguinmails.audiences.files.model import FileFormat, FileRow, Layout
from penguinmails.audiences.files.opening import LeadFile, open_file

__all__ = [
    "FieldSuggestion",
    "FileFormat",
    "FileRow",
    "Layout",
    "LeadFile",
    "open_file",
    "suggest_fields",
    "suggest_mapping",
]
