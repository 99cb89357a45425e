"""What messages came to in truth, added up as each fact table does it, and held against its rows. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from penguinmails.warehouse import FactRow, FactTable, Part

CALLED: Final = {
    "sent": ("sent",),
    "delivered": ("delivered",),
    "bounced": ("bounced",),
    "opened": ("opened_tracked",),
    "clicked": ("clicked_tracked",),
    "answered": ("replied", "auto_replied"),
    "complained": ("spam_complaints",),
    "unsubscribed": ("unsubscribed",),
    "opens": ("opens_total",),
    "clicks": ("clicks_total",),
}
"""What rests on no label, and the columns that say it together."""
_KNOWN: Final = ("campaign_id", "step_id", "variant_id", "mailbox_id", "lead_id", "activity_date")
_BY_PART: Final = frozenset({"opens", "clicks"})
"""What adds up over devices, clients, links and quarters of an hour; messages do not."""


@dataclass(frozen=True)
class Outcome:
    """What a message was and came to, in truth. `keys` are as the facts have them; `did` by measure."""

    keys: Mapping[str, Any]
    did: Mapping[str, int]


@dataclass(frozen=True)
class Table:
    """One fact table, or a report, beside the truth. `first`: the first number that differs, in words."""

    table: str
    rows: int
    differ: int
    first: str | None
    numbers: Mapping[str, int]
    truth: Mapping[str, int]


def comparable(fact: FactTable, *, whole: bool) -> bool:
    """Whether truth says what should be in a table. `whole`: the truth of all campaigns is known.

    Where a reader is, nobody here knows; and a mailbox counts for campaigns of before too.
    """
    return fact.part is not Part.LOCATIONS and (whole or "campaign_id" in fact.keys)


def compare_table(
    fact: FactTable, rows: Iterable[FactRow], outcomes: Iterable[Outcome], campaigns: Iterable[UUID]
) -> Table:
    """Every row of a table beside the truth, of these campaigns."""
    measures = _measures_of(fact)
    # The day of an activity is not that of its message.
    keys = [key for key in fact.keys if key in _KNOWN and (fact.dated or key != "activity_date")]
    mail = [outcome for outcome in outcomes if "campaign" in fact.kinds and _has(outcome, fact.needs)]
    counted = _added(keys, measures, _counted(rows, frozenset(map(str, campaigns))))
    truth = _added(keys, measures, leads_of(mail) if fact.table == "campaign_lead_counts" else mail)
    return _beside(fact.table, counted, truth)


def compare_added(
    name: str, keys: Sequence[str], told: Iterable[Outcome], outcomes: Iterable[Outcome]
) -> Table:
    """What is told by these keys beside the truth, in the measures that are told of any of them."""
    told = list(told)
    measures = sorted({measure for outcome in told for measure in outcome.did})
    return _beside(name, _added(keys, measures, told), _added(keys, measures, outcomes))


def _beside(name: str, counted: "_Sums", truth: "_Sums") -> Table:
    wrong = sorted(key for key in counted.keys() | truth.keys() if counted[key] != truth[key])
    first = None
    if wrong:
        about, found, real = " ".join(wrong[0]), dict(counted[wrong[0]]), dict(truth[wrong[0]])
        first = f"{name} {about}: {found}, in truth {real}"
    return Table(name, len(truth), len(wrong), first, _total(counted), _total(truth))


def _measures_of(fact: FactTable) -> list[str]:
    measures = [measure for measure, columns in CALLED.items() if set(columns) <= set(fact.measures)]
    if fact.part is not None:
        return [measure for measure in measures if measure in _BY_PART]
    if fact.table == "campaign_lead_counts":
        measures.remove("answered")  # who did both counts in both of its columns
    return measures


def _has(outcome: Outcome, dimension: str | None) -> bool:
    return dimension is None or outcome.keys[dimension] is not None


_Sums = defaultdict[tuple[str, ...], Counter[str]]


def _added(keys: Sequence[str], measures: Sequence[str], outcomes: Iterable[Outcome]) -> _Sums:
    sums: _Sums = defaultdict(Counter)
    for outcome in outcomes:
        counts = {measure: outcome.did[measure] for measure in measures if outcome.did.get(measure)}
        if counts:
            sums[tuple(str(outcome.keys[key]) for key in keys)].update(counts)
    return sums


def _counted(rows: Iterable[FactRow], campaigns: frozenset[str]) -> Iterator[Outcome]:
    for row in rows:
        if "campaign_id" not in row.keys or row.keys["campaign_id"] in campaigns:
            yield Outcome(
                row.keys,
                {
                    measure: sum(row.counts[column] for column in columns)
                    for measure, columns in CALLED.items()
                    if set(columns) <= row.counts.keys()
                },
            )


def leads_of(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Each lead of a campaign once, as somebody to whom a thing happened or not."""
    leads = _added(("campaign_id", "lead_id"), list(CALLED), outcomes)
    for (campaign_id, lead_id), did in leads.items():
        keys = {"campaign_id": campaign_id, "lead_id": lead_id}
        yield Outcome(keys, {measure: int(count > 0) for measure, count in did.items()})


def _total(sums: _Sums) -> dict[str, int]:
    total: Counter[str] = Counter()
    for counts in sums.values():
        total.update(counts)
    return {measure: total[measure] for measure in CALLED if total[measure]}
