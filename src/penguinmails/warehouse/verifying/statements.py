"""The comparisons, derived from the fold and the declared facts.

Each answers `Compared`: how many rows there are on either side, how many differ, and the first of those.
"""

# ruff: noqa: S608 -- put together from names declared in code; what comes from outside is a parameter

from collections.abc import Mapping, Sequence
from typing import Final

from penguinmails.kernel.sql import Queries, parse
from penguinmails.warehouse.facts.contribution import recount
from penguinmails.warehouse.facts.model import CAMPAIGN, FACTS, FactTable
from penguinmails.warehouse.states.fold import STATE, fold
from penguinmails.warehouse.verifying.rules import rules_of
from penguinmails.warehouse.verifying.sums import SUMS, Sum

_LISTED: Final = (
    "message_id = ANY (%(message_ids)s::uuid[]) AND message_id BETWEEN %(low)s::uuid AND %(high)s::uuid"
)
_ABOUT: Final = (
    "-- Indexes: the primary keys of what it compares, message_states_day_idx, message_states_campaign_idx.\n"
)
_DAYS: Final = "activity_date >= %(since)s::date AND activity_date < %(until)s::date"
_CAMPAIGNS: Final = "(%(campaigns)s::uuid[] IS NULL OR campaign_id = ANY (%(campaigns)s::uuid[]))"
_MAIL: Final = ("bounced_hard", "bounced_soft", "bounced_block", "spam_complaints")
RECOUNTED: Final = tuple(fact for fact in FACTS if fact.sums is None)
"""The tables compared with the states. One that sums another is compared with that (`SUMS`)."""


def _compared(
    keys: Sequence[str],
    columns: Sequence[str],
    stored: str,
    counted: str,
    *,
    before: str = "",
    most: str = "",
) -> str:
    """Rows of two selects of the same keys and columns, where they are not the same.

    `most` gives what to compare where the stored must not exceed the counted instead of equal it.
    """
    same = " AND ".join(f"s.{key} = c.{key}" for key in keys)
    differ = most or (
        f"({', '.join(f's.{column}' for column in columns)})"
        f" IS DISTINCT FROM ({', '.join(f'c.{column}' for column in columns)})"
    )
    named = ", ".join(f"coalesce(s.{key}, c.{key}) AS {key}" for key in keys)

    def record(alias: str) -> str:
        own = ", ".join(f"{alias}.{column}" for column in columns)
        return f"CASE WHEN {alias}.{keys[0]} IS NOT NULL THEN (SELECT to_jsonb(r) FROM (SELECT {own}) r) END"

    return f"""
WITH {before}stored AS MATERIALIZED ({stored}), again AS MATERIALIZED ({counted}), joined AS (
    SELECT {differ} AS unequal, (SELECT to_jsonb(k) FROM (SELECT {named}) k) AS key,
           {record("s")} AS stored, {record("c")} AS counted
      FROM stored s
      FULL JOIN again c ON {same}
), found AS MATERIALIZED (
    SELECT key, stored, counted FROM joined WHERE unequal
)
SELECT (SELECT count(*) FROM stored) + (SELECT count(*) FROM found WHERE stored IS NULL) AS rows,
       (SELECT count(*) FROM found) AS unequal,
       (SELECT coalesce(jsonb_agg(to_jsonb(f)), '[]')
          FROM (SELECT * FROM found ORDER BY key LIMIT %(most)s) f) AS shown"""


def _states() -> str:
    columns = ", ".join(STATE)
    stored = (
        f"SELECT message_id, {columns} FROM olap.message_states WHERE tenant_id = %(tenant_id)s AND {_LISTED}"
    )
    return _compared(
        ("message_id",),
        STATE,
        stored,
        f"SELECT message_id, {columns} FROM folded",
        before=f"{fold(_LISTED)}, ",
    )


def _facts(fact: FactTable) -> str:
    span = _DAYS if fact.dated else _CAMPAIGNS
    # Whose row it is follows from the campaign. A mailbox may be shared: its row then follows from its mail.
    carried = ("company_id",) if fact.kinds is CAMPAIGN else ()
    columns = (*fact.measures, *carried)
    needed = ", ".join(dict.fromkeys(("message_kind", "sent", "first_sent", *STATE)))
    states = f"(SELECT {needed} FROM olap.message_states WHERE tenant_id = %(tenant_id)s AND sent AND {span})"
    some = " OR ".join(f"{measure} <> 0" for measure in fact.measures)
    stored = (
        f"SELECT {', '.join((*fact.keys, *columns))} FROM {fact.name}"
        f" WHERE tenant_id = %(tenant_id)s AND {span} AND ({some})"
    )
    measures = ", ".join(f"{measure}::bigint AS {measure}" for measure in fact.measures)
    counted = f"SELECT {', '.join((*fact.keys, measures, *carried))} FROM ({recount(fact, states)}) r"
    return _compared(fact.keys, columns, stored, counted)


def _sum(each: Sum) -> str:
    def added(table: str, where: str) -> str:
        # Facts leave for the archive table by table.
        span = _CAMPAIGNS if each.by_campaign else f"{_DAYS} AND activity_date >= %(facts)s::date"
        sums = ", ".join(f"sum({column})::bigint AS {column}" for column in each.columns)
        some = " OR ".join(f"sum({column}) <> 0" for column in each.columns)
        return (
            f"SELECT {', '.join(each.keys)}, {sums} FROM olap.{table}"
            f" WHERE tenant_id = %(tenant_id)s AND {span} AND {where}"
            f" GROUP BY {', '.join(each.keys)} HAVING {some}"
        )

    if each.leads:
        counts = ", ".join(f"count(*) FILTER (WHERE {column} > 0) AS {column}" for column in each.columns)
        parts = (
            f"SELECT campaign_id, {counts} FROM olap.{each.parts}"
            f" WHERE tenant_id = %(tenant_id)s AND {_CAMPAIGNS}"
            f" GROUP BY campaign_id HAVING {' OR '.join(f'sum({column}) <> 0' for column in each.columns)}"
        )
        return _compared(each.keys, each.columns, added(each.whole, "true"), parts)
    if each.at_most:
        more = " OR ".join(f"coalesce(s.{column}, 0) > coalesce(c.{column}, 0)" for column in each.columns)
        return _compared(
            each.keys, each.columns, added(each.parts, each.where), added(each.whole, "true"), most=more
        )
    return _compared(each.keys, each.columns, added(each.whole, "true"), added(each.parts, each.where))


def _rules(fact: FactTable) -> str:
    span = _DAYS if "activity_date" in fact.keys else _CAMPAIGNS
    values = ", ".join(
        f"('{rule.words}', ({rule.left})::bigint, ({rule.right})::bigint, {str(rule.exact).lower()})"
        for rule in rules_of(fact)
    )
    key = f"SELECT to_jsonb(k) FROM (SELECT {', '.join(f'f.{key}' for key in fact.keys)}) k"
    return f"""
WITH broken AS MATERIALIZED (
    SELECT ({key}) AS key, v.words, v.low, v.high
      FROM {fact.name} f
     CROSS JOIN LATERAL (VALUES {values}) v (words, low, high, exact)
     WHERE f.tenant_id = %(tenant_id)s AND {span} AND (v.low > v.high OR v.exact AND v.low <> v.high)
)
SELECT 0::bigint AS rows, (SELECT count(*) FROM broken) AS unequal,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('key', key, 'stored', jsonb_build_object(words, low),
                                                     'counted', jsonb_build_object(words, high))), '[]')
          FROM (SELECT * FROM broken ORDER BY key, words LIMIT %(most)s) b) AS shown"""


def _periods(fact: FactTable) -> str:
    return f"""
WITH named AS (
    SELECT DISTINCT activity_date, billing_id FROM {fact.name} WHERE tenant_id = %(tenant_id)s AND {_DAYS}
), wrong AS MATERIALIZED (
    SELECT n.activity_date, n.billing_id, p.id
      FROM named n
      LEFT JOIN olap.billing_analytics p
        ON p.tenant_id = %(tenant_id)s AND p.period_start <= n.activity_date::timestamp AT TIME ZONE 'UTC'
       AND p.period_end > n.activity_date::timestamp AT TIME ZONE 'UTC'
     WHERE p.id IS DISTINCT FROM n.billing_id
)
SELECT 0::bigint AS rows, (SELECT count(*) FROM wrong) AS unequal,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'key', jsonb_build_object('activity_date', activity_date),
                   'stored', jsonb_build_object('billing_id', billing_id),
                   'counted', jsonb_build_object('billing_id', id))), '[]')
          FROM (SELECT * FROM wrong ORDER BY activity_date, billing_id LIMIT %(most)s) w) AS shown"""


def _hub() -> str:
    figures = ("emails_sent", *_MAIL)
    adjusted = ", ".join(
        f"h.{figure} + coalesce((SELECT sum(a.delta) FROM olap.billing_adjustments a"
        f" WHERE a.tenant_id = %(tenant_id)s AND a.billing_id = h.id AND a.metric = '{figure}'), 0)::bigint"
        f" AS {figure}"
        for figure in figures
    )
    # The job that fills the hub comes some time after facts have moved: what it missed is not wrong. A fact
    # says when its transaction began, which may have waited for the tenant's lock since.
    settled = (
        "h.calculated IS NOT NULL AND NOT EXISTS (SELECT 1 FROM olap.campaign_analytics f"
        " WHERE f.tenant_id = %(tenant_id)s AND f.billing_id = h.id"
        " AND f.updated > h.calculated - interval '1 hour')"
    )
    span = (
        "h.period_end > %(since)s::date::timestamp AT TIME ZONE 'UTC'"
        " AND h.period_start < %(until)s::date::timestamp AT TIME ZONE 'UTC'"
        " AND h.period_start >= %(facts)s::date::timestamp AT TIME ZONE 'UTC'"
    )
    mail = ", ".join(f"coalesce(sum(f.{column}), 0)::bigint AS {column}" for column in _MAIL)
    stored = (
        f"SELECT h.id, {adjusted} FROM olap.billing_analytics h"
        f" WHERE h.tenant_id = %(tenant_id)s AND {settled} AND {span}"
    )
    counted = (
        f"SELECT h.id, coalesce(sum(f.sent), 0)::bigint AS emails_sent, {mail} FROM olap.billing_analytics h"
        " LEFT JOIN olap.campaign_analytics f ON f.tenant_id = %(tenant_id)s"
        " AND f.activity_date >= (h.period_start AT TIME ZONE 'UTC')::date"
        " AND f.activity_date < (h.period_end AT TIME ZONE 'UTC')::date"
        f" WHERE h.tenant_id = %(tenant_id)s AND {settled} AND {span} GROUP BY h.id"
    )
    return _compared(("id",), figures, stored, counted)


def _all_of(parts: Mapping[str, str]) -> str:
    return "\nUNION ALL\n".join(
        f"SELECT '{name}' AS name, q.* FROM ({text.strip()}) q" for name, text in parts.items()
    )


def _text() -> str:
    parts = {
        "states": _all_of({"message_states": _states()}),
        **{f"facts_{fact.table}": _all_of({fact.table: _facts(fact)}) for fact in RECOUNTED},
        "sums": _all_of({each.words: _sum(each) for each in SUMS}),
        "rules": _all_of({fact.table: _rules(fact) for fact in FACTS}),
        "periods": _all_of({fact.table: _periods(fact) for fact in FACTS if fact.billed}),
        "hub": _all_of({"billing_analytics": _hub()}),
    }
    return "\n".join(f"-- name: {name} :many Compared\n{_ABOUT}{text};\n" for name, text in parts.items())


queries = Queries(parse(__name__.rpartition(".")[0], _text()))
