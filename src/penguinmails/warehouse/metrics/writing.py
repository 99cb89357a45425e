"""How numbers are written for people: the same in terminals, files to print and pages."""

from datetime import date, datetime
from typing import Any, Final

from penguinmails.warehouse.metrics.model import Kind

NOTHING: Final = "—"
"""Not known, or divided by nothing. Never zero."""
_BARS: Final = "▁▂▃▄▅▆▇█"
_UNITS: Final = ("B", "kB", "MB", "GB", "TB", "PB")
_SMALLEST_P: Final = 0.001
_THOUSAND: Final = 1000


def written(value: Any, kind: Kind | None = None) -> str:
    """A value for people. Without a kind: times in UTC, words as they are."""
    match value:
        case None | "":
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return _number(value, kind)
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case list() | tuple():
            return sparkline([each for each in value if isinstance(each, int | float)])  # pyright: ignore[reportUnknownVariableType]
        case _:
            return str(value)


def sparkline(values: list[int] | list[float] | list[int | float], width: int = 30) -> str:
    """The values as bars, the highest as high as a letter; several in one bar where they are too many."""
    if not values:
        return NOTHING
    span = -(-len(values) // width)
    sums = [sum(values[start : start + span]) for start in range(0, len(values), span)]
    top = max(sums)
    if top <= 0:
        return _BARS[0] * len(sums)
    return "".join(_BARS[max(0, min(7, round(each / top * 7)))] for each in sums)


def _number(value: float, kind: Kind | None) -> str:
    match kind:
        case Kind.RATE:
            return f"{value * 100:,.1f} %"
        case Kind.CHANGE:
            return f"{value * 100:+,.1f} %"
        case Kind.POINTS:
            return f"{value * 100:+,.1f}"
        case Kind.AVERAGE:
            return f"{value:,.1f}"
        case Kind.SCORE:
            return f"{value:,.0f}"
        case Kind.PROBABILITY:
            return f"{value:.3f}" if value >= _SMALLEST_P else f"< {_SMALLEST_P}"
        case Kind.MONEY:
            return f"{value / 100:,.2f}"
        case Kind.BYTES:
            return _bytes(value)
        case Kind.DURATION:
            return _duration(round(value))
        case _:
            return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _bytes(value: float) -> str:
    for unit in _UNITS[:-1]:
        if abs(value) < _THOUSAND:
            return f"{value:,.0f} {unit}" if unit == "B" else f"{value:,.1f} {unit}"
        value /= _THOUSAND
    return f"{value:,.1f} {_UNITS[-1]}"


def _duration(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s")]
    told = [f"{amount} {unit}" for amount, unit in parts if amount][:2]
    return " ".join(told) or "0 s"
