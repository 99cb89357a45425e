"""What states add to facts, as SQL derived from `FACTS`.

Everything here reads a *relation of states*: the columns of `message_states`, of messages that were sent, and
`g`, which is 1 for a state that is added and -1 for one that is taken back.
"""

# ruff: noqa: S608 -- put together from names declared in code; what comes from outside is a parameter

from collections.abc import Sequence
from typing import Final

from penguinmails.warehouse.facts.model import CAMPAIGN, FACTS, FactTable, Part, fact_of
from penguinmails.warehouse.states.fold import COUNTERS, FLAGS

_KEYS: Final = {"receiving_provider": "coalesce(receiving_provider, 'unknown')"}
_FIRST: Final = "date_bin('15 minutes', first_sent, '2000-01-01 00:00:00+00')"
# Which of the numbers of a name in the breakdown.
_PLACES: Final = {"opens_total": 1, "opens_human": 2, "clicks_total": 3, "clicks_human": 4, "replies": 5}
_FLAG_OF: Final = {
    "opened_tracked": "opens_total",
    "opened_human": "opens_human",
    "clicked_tracked": "clicks_total",
    "clicked_human": "clicks_human",
}
_PART_KEYS: Final = {
    Part.BUCKETS: {"bucket": "name::timestamptz"},
    Part.LINKS: {"link_digest": "decode(name, 'hex')"},
    Part.DEVICES: {"device_type": "name"},
    Part.CLIENTS: {"client": "name"},
    Part.LOCATIONS: {"location": "name"},
}
GRAINS: Final = {
    "by_step": ("company_id", "message_kind", "campaign_id", "step_id", "variant_id", "activity_date"),
    "by_mailbox": (
        "company_id", "message_kind", "mailbox_id", "sending_domain", "receiving_provider", "activity_date",
    ),
    "by_name": ("company_id", "campaign_id", "step_id", "activity_date"),
}  # fmt: skip
"""What states are first added up by, for the tables that have few rows: they are sums of these sums.

`by_name` also by the names in their breakdowns and their counts, the quarters of an hour left out.
"""


def grain_of(fact: FactTable) -> str | None:
    """The grain that a table is added up from; None where that would have about a row a message too."""
    if fact.part is Part.BUCKETS or fact.by_message or fact.derived is not None:
        return None
    if fact.part is not None:
        return "by_name"
    return next(name for name, columns in GRAINS.items() if {*fact.keys} <= {*columns})


def grain(name: str, states: str) -> str:
    """A select that adds states up by a grain, for `contribution(…, summed=True)`."""
    columns = ", ".join(GRAINS[name])
    kinds = sorted({kind for fact in FACTS if grain_of(fact) == name for kind in fact.kinds})
    if name == "by_name":
        return _named(states, GRAINS[name], f"{_of_kinds(kinds)} AND NOT {_begins(Part.BUCKETS)}")
    return f"SELECT {columns}, {_sums()} FROM {states} s WHERE {_of_kinds(kinds)} GROUP BY {columns}"


def contribution(fact: FactTable, states: str, *, summed: bool = False) -> str:
    """A select of what states add to a table: its keys, carried columns (no period) and measures.

    `states` is a relation of states with `g`, or with `summed` one that `grain` gave.
    """
    match fact.part:
        case None:
            return _of_messages(fact, states, summed=summed)
        case Part.BUCKETS:
            return _of_buckets(fact, states)
        case _:
            return _of_part(fact, fact.part, states if summed else f"({grain('by_name', states)})")


def recount(fact: FactTable, states: str) -> str:
    """A select that counts a table anew: its keys, carried columns (no period) and measures.

    `states` is a relation with the columns of `message_states`: a table, the name of a common table
    expression or a select in parentheses; what was not sent is left out here. Links have no url and text
    here: those are in the ledger.
    """
    if fact.derived is not None:
        return derived_rows(fact, f"({recount(fact_of(fact.derived), states)})")
    return contribution(fact, added(states))


def added(states: str) -> str:
    """States as a relation that is added: those of messages that were sent, with `g`."""
    return f"(SELECT *, 1 AS g FROM {states} st WHERE st.sent)"


def derived_rows(fact: FactTable, rows: str) -> str:
    """A select of what a table that is made of another has; `rows` is that other table.

    It is its sum, or how many of its rows have some of each measure.
    """
    keys = ", ".join(fact.keys)
    if fact.sums is not None:
        return f"SELECT {keys}, {_summed(fact.measures)} FROM {rows} t GROUP BY {keys}"
    counts = ", ".join(f"count(*) FILTER (WHERE {measure} > 0) AS {measure}" for measure in fact.measures)
    return f"SELECT {keys}, any_value(company_id) AS company_id, {counts} FROM {rows} t GROUP BY {keys}"


def changes(fact: FactTable, states: str, *, summed: bool = False) -> str:
    """As `contribution`, without the rows that change nothing."""
    return moving(fact, contribution(fact, states, summed=summed))


def moving(fact: FactTable, rows: str) -> str:
    """Of a select, the rows that change something."""
    moved = " OR ".join(f"{measure} <> 0" for measure in fact.measures)
    return f"SELECT * FROM ({rows}) c WHERE {moved}"


def _of_messages(fact: FactTable, states: str, *, summed: bool) -> str:
    keys = ", ".join(f"{_KEYS.get(key, key)} AS {key}" for key in fact.keys)
    grouped = ", ".join(_KEYS.get(key, key) for key in fact.keys)
    measures = _summed(fact.measures) if summed else _sums(fact.measures)
    return (
        f"SELECT {keys}, {_carried(fact)}, {measures} FROM {states} s"
        f" WHERE {_condition(fact)} GROUP BY {grouped}"
    )


def _of_part(fact: FactTable, part: Part, names: str) -> str:
    own = _PART_KEYS[part]
    inherited = [key for key in fact.keys if key not in own]
    counters = [measure for measure in fact.measures if measure in _PLACES]
    flags = ", ".join(
        f"coalesce(sum(g) FILTER (WHERE {_FLAG_OF[measure]} > 0), 0) AS {measure}"
        for measure in fact.measures
        if measure in _FLAG_OF
    )
    totals = ", ".join(f"sum(g * {measure}) AS {measure}" for measure in counters)
    keys = ", ".join(f"{own.get(key, key)} AS {key}" for key in fact.keys)
    return (
        f"SELECT {keys}, any_value(company_id) AS company_id, {flags}, {totals}"
        f" FROM ({_counts(part, names, inherited, counters)}) p GROUP BY {', '.join((*inherited, 'name'))}"
    )


def _of_buckets(fact: FactTable, states: str) -> str:
    activity = [measure for measure in fact.measures if measure in _PLACES]
    numbers = ", ".join(f"g * {measure} AS {measure}" for measure in activity)
    none = ", ".join("0" for _ in activity)
    wanted = f"{_condition(fact)} AND {_begins(Part.BUCKETS)}"
    names = f"({_named(states, ('company_id', 'campaign_id'), wanted)})"
    return (
        f"SELECT campaign_id, bucket, (bucket AT TIME ZONE 'UTC')::date AS activity_date,"
        f" any_value(company_id) AS company_id, {_summed(fact.measures)}"
        f" FROM (SELECT company_id, campaign_id, {_PART_KEYS[Part.BUCKETS]['bucket']} AS bucket, {numbers},"
        f" 0 AS sent FROM ({_counts(Part.BUCKETS, names, ['campaign_id'], activity)}) p"
        f" UNION ALL SELECT any_value(company_id), campaign_id, {_FIRST}, {none}, sum(g)"
        f" FROM {states} s WHERE {_condition(fact)} GROUP BY campaign_id, {_FIRST}) b"
        f" GROUP BY campaign_id, bucket"
    )


def _named(states: str, keys: Sequence[str], condition: str) -> str:
    """A row for each `name` in the breakdowns, its `counts` still text, and `g`: how many states say so.

    Names are taken out by a function that gives them one by one; one in FROM would store them first, for
    each state.
    """
    columns = ", ".join(keys)
    return (
        f"SELECT {columns}, name, counts, sum(g)::int AS g"
        # OFFSET 0: what stands before it is worked out once and not in each place that names it.
        f" FROM (SELECT {columns}, g, name, breakdown ->> name AS counts"
        f" FROM (SELECT {columns}, g, message_kind, breakdown, jsonb_object_keys(breakdown) AS name"
        f" FROM {states} st) s WHERE {condition} OFFSET 0) named"
        f" GROUP BY {columns}, name, counts HAVING sum(g) <> 0"
    )


def _counts(part: Part, names: str, keys: Sequence[str], numbers: Sequence[str]) -> str:
    """Of what `_named` gave, the rows of a part, its name without the part's, and numbers read."""
    columns = ", ".join(("company_id", *keys, "g"))
    read = ", ".join(f"split_part(counts, ',', {_PLACES[number]})::int AS {number}" for number in numbers)
    return (
        f"SELECT {columns}, substr(name, {len(part) + 2}) AS name, {read} FROM {names} n"
        f" WHERE {_begins(part)} OFFSET 0"
    )


def _begins(part: Part) -> str:
    return f"starts_with(name, '{part}:')"


def _condition(fact: FactTable) -> str:
    needs = f" AND s.{fact.needs} IS NOT NULL" if fact.needs else ""
    return _of_kinds(sorted(fact.kinds)) + needs


def _of_kinds(kinds: Sequence[str]) -> str:
    return "s.message_kind IN ({})".format(", ".join(f"'{kind}'" for kind in kinds))


def _carried(fact: FactTable) -> str:
    company = "any_value(company_id) AS company_id"
    if fact.kinds is not CAMPAIGN:
        # A shared mailbox sends for several companies: its row then belongs to none of them.
        company = (
            "CASE WHEN count(*) = count(company_id) AND min(company_id::text) = max(company_id::text)"
            " THEN any_value(company_id) END AS company_id"
        )
    domain = ", coalesce(min(sending_domain), '') AS sending_domain"
    return company + (domain if "sending_domain" in fact.carried else "")


def _sums(measures: Sequence[str] = (*FLAGS, *COUNTERS)) -> str:
    # Of int, whose sum is a bigint; the sum of bigints is a numeric, and slow.
    return ", ".join(
        f"coalesce(sum(g) FILTER (WHERE {measure}), 0) AS {measure}"
        if measure in FLAGS
        else f"sum((g * {measure})::int) AS {measure}"
        for measure in measures
    )


def _summed(measures: Sequence[str]) -> str:
    return ", ".join(f"sum({measure})::bigint AS {measure}" for measure in measures)
