"""The statements that are derived: from the fold, and from the declared facts."""

# ruff: noqa: S608 -- put together from names declared in code; what comes from outside is a parameter

from collections.abc import Iterable, Sequence
from typing import Final

from penguinmails.kernel.sql import Queries, parse
from penguinmails.warehouse.facts import writing
from penguinmails.warehouse.facts.contribution import (
    GRAINS,
    added,
    contribution,
    derived_rows,
    grain,
    grain_of,
    moving,
)
from penguinmails.warehouse.facts.model import FACTS, FactTable
from penguinmails.warehouse.states.fold import COUNTERS, DIMENSIONS, FLAGS, STATE, fold

_LISTED: Final = "{id} = ANY (%(message_ids)s::uuid[]) AND {id} BETWEEN %(low)s::uuid AND %(high)s::uuid"
_PAGED: Final = "{id} > %(after)s::uuid AND {id} <= %(last)s::uuid"
_COUNTED: Final = (*DIMENSIONS, *FLAGS, *COUNTERS, "first_sent", "breakdown")
"""The columns of a state that facts are counted from."""
_HEADER: Final = "-- name: {name} :{shape}\n-- {about}\n-- role: app, worker\n"


def _write_states(returning: str) -> str:
    """The upsert of what was folded, where it says something else than is there."""
    written = ", ".join(f"{column} = excluded.{column}" for column in STATE)
    columns = ", ".join(f"n.{column}" for column in ("message_id", *STATE))
    return (
        f"INSERT INTO olap.message_states AS s (tenant_id, message_id, {', '.join(STATE)})\n"
        f"SELECT %(tenant_id)s, {columns} FROM folded n ORDER BY n.message_id\n"
        f"ON CONFLICT (tenant_id, message_id) DO UPDATE SET {written}, updated = now()\n"
        f"WHERE ({_columns('s')}) IS DISTINCT FROM ({_columns('excluded')})\nRETURNING {returning}"
    )


def _columns(alias: str) -> str:
    return ", ".join(f"{alias}.{column}" for column in STATE)


def _apply() -> str:
    both = ", ".join(f"old.{column} AS o_{column}, new.{column} AS n_{column}" for column in _COUNTED)
    differ = (
        f"({', '.join(f'n_{column}' for column in _COUNTED)})"
        f" IS DISTINCT FROM ({', '.join(f'o_{column}' for column in _COUNTED)})"
    )

    def side(sign: int, prefix: str) -> str:
        columns = ", ".join(f"{prefix}_{column} AS {column}" for column in _COUNTED)
        return f"SELECT {sign} AS g, {columns} FROM written WHERE {prefix}_sent AND {differ}"

    def moved(fact: FactTable) -> str:
        if fact.sums:
            return writing.add_sums(fact)
        return writing.add(fact, grain_of(fact) or "signed", summed=bool(grain_of(fact)))

    tables = [f"{fact.table} AS ({moved(fact)})" for fact in FACTS[:-1]]
    parts = [
        fold(_LISTED.format(id="message_id")),
        f"written AS ({_write_states(both)})",
        f"signed AS MATERIALIZED ({side(1, 'n')} UNION ALL {side(-1, 'o')})",
        *_grains("signed", GRAINS),
        f"periods AS MATERIALIZED ({writing.PERIODS.format(states='signed')})",
        f"links AS MATERIALIZED ({writing.LINKS.format(clicks='seen')})",
        *tables,
        f"counts AS ({writing.add_counts('campaign_lead_totals')})",
    ]
    return "WITH " + ",\n".join(parts) + "\nSELECT count(*) FROM folded"


def _grains(states: str, names: Iterable[str]) -> list[str]:
    return [f"{name} AS MATERIALIZED ({grain(name, states)})" for name in names]


def _refold(messages: str) -> str:
    """What is right is not touched, and nobody adds the same: with upserts a refold took a fifth longer."""
    condition = messages.format(id="message_id")
    # Read as a relation of its own, so that the condition picks partitions and is not only joined on.
    held = f"SELECT * FROM olap.message_states WHERE tenant_id = %(tenant_id)s AND {condition}"
    columns = ", ".join(("message_id", *STATE))
    written = ", ".join(f"{column} = n.{column}" for column in STATE)
    wrong = (
        "SELECT n.*, s.message_id IS NULL AS missing, s.activity_date AS counted_on"
        f" FROM folded n LEFT JOIN ({held}) s ON s.message_id = n.message_id"
        f" WHERE s.message_id IS NULL OR ({_columns('s')}) IS DISTINCT FROM ({_columns('n')})"
    )
    added = (
        f"INSERT INTO olap.message_states (tenant_id, {columns})"
        f" SELECT %(tenant_id)s, {columns} FROM wrong WHERE missing ORDER BY message_id"
    )
    changed = (
        f"UPDATE olap.message_states s SET {written}, updated = now() FROM wrong n"
        " WHERE NOT n.missing AND s.tenant_id = %(tenant_id)s AND s.message_id = n.message_id"
        f" AND {messages.format(id='s.message_id')}"
    )
    return (
        f"WITH {fold(condition)},\nwrong AS MATERIALIZED ({wrong}),\nadded AS ({added}),\n"
        f"changed AS ({changed})\nSELECT counted_on AS day FROM wrong WHERE counted_on IS NOT NULL\n"
        " UNION SELECT activity_date FROM wrong WHERE activity_date IS NOT NULL"
    )


_DAYS: Final = (
    "({alias}.activity_date = ANY (%(days)s::date[])"
    " OR ({alias}.activity_date >= coalesce(%(since)s::date, '-infinity')"
    " AND {alias}.activity_date < coalesce(%(until)s::date, 'infinity')))"
)
_CAMPAIGNS: Final = "(%(campaigns)s::uuid[] IS NULL OR {alias}.campaign_id = ANY (%(campaigns)s::uuid[]))"
# A table that sums another follows from it, whichever campaigns were counted anew. But rows leave for the
# archive table by table: of a month that has begun to leave it is not the sum of what is live.
_LIVE: Final = (
    "NOT EXISTS (SELECT 1 FROM olap.analytics_archive a WHERE a.tenant_id = %(tenant_id)s"
    " AND a.table_name IN ({tables}) AND a.restored IS NULL"
    " AND a.period_start <= {{alias}}.activity_date AND a.period_end > {{alias}}.activity_date)"
)


def _span(fact: FactTable) -> str:
    """Which rows of a table are counted anew."""
    if fact.sums:
        return _LIVE.format(tables=f"'{fact.table}', '{fact.sums}'")
    return _DAYS if fact.dated else _CAMPAIGNS


def _states(condition: str) -> str:
    columns = ", ".join(_COUNTED)
    return added(
        f"(SELECT {columns} FROM olap.message_states s WHERE s.tenant_id = %(tenant_id)s AND {condition})"
    )


def _steps() -> dict[str, list[FactTable]]:
    """Tables that one statement counts anew, by its name: those that are sums of the same rows."""
    steps: dict[str, list[FactTable]] = {}
    for fact in FACTS:
        steps.setdefault(grain_of(fact) or fact.table, []).append(fact)
    return steps


def _recount(facts: Sequence[FactTable]) -> str:
    parts: list[str] = []
    for fact in facts:
        span = _span(fact)
        states, name = _states(span.format(alias="s")), grain_of(fact)
        if name and not parts:
            parts += [
                *_grains(states, [name]),
                f"periods AS MATERIALIZED ({writing.PERIODS.format(states=name)})",
            ]
        if fact.derived:
            # Counted anew just before, in the same transaction.
            held = f"f.tenant_id = %(tenant_id)s AND {span.format(alias='f')}"
            counted = moving(fact, derived_rows(fact, f"(SELECT * FROM olap.{fact.derived} f WHERE {held})"))
        else:
            counted = contribution(fact, name or states, summed=bool(name))
        parts.append(f"new_{fact.table} AS MATERIALIZED ({counted})")
        if fact.billed and not name:
            parts.append(f"periods AS MATERIALIZED ({writing.PERIODS.format(states=f'new_{fact.table}')})")
        if "link_url" in fact.carried:
            clicks = (
                "(SELECT kind, link_url, link_text FROM olap.email_events WHERE tenant_id = %(tenant_id)s) e"
            )
            parts.append(f"links AS MATERIALIZED ({writing.LINKS.format(clicks=clicks)})")
        parts += writing.set_to(fact, f"new_{fact.table}", span.format(alias="f"))
    return "WITH " + ",\n".join(parts) + "\nSELECT true"


STEPS: Final = tuple((f"recount_{name}", facts[0].dated) for name, facts in _steps().items())
"""The statements that count all tables anew, in order, and whether their tables have days."""


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
                (
                    f"recount_{name}",
                    "value",
                    f"Count {', '.join(fact.table for fact in facts)} anew from the states.",
                    _recount(facts),
                )
                for name, facts in _steps().items()
            ),
        )
    )


queries = Queries(parse(__name__.rpartition(".")[0], _text()))
