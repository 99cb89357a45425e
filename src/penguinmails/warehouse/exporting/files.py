"""Answers as files. A file is whole or not there: it is written beside its place, and then moved."""

import json
import os
import tempfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

from penguinmails.kernel import console
from penguinmails.warehouse.exporting.errors import ReportNotWritten
from penguinmails.warehouse.exporting.pages import as_pdf
from penguinmails.warehouse.exporting.tabular import write_csv, write_parquet
from penguinmails.warehouse.reports.model import Answer, Report


class Form(StrEnum):
    """What a file is written as."""

    CSV = "csv"
    """RFC 4180 in UTF-8 with a byte order mark; what a spreadsheet would take for a formula is defused."""
    JSON = "json"
    """As the command line's `--json`."""
    PARQUET = "parquet"
    PDF = "pdf"
    """One page as long as it needs, with charts and the table behind them."""


def write(report: Report[Any], answer: Answer[Any], form: Form, path: Path) -> int:
    """Write an answer to a file, in place of what is there; its size in bytes. Raises `ReportNotWritten`."""
    makers: dict[Form, Callable[[Path], object]] = {
        Form.CSV: lambda draft: write_csv(draft, report.row, answer.rows),
        Form.JSON: lambda draft: draft.write_text(as_json(answer), encoding="utf-8"),
        Form.PARQUET: lambda draft: write_parquet(draft, report.row, answer.rows),
        Form.PDF: lambda draft: draft.write_bytes(as_pdf(report, answer)),
    }
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".report-") as folder:
            draft = Path(folder) / "file"
            makers[form](draft)
            size = draft.stat().st_size
            os.replace(draft, path)  # noqa: PTH105 - Path.replace says the draft's path in its error
    except OSError as error:
        raise ReportNotWritten(path=path, reason=error.strerror or str(error)) from error
    return size


def as_json(answer: Answer[Any]) -> str:
    """The answer as JSON."""
    return json.dumps(console.plain(answer), indent=2, ensure_ascii=False) + "\n"
