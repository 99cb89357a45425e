"""The lines of a usage statement, and the hash that stands for them. No I/O."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from penguinmails.warehouse.hub.model import Adjusted, Figures, Line, Statement, TermsRow, Told


def lines_of(figures: Figures, terms: TermsRow) -> list[Line]:
    """A line for each figure. Messages beyond the plan cost their started blocks where they are sold."""
    lines: list[Line] = []
    for number, (name, quantity) in enumerate(figures.items(), 1):
        included = terms.allowances.get(name)
        overage = 0 if included is None else max(0, quantity - included)
        line = Line(number, name, quantity, included=included, overage=overage)
        if name == "emails_overage" and terms.overage_unit and terms.overage_price_minor is not None:
            line = Line(
                number,
                name,
                quantity,
                unit_size=terms.overage_unit,
                unit_price_minor=terms.overage_price_minor,
                amount_minor=_blocks(quantity, terms.overage_unit) * terms.overage_price_minor,
            )
        lines.append(line)
    return lines


def adjusting_lines(
    adjustments: Iterable[Adjusted],
    told: Mapping[int, Told],
    before: Mapping[tuple[int, str], int],
    *,
    after: int,
) -> list[Line]:
    """A line for each figure of an earlier period that changed, numbered on from `after`.

    `before` is what the tenant was told of it so far, by period and figure; blocks that were begun already
    are not sold twice, and those that turn out not to have been needed are given back.
    """
    lines: list[Line] = []
    for adjusted in adjustments:
        if not adjusted.delta:
            continue
        sold = told.get(adjusted.billing_id)
        size, price, amount = 1, 0, 0
        if adjusted.metric == "emails_overage" and sold is not None:
            size, price = sold.unit_size, sold.unit_price_minor
            had = before[adjusted.billing_id, adjusted.metric]
            amount = (_blocks(had + adjusted.delta, size) - _blocks(had, size)) * price
        lines.append(
            Line(
                after + len(lines) + 1,
                adjusted.metric,
                adjusted.delta,
                adjusted_billing_id=adjusted.billing_id,
                unit_size=size,
                unit_price_minor=price,
                amount_minor=amount,
            )
        )
    return lines


def content_hash(statement: Statement, lines: Sequence[Line]) -> bytes:
    """SHA-256 of what a statement says: its period, plan and total, then its lines by number.

    Over JSON with sorted keys, no spaces and UTF-8, which any language can write again.
    """
    said = {
        "statement": str(statement.id),
        "subscription": None if statement.subscription_id is None else str(statement.subscription_id),
        "from": statement.starts.isoformat(),
        "until": statement.ends.isoformat(),
        "plan": statement.plan_name,
        "currency": statement.currency,
        "total_minor": statement.total_minor,
        "lines": [asdict(line) for line in sorted(lines, key=lambda line: line.line)],
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()


def _blocks(quantity: int, size: int) -> int:
    return -(-quantity // size)
