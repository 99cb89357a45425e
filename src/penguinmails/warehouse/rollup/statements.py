"""The statements that are derived: from the fold, and from the declared facts."""

# ruff: noqa: S608 -- put together from names declared in code; what comes from outside is a parameter

from typing import Final

from penguinmails.kernel.sql import Queries, parse
from penguinmails.warehouse.facts import writing
from penguinmails.warehouse.facts.contribution import coarse, recount
from penguinmails.warehouse.facts.model import FACTS, FactTable
from penguinmails.warehouse.states.fold import COUNTERS, DIMENSIONS, FLAGS, STATE, fold

_LISTED: Final = (
    "message_id = ANY (%(message_ids)s::uuid[]) AND message_id BETWEEN %(low)s::uuid AND %(high)s::uuid"
)
_PAGED: Final = "message_id > %(after)s::uuid AND message_id <= %(last)s::uuid"
_COUNTED: Final = (*DIMENSIONS, *FLAGS, *COUNTERS, "first_sent", "breakdown")
"""The columns of a state that facts are counted from."""
_HEADER: Final = "-- name: {name} :{shape}\n-- {about}\n-- role: app, worker\n"


def _write_states(returning: str) -> str:
    written = ", ".join(f"{column} = excluded.{column}" for column in STATE)
    before = ", ".join(f"s.{column}" for column in STATE)
    after = ", ".join(f"excluded.{column}" for column in STATE)
    return (
        f"INSERT INTO olap.message_states AS s (tenant_id, message_id, {', '.join(STATE)})\n"
        f"SELECT %(tenant_id)s, message_id, {', '.join(STATE)} FROM folded ORDER BY message_id\n"
        f"ON CONFLICT (tenant_id, message_id) DO UPDATE SET {written}, updated = now()\n"
        f"WHERE ({before}) IS DISTINCT FROM ({after})\nRETURNING {returning}"
    )


def _apply() -> str:
    both = ", ".join(f"old.{column} AS o_{column}, new.{column} AS n_{column}" for column in _COUNTED)
    differ = (
        f"({', '.join(f'n_{column}' for column in _COUNTED)})"
        f" IS DISTINCT FROM ({', '.join(f'o_{column}' for column in _COUNTED)})"
    )

    def side(sign: int, prefix: str) -> str:
        columns = ", ".join(f"{prefix}_{column} AS {column}" for column in _COUNTED)
        return f"SELECT {sign} AS g, {columns} FROM written WHERE {prefix}_sent AND {differ}"

    tables = [
        f"{fact.table} AS ({writing.add(fact, 'added' if _small(fact) else 'signed', summed=_small(fact))})"
        for fact in FACTS[:-1]
    ]
    parts = [
        fold(_LISTED),
        f"written AS ({_write_states(both)})",
        f"signed AS MATERIALIZED ({side(1, 'n')} UNION ALL {side(-1, 'o')})",
        f"added AS MATERIALIZED ({coarse('signed')})",
        f"periods AS MATERIALIZED ({writing.PERIODS.format(states='signed')})",
        f"links AS MATERIALIZED ({writing.LINKS.format(clicks='events')})",
        *tables,
        f"counts AS ({writing.add_counts('campaign_lead_totals')})",
    ]
    return "WITH " + ",\n".join(parts) + "\nSELECT count(*) FROM folded"


def _small(fact: FactTable) -> bool:
    return fact.part is None and not fact.by_message


def _refold(condition: str) -> str:
    days = "old.activity_date AS o_day, new.activity_date AS n_day"
    return (
        f"WITH {fold(condition)},\nwritten AS ({_write_states(days)})\n"
        "SELECT o_day AS day FROM written WHERE o_day IS NOT NULL\n"
        " UNION SELECT n_day FROM written WHERE n_day IS NOT NULL"
    )


_DAYS: Final = (
    "({alias}.activity_date = ANY (%(days)s::date[])"
    " OR ({alias}.activity_date >= coalesce(%(since)s::date, '-infinity')"
    " AND {alias}.activity_date < coalesce(%(until)s::date, 'infinity')))"
)
_CAMPAIGNS: Final = "(%(campaigns)s::uuid[] IS NULL OR {alias}.campaign_id = ANY (%(campaigns)s::uuid[]))"


def _states(condition: str) -> str:
    columns = ", ".join(_COUNTED)
    return (
        f"(SELECT {columns} FROM olap.message_states s WHERE s.tenant_id = %(tenant_id)s AND s.sent"
        f" AND {condition})"
    )


def _recount(fact: FactTable) -> str:
    span = _DAYS if fact.dated else _CAMPAIGNS
    states = _states(span.format(alias="s"))
    parts = [f"counted AS MATERIALIZED ({recount(fact, states)})"]
    if fact.billed:
        parts.append(f"periods AS MATERIALIZED ({writing.PERIODS.format(states='counted')})")
    if "link_url" in fact.carried:
        clicks = "(SELECT kind, link_url, link_text FROM olap.email_events WHERE tenant_id = %(tenant_id)s) e"
        parts.append(f"links AS MATERIALIZED ({writing.LINKS.format(clicks=clicks)})")
    parts.append(f"cleared AS ({writing.clear(fact, 'counted', span.format(alias='f'))})")
    return "WITH " + ",\n".join(parts) + "\n" + writing.set_to(fact, "counted")


def _text() -> str:
    return "\n".join(
        _HEADER.format(name=name, shape=shape, about=about) + text + ";\n"
        for name, shape, about, text in (
            (
                "apply",
                "value",
                "Refold messages, replace their states, add the difference to every table.",
                _apply(),
            ),
            (
                "refold_listed",
                "many Day",
                "Refold messages; the days they counted or count for.",
                _refold(_LISTED),
            ),
            ("refold_page", "many Day", "As refold_listed, of a page of all messages.", _refold(_PAGED)),
            *(
                (f"recount_{fact.table}", "exec", f"Count {fact.table} anew from the states.", _recount(fact))
                for fact in FACTS
            ),
        )
    )


queries = Queries(parse(__name__.rpartition(".")[0], _text()))
