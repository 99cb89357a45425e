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
# Which number of a name in the breakdown: opens, opens_human, clicks, clicks_human, replies.
_TOUCHED: Final = {"opens_total": 0, "opens_human": 1, "clicks_total": 2, "clicks_human": 3, "replies": 4}
_CLICKED: Final = {"clicks_total": 0, "clicks_human": 1}
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
}  # fmt: skip
"""What states are first added up by, for the tables that have few rows: they are sums of these sums."""


def grain_of(fact: FactTable) -> str | None:
    """The grain that a table is added up from; None where that would have about a row a message too."""
    if fact.part is not None or fact.by_message or fact.derived is not None:
        return None
    return next(name for name, columns in GRAINS.items() if {*fact.keys} <= {*columns})


def grain(name: str, states: str) -> str:
    """A select that adds states up by a grain, for `contribution(…, summed=True)`."""
    columns = ", ".join(GRAINS[name])
    kinds = sorted({kind for fact in FACTS if grain_of(fact) == name for kind in fact.kinds})
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
            return _of_part(fact, states)


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


def _of_part(fact: FactTable, states: str) -> str:
    own = _PART_KEYS[fact.part] if fact.part else {}
    inherited = [key for key in fact.keys if key not in own]
    place = _CLICKED if fact.part is Part.LINKS else _TOUCHED
    counters = [measure for measure in fact.measures if measure in place]
    flags = ", ".join(
        f"coalesce(sum(g) FILTER (WHERE {_FLAG_OF[measure]} > 0), 0) AS {measure}"
        for measure in fact.measures
        if measure in _FLAG_OF
    )
    totals = ", ".join(f"sum(g * {measure}) AS {measure}" for measure in counters)
    keys = ", ".join(f"{own.get(key, key)} AS {key}" for key in fact.keys)
    return (
        f"SELECT {keys}, any_value(company_id) AS company_id, {flags}, {totals}"
        f" FROM ({_names(fact, states, inherited, {each: place[each] for each in counters})}) p"
        f" GROUP BY {', '.join((*inherited, 'name'))}"
    )


def _of_buckets(fact: FactTable, states: str) -> str:
    activity = {measure: _TOUCHED[measure] for measure in fact.measures if measure != "sent"}
    numbers = ", ".join(f"g * {measure} AS {measure}" for measure in activity)
    none = ", ".join("0" for _ in activity)
    return (
        f"SELECT campaign_id, bucket, (bucket AT TIME ZONE 'UTC')::date AS activity_date,"
        f" any_value(company_id) AS company_id, {_summed(fact.measures)}"
        f" FROM (SELECT company_id, campaign_id, {_PART_KEYS[Part.BUCKETS]['bucket']} AS bucket, {numbers},"
        f" 0 AS sent FROM ({_names(fact, states, ['campaign_id'], activity)}) p"
        f" UNION ALL SELECT any_value(company_id), campaign_id, {_FIRST}, {none}, sum(g)"
        f" FROM {states} s WHERE {_condition(fact)} GROUP BY campaign_id, {_FIRST}) b"
        f" GROUP BY campaign_id, bucket"
    )


def _names(fact: FactTable, states: str, keys: Sequence[str], numbers: dict[str, int]) -> str:
    """A row for each name in a part of the breakdown, its numbers read, and `g`.

    States whose part is the same are one: few messages have one that no other has. Names are taken out by
    a function that gives them one by one; one in FROM would store them first, for each state.
    """
    named = ", ".join(("company_id", *keys, "g"))
    read = ", ".join(f"(n -> {place})::int AS {measure}" for measure, place in numbers.items())
    grouped = ", ".join(("company_id", *keys, f"breakdown -> '{fact.part}'"))
    return (
        # OFFSET 0: what stands before it is worked out once and not in each place that names it.
        f"SELECT {named}, name, {read} FROM (SELECT {named}, name, part -> name AS n"
        f" FROM (SELECT {named}, part, jsonb_object_keys(part) AS name"
        f" FROM (SELECT {', '.join(('company_id', *keys))}, breakdown -> '{fact.part}' AS part,"
        f" sum(g)::int AS g FROM {states} s WHERE {_condition(fact)} AND s.breakdown ? '{fact.part}'"
        f" GROUP BY {grouped} HAVING sum(g) <> 0) parts) names OFFSET 0) numbers OFFSET 0"
    )


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
