"""What a metric is."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a metric is counted, and so how it is written."""

    COUNT = "count"
    RATE = "rate"
    """A share of something, 0 to 1; None over nothing. Written in per cent, with one decimal."""
    CHANGE = "change"
    """By how much something grew, as a share of what it was; None where it was nothing."""
    POINTS = "points"
    """By how much two rates differ: 0.05 is five percentage points."""
    AVERAGE = "average"
    """So many of one thing for each of another; None where there is none of the other."""
    SCORE = "score"
    """0 to 100."""
    PROBABILITY = "probability"
    DURATION = "duration"
    """Seconds."""
    BYTES = "bytes"
    MONEY = "money"
    """Minor units of the currency beside it."""


class Better(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True)
class Metric:
    """A number that people are shown, under one name everywhere."""

    name: str
    label: str
    kind: Kind
    definition: str
    """One plain sentence."""
    better: Better = Better.NEITHER
    numerator: str | None = None
    """The count above the line, of a rate or an average."""
    less: str | None = None
    """A count that is first taken from the numerator."""
    denominator: str | None = None
    machine: str | None = None
    """The metric that has the machines' share of this one; it is shown beside it, muted."""

    @property
    def formula(self) -> str | None:
        """What is divided by what, in words of the dictionary."""
        if self.numerator is None:
            return None
        above = f"({self.numerator} - {self.less})" if self.less else self.numerator
        return f"{above} / {self.denominator}"
