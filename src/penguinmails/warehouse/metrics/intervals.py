"""How sure a rate is, and whether two differ.

R. G. Newcombe, "Two-sided confidence intervals for the single proportion" and "Interval estimation for the
difference between independent proportions", Statistics in Medicine 17 (1998), 857-872 and 873-890: methods 3
(Wilson) and 10. Both hold for small samples and for rates near 0, which replies are.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True)
class Proportion:
    """So many of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """None over nothing."""
        return self.hits / self.of if self.of else None


@dataclass(frozen=True)
class Interval:
    """From where to where something lies with the confidence asked for."""

    low: float
    high: float


def wilson(proportion: Proportion, confidence: float = 0.95) -> Interval | None:
    """Where the true rate lies (Wilson's score interval); None over nothing."""
    n = proportion.of
    if not n:
        return None
    z = _z(confidence)
    p = proportion.hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low = 0.0 if proportion.hits == 0 else middle - reach
    high = 1.0 if proportion.hits == n else middle + reach
    return Interval(low, high)


def difference(one: Proportion, other: Proportion, confidence: float = 0.95) -> Interval | None:
    """Where `one` less `other` lies (Newcombe's hybrid score interval); None over nothing."""
    left, right = wilson(one, confidence), wilson(other, confidence)
    p, q = one.value, other.value
    if left is None or right is None or p is None or q is None:
        return None
    return Interval(
        p - q - math.hypot(p - left.low, right.high - q),
        p - q + math.hypot(left.high - p, q - right.low),
    )


def p_value(one: Proportion, other: Proportion) -> float | None:
    """How often chance alone differs as much: two proportions, pooled, two-sided; None over nothing."""
    p, q = one.value, other.value
    if p is None or q is None:
        return None
    pooled = (one.hits + other.hits) / (one.of + other.of)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / one.of + 1 / other.of))
    if not spread:
        return 1.0
    return math.erfc(abs(p - q) / spread / math.sqrt(2))


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf(0.5 + confidence / 2)
