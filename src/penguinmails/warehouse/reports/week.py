"""The hours of a week, those too in which nothing happened."""

from collections.abc import Sequence

from penguinmails.warehouse.reports.query import ReportQuery
from penguinmails.warehouse.reports.rows import HeatmapRow, HourRow


def week(query: ReportQuery, rows: Sequence[HourRow]) -> list[HeatmapRow]:
    """All 168, each with its part of what people did in all of them."""
    del query
    found = {(row.weekday, row.hour): row for row in rows}
    everything = sum(map(_activity, rows))
    return [
        _told(found.get((weekday, hour)) or HourRow(weekday, hour, 0, 0, 0, 0, 0, 0), everything)
        for weekday in range(1, 8)
        for hour in range(24)
    ]


def _activity(row: HourRow) -> int:
    return row.opens_human + row.clicks_human + row.replies


def _told(row: HourRow, everything: int) -> HeatmapRow:
    engaged = 0.3 * row.opens_human + 0.4 * row.clicks_human + 0.3 * row.replies
    return HeatmapRow(
        **vars(row),
        activity=_activity(row),
        share=_activity(row) / everything if everything else None,
        engagement_index=100 * engaged / row.sent if row.sent else None,
    )
