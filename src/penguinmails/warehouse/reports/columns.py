"""The columns of an answer: what they are called, and how what is in them is written."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from types import UnionType
from typing import Any, Final, get_args, get_type_hints

from penguinmails.warehouse.metrics.dictionary import METRICS
from penguinmails.warehouse.metrics.model import Kind
from penguinmails.warehouse.metrics.writing import written
from penguinmails.warehouse.reports.model import Answer, Report
from penguinmails.warehouse.reports.rows import ChangeRow

WEEKDAYS: Final[tuple[str, ...]] = ("", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LABELS: Final = {
    "step_order": "step",
    "low": "at least",
    "high": "at most",
    "value": "compared",
    "difference_low": "from",
    "difference_high": "to",
    "rank_by_reply_rate": "rank",
    "tracking_days": "days",
    "since": "from",
    "messages_machine": "by machines",
    "sending_domain": "domain",
    "receiving_provider": "at",
    "warmth": "",
    "health": "",
    "link_url": "link",
    "link_text": "text",
    "lead_id": "lead",
    "is_significant": "significant",
    "is_closed": "closed",
    "plan_name": "plan",
    "admin_user_id": "who",
    "resource_type": "what",
    "cohort": "first mail, week of",
    "period_start": "from",
    "period_end": "to",
    "mailboxes_used": "mailboxes",
    "domains_used": "domains",
    "campaigns_used": "campaigns",
    "leads_used": "leads",
    "time_of_day": "time",
}
_MACHINES: Final = frozenset(metric.machine for metric in METRICS.values() if metric.machine) | {
    "opened_tracked",
    "clicked_tracked",
    "messages_machine",
}


@dataclass(frozen=True)
class Column:
    """A column of a report."""

    name: str
    label: str
    kind: Kind | None
    """None where it is no number of the dictionary."""
    is_number: bool
    is_muted: bool
    """The machines' share, beside what people did."""

    def text(self, row: object) -> str:
        """What is in it, for people."""
        value = getattr(row, self.name)
        if isinstance(row, ChangeRow) and self.name in ("now", "before"):
            return written(value, METRICS[row.metric].kind)
        if self.name == "weekday":
            return WEEKDAYS[int(value)]
        if self.name in ("period_start", "period_end"):
            return written(value.astimezone(UTC).date())
        return written(value, self.kind)


def columns(row: type[Any], names: Iterable[str] | None = None) -> list[Column]:
    """The columns of a row, these or all."""
    hints = get_type_hints(row)
    wanted = [field.name for field in dataclasses.fields(row)] if names is None else names
    return [_column(name, hints[name]) for name in wanted]


def told(columns: Sequence[Column], rows: Sequence[object]) -> list[Column]:
    """Without those in which nothing is told."""
    return [
        column for column in columns if not rows or any(getattr(row, column.name) is not None for row in rows)
    ]


def footing(report: Report[Any], answer: Answer[Any]) -> str:
    """As of when, and of what."""
    as_of = f"As of {written(answer.as_of)} UTC"
    if not answer.is_current:
        as_of += "; newer events wait to be counted"
    last = answer.until - timedelta(days=1)
    span = report.span.format(since=answer.since, last=last, timezone=answer.timezone)
    by = f" Compared by {METRICS[answer.measure].label}, 95 % confidence." if answer.measure else ""
    without = f" Without {', '.join(answer.left_out)}, which are in the archive." if answer.left_out else ""
    more = f" The first {len(answer.rows):,}; --limit shows more." if answer.is_cut else ""
    return f"{as_of}. {span}{by}{without}{more}"


def _column(name: str, hint: Any) -> Column:
    known = METRICS.get(name)
    types: set[object] = set(get_args(hint)) if isinstance(hint, UnionType) else {hint}
    return Column(
        name=name,
        label=_label(name),
        kind=known.kind if known else None,
        is_number=bool(types & {int, float}),
        is_muted=name in _MACHINES,
    )


def _label(name: str) -> str:
    if name.endswith("_rate_machine"):
        return "machines"
    if name in _LABELS:
        return _LABELS[name]
    return METRICS[name].label if name in METRICS else name.replace("_", " ")
