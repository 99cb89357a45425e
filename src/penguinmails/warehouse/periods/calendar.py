"""Which period a day falls in, by the subscription's terms and the calendar. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID


@dataclass(frozen=True)
class Span:
    """Days from `starts` to the one before `ends`, and whose period they are."""

    starts: date
    ends: date
    subscription_id: UUID | None = None
    plan_id: UUID | None = None

    def holds(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self.starts <= day < self.ends

    def meets(self, other: "Span") -> bool:
        """Whether they have a day in common."""
        return self.starts < other.ends and other.starts < self.ends

    def within(self, bounds: "Span") -> "Span":
        """What of it lies in `bounds`."""
        return replace(self, starts=max(self.starts, bounds.starts), ends=min(self.ends, bounds.ends))


@dataclass(frozen=True)
class Term:
    """A period of a subscription as `billing_terms` has it."""

    subscription_id: UUID
    plan_id: UUID
    starts: date
    ends: date
    version: int


FOREVER = Span(date.min, date.max)


def settled(terms: Iterable[Term]) -> list[Span]:
    """The terms without what newer ones have taken from them, by their start.

    A newer term ends an older one that began before it, and takes the first days of one that began after:
    each stays one run of days, so that no allowance is granted twice.
    """
    kept: list[Span] = []
    for term in sorted(
        terms, key=lambda term: (term.version, term.starts, term.subscription_id), reverse=True
    ):
        starts, ends = term.starts, term.ends
        for newer in kept:
            if newer.starts > starts:
                ends = min(ends, newer.starts)
            else:
                starts = max(starts, newer.ends)
        if starts < ends:
            kept.append(Span(starts, ends, term.subscription_id, term.plan_id))
    return sorted(kept, key=lambda span: span.starts)


def period_of(day: date, terms: Sequence[Span]) -> Span:
    """The period of a day: the term that holds it, else what the terms leave of its calendar month.

    `terms` as `settled` answers them.
    """
    for term in terms:
        if term.holds(day):
            return term
    month = day.replace(day=1)
    return Span(month, (month + timedelta(days=31)).replace(day=1)).within(gap_around(day, terms))


def gap_around(day: date, taken: Iterable[Span]) -> Span:
    """The days around `day` that are in none of `taken`, none of which holds it."""
    spans = list(taken)
    return Span(
        max((span.ends for span in spans if span.ends <= day), default=date.min),
        min((span.starts for span in spans if span.starts > day), default=date.max),
    )


def missing(days: Iterable[date], present: Iterable[Span], terms: Sequence[Span]) -> list[Span]:
    """The periods to make so that each of `days` is in one, beside those that are present."""
    taken, made = list(present), list[Span]()
    for day in sorted(set(days)):
        if not any(span.holds(day) for span in taken):
            made.append(period_of(day, terms).within(gap_around(day, taken)))
            taken.append(made[-1])
    return made


def wanted(open_spans: Iterable[Span], frozen: Sequence[Span], terms: Sequence[Span]) -> list[Span]:
    """How the days of open periods should be cut, around the frozen ones."""
    cut: set[Span] = set()
    for span in open_spans:
        day = span.starts
        while day < span.ends:
            cut.add(period := period_of(day, terms).within(gap_around(day, frozen)))
            day = period.ends
    return sorted(cut, key=lambda span: span.starts)


def apart(spans: Iterable[Span]) -> bool:
    """Whether no two of them share a day."""
    ordered = sorted(spans, key=lambda span: span.starts)
    return all(before.ends <= after.starts for before, after in pairwise(ordered))
