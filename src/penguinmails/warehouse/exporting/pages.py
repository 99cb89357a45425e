"""A report as a page: what it is about, its chart, the table behind it, and what the columns mean.

The renderer makes a PDF of one page: ours is as wide as A4 lying down, and as long as it needs.
"""

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import Any, Final

from penguinmails.warehouse.exporting.charts import chart
from penguinmails.warehouse.exporting.theme import ACCENT, CONFIG, FONT, INK, LINE, MUTED, PAPER, PATTERN
from penguinmails.warehouse.metrics.dictionary import METRICS
from penguinmails.warehouse.reports.columns import Column, columns, footing, told
from penguinmails.warehouse.reports.model import Answer, Grid, Report

WIDTH: Final = 842
"""Points: the long side of A4."""
_SHORTEST: Final = 595
_MARGIN: Final = 44
_INNER: Final = WIDTH - 2 * _MARGIN
_LINE: Final = 17
_SIZE: Final = 9.5
_MOST: Final = 2000
"""Rows on a page; a file for programs has all."""
_NARROW: Final = frozenset("iljtfrI.,:;'|![]()/ ")
_WIDE: Final = frozenset("mwMW%@—…")
_SPARK: Final = 90
_SLACK: Final = 30
"""Points at most that a column is wider than it needs, where the table is narrow."""


def as_pdf(report: Report[Any], answer: Answer[Any]) -> bytes:
    """The page as PDF."""
    import vl_convert  # noqa: PLC0415 - it is a JavaScript engine, and takes a second to start

    return vl_convert.svg_to_pdf(as_svg(report, answer))


def as_png(report: Report[Any], answer: Answer[Any], scale: float = 2) -> bytes:
    """The page as an image."""
    import vl_convert  # noqa: PLC0415 - as above

    return vl_convert.svg_to_png(as_svg(report, answer), scale=scale)


def as_svg(report: Report[Any], answer: Answer[Any]) -> str:
    """The page as SVG, whole in itself."""
    page = _Page()
    page.text(_MARGIN, 22, report.name.capitalize(), size=20, weight="bold")
    page.down(38)
    page.text(_MARGIN, 0, answer.about, size=11, colour=MUTED)
    page.down(16)
    page.text(_MARGIN, 0, footing(report, answer), size=9, colour=MUTED)
    page.down(26)
    spec = chart(report, answer, _INNER)
    if spec is not None:
        page.chart(spec)
    if answer.rows:
        shown = told(columns(report.row, report.shown), answer.rows)
        if report.grid is not None:
            page.grid(report.grid, report.row, answer.rows)
        else:
            page.table(shown, answer.rows[:_MOST])
        if len(answer.rows) > _MOST:
            page.text(_MARGIN, 0, f"And {len(answer.rows) - _MOST:,} more.", colour=MUTED)
            page.down(_LINE)
        page.meanings(shown)
    else:
        page.text(_MARGIN, 10, "Nothing was sent in this period.", size=12)
        page.down(30)
    return page.whole()


class _Page:
    """A page that grows downwards."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._y: float = _MARGIN

    def down(self, points: float) -> None:
        self._y += points

    def text(
        self,
        x: float,
        dy: float,
        text: str,
        *,
        size: float = _SIZE,
        weight: str = "normal",
        colour: str = INK,
        anchor: str = "start",
    ) -> None:
        self._parts.append(
            f'<text x="{x:.1f}" y="{self._y + dy:.1f}" font-size="{size}px" font-weight="{weight}"'
            f' fill="{colour}" text-anchor="{anchor}">{escape(text)}</text>'
        )

    def rule(self, end: float, colour: str = LINE) -> None:
        self._parts.append(
            f'<line x1="{_MARGIN}" x2="{end:.1f}" y1="{self._y:.1f}" y2="{self._y:.1f}" stroke="{colour}"/>'
        )

    def chart(self, spec: dict[str, Any]) -> None:
        import vl_convert  # noqa: PLC0415 - as above

        drawn = vl_convert.vegalite_to_svg(spec, config=CONFIG)
        start = drawn.index("<svg ")
        height = float(drawn.split('height="', 1)[1].split('"', 1)[0])
        self._parts.append(f'<svg x="{_MARGIN}" y="{self._y:.1f}" ' + drawn[start + len("<svg ") :])
        self._y += height + 28

    def table(self, shown: Sequence[Column], rows: Sequence[object]) -> None:
        """Columns as wide as they need; where that is too much, the widest words are cut."""
        cells = [[_Cell(column, row) for column in shown] for row in rows]
        widths = _widths(shown, cells)
        edges = [_MARGIN + sum(widths[:place]) for place in range(len(widths) + 1)]
        spans = list(pairwise(edges))
        for column, span in zip(shown, spans, strict=True):
            self._cell(column, span, column.label, "bold")
        self.down(7)
        self.rule(edges[-1], MUTED)
        for row in cells:
            self.down(_LINE - 4)
            for cell, span in zip(row, spans, strict=True):
                if cell.bars is not None:
                    self._bars(span[0], cell.bars)
                else:
                    self._cell(cell.column, span, cell.text, "normal")
            self.down(4)
            self.rule(edges[-1])
        self.down(26)

    def grid(self, shape: Grid, row: type[Any], rows: Sequence[object]) -> None:
        """One column of the rows down, one across, one in the cells."""
        down, value = columns(row, [shape.down, shape.value])
        cells = {(down.text(each), getattr(each, shape.across)): value.text(each) for each in rows}
        across = sorted({place for _, place in cells})
        lines = list(dict.fromkeys(line for line, _ in cells))
        first = max(_measure(text, bold=True) for text in (down.label, *lines)) + 12
        step = min(64.0, (_INNER - first) / len(across))
        end = _MARGIN + first + step * len(across)
        size = 8.0 if step < _measure("1,000") + 8 else _SIZE
        self.text(_MARGIN, 0, down.label, weight="bold")
        for place, each in enumerate(across, 1):
            self.text(
                _MARGIN + first + place * step - 6, 0, str(each), weight="bold", anchor="end", size=size
            )
        self.down(7)
        self.rule(end, MUTED)
        for line in lines:
            self.down(_LINE - 4)
            self.text(_MARGIN, 0, line)
            for place, each in enumerate(across, 1):
                text = cells.get((line, each), "")
                self.text(_MARGIN + first + place * step - 6, 0, text, anchor="end", size=size)
            self.down(4)
            self.rule(end)
        self.down(26)

    def meanings(self, shown: Sequence[Column]) -> None:
        """What the columns are, in the dictionary's words."""
        known = [METRICS[column.name] for column in shown if column.name in METRICS]
        if not known:
            return
        self.text(_MARGIN, 0, "What the columns mean", weight="bold")
        self.down(15)
        for metric in known:
            self.text(_MARGIN, 0, metric.label, size=8.5)
            self.text(_MARGIN + 120, 0, metric.definition, size=8.5, colour=MUTED)
            self.down(13)

    def whole(self) -> str:
        height = max(_SHORTEST, self._y + _MARGIN)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}"'
            f' viewBox="0 0 {WIDTH} {height:.0f}" font-family="{FONT}"><defs>{PATTERN}</defs>'
            f'<rect width="{WIDTH}" height="{height:.0f}" fill="{PAPER}"/>{"".join(self._parts)}</svg>'
        )

    def _cell(self, column: Column, span: tuple[float, float], text: str, weight: str) -> None:
        left, right = span
        colour = MUTED if column.is_muted else INK
        text = _cut(text, right - left)
        if column.is_number:
            self.text(right - 10, 0, text, colour=colour, weight=weight, anchor="end")
        else:
            self.text(left, 0, text, colour=colour, weight=weight)

    def _bars(self, x: float, values: Sequence[float]) -> None:
        top = max(values, default=0)
        step = _SPARK / max(1, len(values))
        for place, value in enumerate(values):
            height = 11 * value / top if top > 0 else 0
            self._parts.append(
                f'<rect x="{x + place * step:.2f}" y="{self._y - height + 1:.2f}" fill="{ACCENT}"'
                f' width="{max(0.6, step - 0.6):.2f}" height="{height:.2f}"/>'
            )


class _Cell:
    """What is in a place of the table: words, or the bars of a trend."""

    def __init__(self, column: Column, row: object) -> None:
        self.column = column
        value = getattr(row, column.name)
        self.bars: list[float] | None = value if isinstance(value, list) else None
        self.text = "" if self.bars is not None else column.text(row)

    @property
    def width(self) -> float:
        return _SPARK if self.bars is not None else _measure(self.text)


def _widths(shown: Sequence[Column], cells: Sequence[Sequence[_Cell]]) -> list[float]:
    """The width of each column: what it needs, or its part of what is there."""
    needed = [
        max(_measure(column.label, bold=True), *(row[place].width for row in cells)) + 18
        for place, column in enumerate(shown)
    ]
    excess = sum(needed) - _INNER
    while excess > 0:
        widest = max(range(len(needed)), key=needed.__getitem__)
        take = min(excess, max(4.0, needed[widest] * 0.1))
        needed[widest] -= take
        excess -= take
    slack = min(_SLACK, max(0.0, _INNER - sum(needed)) / len(needed))
    return [each + slack for each in needed]


def _cut(text: str, width: float) -> str:
    if _measure(text) + 12 <= width:
        return text
    while text and _measure(text + "…") + 12 > width:
        text = text[:-1]
    return text + "…"


def _measure(text: str, *, bold: bool = False) -> float:
    """About as wide as Helvetica makes it."""
    ems = sum(
        0.3 if each in _NARROW else 0.86 if each in _WIDE else 0.68 if each.isupper() else 0.56
        for each in text
    )
    return ems * _SIZE * (1.06 if bold else 1)
