"""Spans of time in which networks are looked at."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from penguinmails.ledger.verdicts.model import Visit


@dataclass(frozen=True)
class Span:
    """A network, from one moment to another."""

    network: str
    low: datetime
    high: datetime


def spans_around(visits: Iterable[Visit], reach: timedelta) -> list[Span]:
    """As few spans as cover `reach` before and after each visit."""
    times: dict[str, list[datetime]] = defaultdict(list)
    for visit in visits:
        times[visit.network].append(visit.occurred)
    spans: list[Span] = []
    for network, moments in sorted(times.items()):
        ordered = sorted(moments)
        low = last = ordered[0]
        for moment in ordered[1:]:
            if moment - last > 2 * reach:
                spans.append(Span(network, low - reach, last + reach))
                low = moment
            last = moment
        spans.append(Span(network, low - reach, last + reach))
    return spans
