"""Reports in a terminal."""

import math
from collections.abc import Sequence
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from penguinmails.kernel import console
from penguinmails.warehouse.metrics.model import Kind
from penguinmails.warehouse.metrics.writing import written
from penguinmails.warehouse.reports.columns import Column, columns, footing, told
from penguinmails.warehouse.reports.model import Answer, Grid, Report

_SHADES: Final = ("··", "░░", "▒▒", "▓▓", "██")
_WIDEST: Final = 44
"""Letters of a name or a link; files have all of it."""


def show(report: Report[Any], answer: Answer[Any]) -> None:
    """Print an answer: what it is about, its rows, and as of when they are."""
    console.out.print(Text(answer.about, style="bold"))
    if not answer.rows:
        console.out.print(
            Text("Nothing was sent in this period.") if report.parts else Text("Nothing to show.")
        )
    elif report.grid is not None:
        console.out.print(grid(report.grid, report.row, answer.rows))
    else:
        console.out.print(table(told(columns(report.row, report.shown), answer.rows), answer.rows))
    console.out.print(Text(footing(report, answer), style="dim"))


def table(shown: Sequence[Column], rows: Sequence[object]) -> Table:
    """One line a row: numbers to the right, the machines' share muted beside what people did."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for column in shown:
        made.add_column(
            Text(column.label, style="dim" if column.is_muted else "bold"),
            justify="right" if column.is_number else "left",
            style="dim" if column.is_muted else "",
            no_wrap=True,
        )
    for row in rows:
        made.add_row(*(Text(_short(column.text(row))) for column in shown))
    return made


def grid(shape: Grid, row: type[Any], rows: Sequence[object]) -> Table:
    """The rows as a table of its own: rates in figures, counts in shades."""
    down, value = columns(row, [shape.down])[0], columns(row, [shape.value])[0]
    cells = {(down.text(each), getattr(each, shape.across)): getattr(each, shape.value) for each in rows}
    across = sorted({place for _, place in cells})
    top = max((amount for amount in cells.values() if amount), default=0)
    made = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    made.add_column(down.label, no_wrap=True)
    for place in across:
        made.add_column(f"{place:>2}", justify="right", no_wrap=True)
    for line in dict.fromkeys(name for name, _ in cells):
        shown = [_cell(cells, (line, place), value.kind, top) for place in across]
        made.add_row(line, *shown)
    return made


def _cell(cells: dict[tuple[str, Any], Any], key: tuple[str, Any], kind: Kind | None, top: float) -> Text:
    if key not in cells:
        return Text()
    amount = cells[key]
    if kind is not Kind.COUNT:
        return Text(written(amount, kind))
    if not amount:
        return Text(_SHADES[0], style="dim")
    # By the square root: one busy hour would leave all others pale.
    return Text(_SHADES[min(4, 1 + int(math.sqrt(amount / top) * 3.999))])


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
