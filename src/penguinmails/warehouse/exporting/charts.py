"""The chart of each report, as Vega-Lite. A chart never stands alone: its table is on the same page."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from penguinmails.warehouse.exporting.theme import ACCENT, GREY, HATCH, INK, LINE, PALE, STOP
from penguinmails.warehouse.metrics.dictionary import METRICS
from penguinmails.warehouse.reports.columns import WEEKDAYS, columns
from penguinmails.warehouse.reports.model import Answer, Report

Spec = dict[str, Any]
Chart = Callable[[Report[Any], Answer[Any], int], Spec | None]
"""A chart of an answer so many points wide; None where there is nothing to draw."""

_MOST: Final = 20
"""Bars; the table has the rest."""
_WHO: Final = ("people", "machines", "mail", "bounces and complaints")
_WHO_SCALE: Final = {"domain": list(_WHO), "range": [ACCENT, HATCH, GREY, STOP]}
_KIND: Final = {
    "delivery_rate": "mail",
    "bounce_rate": "bounces and complaints",
    "complaint_rate": "bounces and complaints",
    "sent": "mail",
    "delivered": "mail",
}
"""Whose doing a rate or a stage is; else it is people's."""
_PER_CENT: Final = ".0%"


def chart(report: Report[Any], answer: Answer[Any], width: int) -> Spec | None:
    """The chart of a report, where it has one and there is something to draw."""
    made = CHARTS.get(report.name)
    return made(report, answer, width) if made is not None and answer.rows else None


def _rates(label: str | tuple[str, ...], *names: str) -> Chart:
    """Bars of several rates side by side: the machines' share goes on where the people's ends."""

    def draw(report: Report[Any], answer: Answer[Any], width: int) -> Spec:
        headings = columns(report.row, [label] if isinstance(label, str) else label)
        values: list[Spec] = []
        for place, row in enumerate(answer.rows[:_MOST]):
            for name in names:
                metric = METRICS[name]
                who = (
                    "bounces and complaints"
                    if name in ("bounce_rate", "complaint_rate", "unsubscribe_rate")
                    else "people"
                )
                shares = [(who, getattr(row, name))]
                if metric.machine:
                    shares.append(("machines", getattr(row, metric.machine)))
                values += [
                    {
                        "row": f"{' '.join(heading.text(row) for heading in headings)}\u2063{place}",
                        "metric": metric.label,
                        "who": kind,
                        "order": _WHO.index(kind),
                        "value": share or 0,
                    }
                    for kind, share in shares
                ]
        return {
            "data": {"values": values},
            "facet": {
                "column": {"field": "metric", "type": "nominal", "sort": [METRICS[n].label for n in names]}
            },
            "spacing": 14,
            "resolve": {"scale": {"x": "independent"}},
            "spec": {
                "width": (width - _room(values)) // len(names) - 16,
                "height": {"step": 18},
                "mark": "bar",
                "encoding": {
                    "y": _named("row"),
                    "x": {
                        "field": "value",
                        "type": "quantitative",
                        "axis": {"format": _PER_CENT, "tickCount": 3},
                    },
                    "color": {
                        "field": "who",
                        "type": "nominal",
                        "scale": _used(values),
                        "legend": _legend(values),
                    },
                    "order": {"field": "order"},
                },
            },
        }

    return draw


def _amounts(label: str, human: str, everyone: str | None = None) -> Chart:
    """Bars of one count: what people did, and hatched what only machines did besides."""

    def draw(report: Report[Any], answer: Answer[Any], width: int) -> Spec:
        heading = columns(report.row, [label])[0]
        values: list[Spec] = []
        for place, row in enumerate(answer.rows[:_MOST]):
            name, amount = f"{heading.text(row)}\u2063{place}", getattr(row, human) or 0
            who = _KIND.get(str(getattr(row, label)), "people")
            values.append({"row": name, "who": who, "order": 0, "value": amount})
            if everyone:
                more = getattr(row, everyone) - (amount if everyone != "messages_machine" else 0)
                values.append({"row": name, "who": "machines", "order": 1, "value": more})
        return {
            "data": {"values": values},
            "width": width - _room(values),
            "height": {"step": 20},
            "mark": "bar",
            "encoding": {
                "y": _named("row"),
                "x": {"field": "value", "type": "quantitative", "axis": {"format": ",d"}},
                "color": {
                    "field": "who",
                    "type": "nominal",
                    "scale": _used(values),
                    "legend": _legend(values) if everyone else None,
                },
                "order": {"field": "order"},
            },
        }

    return draw


def _intervals(label: str, second: str | None = None) -> Chart:
    """Each compared rate with its interval: where two overlap much, nobody knows which is better."""

    def draw(report: Report[Any], answer: Answer[Any], width: int) -> Spec:
        headings = columns(report.row, [label, second] if second else [label])
        values = [
            {
                "row": " ".join(heading.text(row) for heading in headings) + f"\u2063{place}",
                "low": row.low,
                "high": row.high,
                "value": row.value,
            }
            for place, row in enumerate(answer.rows[:_MOST])
            if row.low is not None
        ]
        x = {"type": "quantitative", "axis": {"format": ".1%"}, "scale": {"zero": True}}
        return {
            "data": {"values": values},
            "width": width - _room(values),
            "height": {"step": 24},
            "title": "Compared rate, and where it lies with 95 % confidence",
            "layer": [
                {
                    "mark": {"type": "rule", "color": ACCENT, "strokeWidth": 2, "opacity": 0.55},
                    "encoding": {"y": _named("row"), "x": {"field": "low", **x}, "x2": {"field": "high"}},
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 70, "color": ACCENT, "opacity": 1},
                    "encoding": {"y": _named("row"), "x": {"field": "value", **x}},
                },
            ],
        }

    return draw


def _timeline(report: Report[Any], answer: Answer[Any], width: int) -> Spec:
    """What was sent, who opened it, who answered, and what was lost, above each other."""
    del report
    values = [
        {
            "day": row.since.isoformat(),
            "sent": row.sent,
            "people": row.open_rate or 0,
            "machines": row.open_rate_machine or 0,
            "replied": row.reply_rate or 0,
            "bounced": row.bounce_rate or 0,
        }
        for row in answer.rows
    ]
    days: Spec = {
        "field": "day",
        "type": "ordinal",
        "axis": {"labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 12},
        "scale": {"paddingInner": 0.25},
    }
    blank: Spec = {**days, "axis": {"labels": False}}

    def bars(title: str, field: str, colour: str, form: str, x: Spec = blank) -> Spec:
        return {
            "title": title,
            "width": width - 50,
            "height": 64,
            "mark": {"type": "bar", "color": colour},
            "encoding": {
                "x": x,
                "y": {
                    "field": field,
                    "type": "quantitative",
                    "axis": {"format": form, "tickCount": 3, "grid": True, "gridColor": LINE},
                },
            },
        }

    opened: Spec = {
        "title": "Opened: by people, and by machines alone",
        "width": width - 50,
        "height": 84,
        "transform": [{"fold": ["people", "machines"], "as": ["who", "value"]}],
        "mark": "bar",
        "encoding": {
            "x": blank,
            "y": {
                "field": "value",
                "type": "quantitative",
                "axis": {"format": _PER_CENT, "tickCount": 3, "grid": True, "gridColor": LINE},
            },
            "color": {
                "field": "who",
                "type": "nominal",
                "scale": {"domain": ["people", "machines"], "range": [ACCENT, HATCH]},
                "legend": None,
            },
            "order": {"field": "who", "sort": "descending"},
        },
    }
    return {
        "data": {"values": values},
        "spacing": 12,
        "vconcat": [
            bars("Sent", "sent", GREY, ",d"),
            opened,
            bars("Answered", "replied", ACCENT, ".1%"),
            bars("Bounced", "bounced", STOP, ".1%", days),
        ],
    }


def _cells(down: str, across: str, value: str, form: str, names: Sequence[str] | None = None) -> Chart:
    """Squares, the deeper the more."""

    def draw(report: Report[Any], answer: Answer[Any], width: int) -> Spec:
        heading = columns(report.row, [down])[0]
        values = [
            {"down": heading.text(row), "across": getattr(row, across), "value": getattr(row, value)}
            for row in answer.rows
        ]
        order = list(names) if names else sorted({each["down"] for each in values})
        return {
            "data": {"values": values},
            "width": width - 170,
            "height": {"step": 22},
            "mark": "rect",
            "encoding": {
                "y": {"field": "down", "type": "ordinal", "sort": order},
                "x": {
                    "field": "across",
                    "type": "ordinal",
                    "axis": {"orient": "top", "labelAngle": 0, "grid": False},
                },
                "color": {
                    "field": "value",
                    "type": "quantitative",
                    "scale": {"range": [PALE, ACCENT]},
                    "legend": {
                        "orient": "right",
                        "direction": "vertical",
                        "format": form,
                        "gradientLength": 90,
                        "gradientThickness": 8,
                        "title": METRICS[value].label,
                        "titleColor": INK,
                        "titleFontSize": 10,
                    },
                },
            },
        }

    return draw


def _room(values: list[Spec]) -> int:
    """Points that the names of the rows take."""
    longest = max((len(each["row"].split("\u2063")[0]) for each in values), default=0)
    return min(190, 26 + 6 * longest)


def _named(field: str) -> Spec:
    """Rows in the order of the table; two may have the same name, so each carries its place unseen."""
    return {
        "field": field,
        "type": "nominal",
        "sort": None,
        "axis": {"labelExpr": "split(datum.label, '\u2063')[0]"},
    }


def _used(values: list[Spec]) -> Spec:
    """Only the colours that occur."""
    kinds = {each["who"] for each in values}
    pairs = zip(_WHO_SCALE["domain"], _WHO_SCALE["range"], strict=True)
    kept = [(kind, colour) for kind, colour in pairs if kind in kinds]
    return {"domain": [kind for kind, _ in kept], "range": [colour for _, colour in kept]}


def _legend(values: list[Spec]) -> Spec | None:
    return {} if any(each["who"] == "machines" for each in values) else None


CHARTS: Final[Mapping[str, Chart]] = MappingProxyType(
    {
        "campaigns": _rates("name", "open_rate", "click_rate", "reply_rate", "bounce_rate"),
        "timeline": _timeline,
        "funnel": _amounts("stage", "messages", "messages_machine"),
        "steps": _intervals("step_order", "name"),
        "variants": _intervals("step_order", "label"),
        "compare": _intervals("name"),
        "mailboxes": _rates("email", "delivery_rate", "open_rate", "reply_rate", "bounce_rate"),
        "domains": _rates(
            ("sending_domain", "receiving_provider"),
            "delivery_rate",
            "open_rate",
            "reply_rate",
            "bounce_rate",
        ),
        "warmup": _amounts("email", "progress_percentage"),
        "heatmap": _cells("weekday", "hour", "activity", ",d", WEEKDAYS[1:]),
        "links": _amounts("link_url", "clicked_human", "clicked_tracked"),
        "devices": _amounts("name", "opened_human", "opened_tracked"),
        "clients": _amounts("name", "opened_human", "opened_tracked"),
        "locations": _amounts("name", "opened_human", "opened_tracked"),
        "reach": _rates("name", "lead_open_rate", "lead_click_rate", "lead_reply_rate"),
        "retention": _cells("cohort", "week", "retention_rate", _PER_CENT),
        "usage": _amounts("period_start", "emails_sent"),
        "growth": _amounts("month", "tenants"),
        "platform": _rates("month", "delivery_rate", "open_rate", "reply_rate", "bounce_rate"),
    }
)
