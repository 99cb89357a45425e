"""What states add to facts, as SQL derived from `FACTS`.

Everything here reads a *relation of states*: the columns of `message_states`, of messages that were sent, and
`g`, which is 1 for a state that is added and -1 for one that is taken back.
"""

# ruff: noqa: S608 -- put together from names declared in code; what comes from outside is a parameter

from collections.abc import Sequence
from typing import Final

from penguinmails.warehouse.facts.model import CAMPAIGN, FACTS, FactTable, Part
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
    Part.BUCKETS: {
        "bucket": "name::timestamptz",
        "activity_date": "(name::timestamptz AT TIME ZONE 'UTC')::date",
    },
    Part.LINKS: {"link_digest": "decode(name, 'hex')"},
    Part.DEVICES: {"device_type": "name"},
    Part.CLIENTS: {"client": "name"},
    Part.LOCATIONS: {"location": "name"},
}
_GRAIN: Final = (
    "company_id", "message_kind", "campaign_id", "step_id", "variant_id", "mailbox_id", "sending_domain",
    "receiving_provider", "activity_date",
)  # fmt: skip


def coarse(states: str) -> str:
    """A select that adds states up by all that the tables with few rows ask for, the lead left out.

    Those tables are then sums of few rows (`contribution(…, summed=True)`).
    """
    return f"SELECT {', '.join(_GRAIN)}, {_sums()} FROM {states} s GROUP BY {', '.join(_GRAIN)}"


def contribution(fact: FactTable, states: str, *, summed: bool = False) -> str:
    """A select of what states add to a table: its keys, carried columns (no period) and measures.

    `states` is a relation of states with `g`, or with `summed` one that `coarse` gave.
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
    if fact.table == "campaign_lead_counts":
        totals = next(each for each in FACTS if each.table == "campaign_lead_totals")
        flags = ", ".join(f"count(*) FILTER (WHERE {flag} > 0) AS {flag}" for flag in FLAGS)
        return (
            f"SELECT campaign_id, any_value(company_id) AS company_id, {flags}"
            f" FROM ({recount(totals, states)}) t GROUP BY campaign_id"
        )
    return contribution(fact, f"(SELECT *, 1 AS g FROM {states} st WHERE st.sent)")


def changes(fact: FactTable, states: str, *, summed: bool = False) -> str:
    """As `contribution`, without the rows that change nothing."""
    moved = " OR ".join(f"{measure} <> 0" for measure in fact.measures)
    return f"SELECT * FROM ({contribution(fact, states, summed=summed)}) c WHERE {moved}"


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
    keys = ", ".join(f"{own[key]} AS {key}" if key in own else key for key in fact.keys)
    grouped = ", ".join(own.get(key, key) for key in fact.keys)
    place = _CLICKED if fact.part is Part.LINKS else _TOUCHED
    return (
        f"SELECT {keys}, any_value(company_id) AS company_id, {_place_measures(fact.measures, place)}"
        f" FROM {states} s CROSS JOIN LATERAL jsonb_each(s.breakdown -> '{fact.part}') AS p (name, n)"
        f" WHERE {_condition(fact)} GROUP BY {grouped}"
    )


def _of_buckets(fact: FactTable, states: str) -> str:
    activity = [measure for measure in fact.measures if measure != "sent"]
    own = _PART_KEYS[Part.BUCKETS]
    numbers = ", ".join(f"g * (n -> {_TOUCHED[measure]})::int AS {measure}" for measure in activity)
    none = ", ".join("0" for _ in activity)
    return (
        f"SELECT campaign_id, bucket, activity_date, any_value(company_id) AS company_id,"
        f" {_summed(fact.measures)} FROM (SELECT company_id, campaign_id, {own['bucket']} AS bucket,"
        f" {own['activity_date']} AS activity_date, {numbers}, 0 AS sent FROM {states} s"
        f" CROSS JOIN LATERAL jsonb_each(s.breakdown -> '{Part.BUCKETS}') AS p (name, n)"
        f" WHERE {_condition(fact)}"
        f" UNION ALL SELECT any_value(company_id), campaign_id, {_FIRST}, activity_date, {none}, sum(g)"
        f" FROM {states} s WHERE {_condition(fact)} GROUP BY campaign_id, {_FIRST}, activity_date) b"
        f" GROUP BY campaign_id, bucket, activity_date"
    )


def _condition(fact: FactTable) -> str:
    kinds = ", ".join(f"'{kind}'" for kind in sorted(fact.kinds))
    needs = f" AND s.{fact.needs} IS NOT NULL" if fact.needs else ""
    return f"s.message_kind IN ({kinds}){needs}"


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


def _place_measures(measures: Sequence[str], place: dict[str, int]) -> str:
    return ", ".join(
        f"coalesce(sum(g) FILTER (WHERE (n -> {place[_FLAG_OF[measure]]})::int > 0), 0) AS {measure}"
        if measure in _FLAG_OF
        else f"sum(g * (n -> {place[measure]})::int)::bigint AS {measure}"
        for measure in measures
    )
