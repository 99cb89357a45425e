"""What is better, and whether it is luck: steps, variants and campaigns side by side."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from penguinmails.warehouse.metrics.dictionary import metric
from penguinmails.warehouse.metrics.intervals import Proportion, difference, p_value, wilson
from penguinmails.warehouse.reports.query import ReportQuery
from penguinmails.warehouse.reports.rows import (
    CampaignCompared,
    ComparedRow,
    Counts,
    StepCompared,
    StepRow,
    VariantCompared,
    VariantRow,
    Verdict,
)

CHANCE: Final = 0.05
"""How often, at most, chance alone makes a winner or a significant difference."""


def steps_compared(query: ReportQuery, rows: Sequence[StepRow]) -> list[StepCompared]:
    """Each step with the interval of the rate asked for."""
    compared: list[StepCompared] = []
    for row in rows:
        own = _measured(query, row)
        around = wilson(own)
        compared.append(
            StepCompared(
                **vars(row),
                value=own.value,
                low=around.low if around else None,
                high=around.high if around else None,
            )
        )
    return compared


def variants_compared(query: ReportQuery, rows: Sequence[VariantRow]) -> list[VariantCompared]:
    """Each variant against the first of its step, and which of the step wins, if any."""
    compared: list[VariantCompared] = []
    for _, group in groupby(rows, key=lambda row: (row.campaign_id, row.step_id)):
        variants = list(group)
        measured = [_measured(query, row) for row in variants]
        verdicts = judged(measured, query.minimum_sample)
        for place, (row, own, verdict) in enumerate(zip(variants, measured, verdicts, strict=True)):
            around = wilson(own)
            apart = difference(own, measured[0]) if place else None
            compared.append(
                VariantCompared(
                    **vars(row),
                    value=own.value,
                    low=around.low if around else None,
                    high=around.high if around else None,
                    difference=_minus(own, measured[0]) if place else None,
                    difference_low=apart.low if apart else None,
                    difference_high=apart.high if apart else None,
                    verdict=verdict,
                )
            )
    return compared


def judged(measured: Sequence[Proportion], minimum_sample: int) -> list[Verdict]:
    """The verdict of each variant of one step.

    A winner's rate is above each other's by an interval (Newcombe) that excludes 0. Among k variants each of
    these comparisons is made at 1 - 0.05 / (k - 1) (Bonferroni), so that chance finds a winner among equals
    in at most one test of twenty. Holds for one look: who looks every day finds more.
    """
    if len(measured) < 2:  # noqa: PLR2004 - one has no other
        return [Verdict.ALONE] * len(measured)
    if any(each.of < max(1, minimum_sample) for each in measured):
        return [Verdict.TOO_FEW] * len(measured)
    best = max(range(len(measured)), key=lambda place: measured[place].value or 0.0)
    confidence = 1 - CHANCE / (len(measured) - 1)
    for place, other in enumerate(measured):
        apart = difference(measured[best], other, confidence)
        if place != best and (apart is None or apart.low <= 0):
            return [Verdict.UNDECIDED] * len(measured)
    return [Verdict.WINNER if place == best else Verdict.BEATEN for place in range(len(measured))]


def campaigns_compared(query: ReportQuery, rows: Sequence[ComparedRow]) -> list[CampaignCompared]:
    """Each campaign against the first that was named."""
    compared: list[CampaignCompared] = []
    first = _measured(query, rows[0]) if rows else Proportion(0, 0)
    threshold = CHANCE / max(1, len(rows) - 1)
    for place, row in enumerate(rows):
        own = _measured(query, row)
        around = wilson(own)
        apart = difference(own, first) if place else None
        chance = p_value(own, first) if place else None
        compared.append(
            CampaignCompared(
                **vars(row),
                value=own.value,
                low=around.low if around else None,
                high=around.high if around else None,
                difference=_minus(own, first) if place else None,
                difference_low=apart.low if apart else None,
                difference_high=apart.high if apart else None,
                p_value=chance,
                is_significant=None if chance is None else chance < threshold,
            )
        )
    return compared


def _measured(query: ReportQuery, row: Counts) -> Proportion:
    measure = metric(query.measure)
    return Proportion(getattr(row, str(measure.numerator)), getattr(row, str(measure.denominator)))


def _minus(one: Proportion, other: Proportion) -> float | None:
    p, q = one.value, other.value
    return None if p is None or q is None else p - q
