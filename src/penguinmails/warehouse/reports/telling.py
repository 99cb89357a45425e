"""Figures told as a way that messages go, and as a change."""

from collections.abc import Sequence
from typing import Any, Final

from penguinmails.warehouse.metrics.dictionary import metric
from penguinmails.warehouse.metrics.model import Kind, Metric
from penguinmails.warehouse.metrics.writing import written
from penguinmails.warehouse.reports.query import ReportQuery
from penguinmails.warehouse.reports.rows import ChangeRow, PeriodRow, StageRow, TotalsRow

_STAGES: Final = (
    ("sent", "sent"),
    ("delivered", "delivered"),
    ("opened_human", "opened_tracked"),
    ("clicked_human", "clicked_tracked"),
    ("replied", "replied"),
)
"""By people, and by anyone or anything."""
_TOLD: Final = (
    "sent",
    "delivered",
    "opened_human",
    "clicked_human",
    "replied",
    "bounced",
    "unsubscribed",
    "spam_complaints",
    "delivery_rate",
    "open_rate",
    "click_rate",
    "reply_rate",
    "bounce_rate",
    "unsubscribe_rate",
    "complaint_rate",
)


def stages(query: ReportQuery, rows: Sequence[TotalsRow]) -> list[StageRow]:
    """From sent to replied. Who answers need not have been seen to open or click."""
    del query
    told: list[StageRow] = []
    for figures in rows:
        for human, everyone in _STAGES:
            messages = getattr(figures, human)
            told.append(
                StageRow(
                    stage=metric(human).label,
                    messages=messages,
                    messages_machine=getattr(figures, everyone) - messages,
                    of_sent=messages / figures.sent if figures.sent else None,
                    of_delivered=messages / figures.delivered
                    if figures.delivered and human != "sent"
                    else None,
                )
            )
    return told


def changes(query: ReportQuery, rows: Sequence[PeriodRow]) -> list[ChangeRow]:
    """Each metric in the period and in the one of the same length before it."""
    del query
    before, now = sorted(rows, key=lambda row: row.is_now)
    return [_change(metric(name), getattr(now, name), getattr(before, name)) for name in _TOLD]


def _change(told: Metric, now: float | None, before: float | None) -> ChangeRow:
    change: float | None = None
    if now is not None and before is not None:
        if told.kind is Kind.RATE:
            change = now - before
        elif before:
            change = (now - before) / before
    return ChangeRow(told.name, told.label, now, before, change, _words(told, now, before, change))


def _words(told: Metric, now: Any, before: Any, change: float | None) -> str:
    """The change in words, for nobody should have to see a colour to know it."""
    if change is None:
        if now is None or before is None:
            return "nothing to compare"
        return "new" if now else "as before"
    size = f"{abs(change) * 100:,.1f} points" if told.kind is Kind.RATE else written(abs(change), Kind.RATE)
    if round(abs(change), 3) == 0:
        return "as before"
    return f"{'up' if change > 0 else 'down'} {size}"
