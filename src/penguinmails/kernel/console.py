"""How commands speak: a table for people, JSON for programs, progress for whatever takes over a second."""

import dataclasses
import json
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of text.")]

# Into a file or a pipe a table is as wide as it needs; a terminal folds what does not fit.
out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 1000)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def show(value: object, *, as_json: bool, empty: str = "Nothing to show.") -> None:
    """Print a dataclass (or mapping) as lines, a list of them as a table; or either as JSON.

    `empty` is what people read where a list has no rows; programs read `[]`.
    """
    if as_json:
        sys.stdout.write(json.dumps(plain(value), indent=2, ensure_ascii=False) + "\n")
    elif isinstance(value, Sequence) and not isinstance(value, str):
        rows = [_fields(row) for row in value]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        out.print(_table(rows) if rows else empty)
    else:
        for name, field in _fields(value).items():
            out.print(f"{name.replace('_', ' ')}: {_text(field)}", markup=False)


def say(text: str, *, as_json: bool = False) -> None:
    """A sentence for people; programs are not told."""
    if not as_json:
        out.print(text, markup=False)


@contextmanager
def progress(label: str, *, as_json: bool = False) -> Generator["Steps"]:
    """Show on standard error that something is going on, and how far it is."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=as_json or not err.is_terminal,
    )
    with bar:
        yield Steps(bar, label)


class Steps:
    """The moving end of a progress bar."""

    def __init__(self, bar: Progress, label: str) -> None:
        self._bar = bar
        self._task = bar.add_task(label, total=None)

    def __call__(self, done: int, total: int | None, what: str) -> None:
        """`done` of `total` steps are finished (None: nobody knows how many), the next is `what`."""
        self._bar.update(self._task, completed=done, total=total, description=what)


def plain(value: Any) -> Any:
    """The value as JSON can hold it."""
    match value:
        case Enum():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case UUID() | Path():
            return str(value)
        case Mapping():
            return {str(plain(key)): plain(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
        case str() | int() | float() | bool() | None:
            return value
        case Sequence() | set() | frozenset():
            return [plain(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
        case _ if dataclasses.is_dataclass(value):
            return {name: plain(item) for name, item in _fields(value).items()}
        case _:
            return str(value)


def _fields(value: object) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {str(key): item for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return {"value": value}


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, field in rows[0].items():
        number = isinstance(field, int | float) and not isinstance(field, bool)
        table.add_column(name.replace("_", " "), justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_text(field)) for field in row.values()))  # text, not markup
    return table


def _text(value: object) -> str:
    match value:
        case None:
            return "—"
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        case Enum():
            return str(value.value)
        case list() | tuple() | frozenset() | set():
            return ", ".join(_text(item) for item in value) or "—"  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case _:
            return str(value)
