"""Writing facts, as SQL derived from `FACTS`: adding changes, and setting what a recount says."""

# ruff: noqa: S608 -- put together from names declared in code; what comes from outside is a parameter

from typing import Final

from penguinmails.warehouse.facts.contribution import changes, recount
from penguinmails.warehouse.facts.model import FACTS, FactTable
from penguinmails.warehouse.states.fold import FLAGS

LINKS: Final = (
    "SELECT sha256(convert_to(link_url, 'UTF8')) AS link_digest, any_value(link_url) AS link_url,"
    " min(link_text) AS link_text FROM {clicks} WHERE kind = 'clicked' GROUP BY 1"
)
"""A select of the addresses and texts of links by their digests; `{clicks}` is a relation of events."""
PERIODS: Final = (
    "SELECT day AS activity_date, (SELECT id FROM olap.billing_analytics WHERE tenant_id = %(tenant_id)s"
    " AND tstzrange(period_start, period_end) @> (day::timestamp AT TIME ZONE 'UTC')) AS billing_id"
    " FROM (SELECT DISTINCT activity_date AS day FROM {states}) d"
)
"""A select of the billing period of each day that a relation has."""


def add(fact: FactTable, states: str, *, summed: bool = False) -> str:
    """An INSERT that adds what a relation of states changes; its rows in the order of the key.

    It needs the common table expressions `periods` and, of links, `links`. `campaign_lead_totals` returns
    what `add_counts` reads.
    """
    columns, source = _insert(fact, changes(fact, states, summed=summed))
    added = ", ".join(f"{measure} = f.{measure} + excluded.{measure}" for measure in fact.measures)
    returning = ""
    if fact.table == "campaign_lead_totals":
        kept = ", ".join(f"old.{flag} AS o_{flag}, new.{flag} AS n_{flag}" for flag in FLAGS)
        returning = f" RETURNING new.campaign_id, new.company_id, {kept}"
    return (
        f"INSERT INTO {fact.name} AS f ({columns}) {source} ON CONFLICT (tenant_id, {', '.join(fact.keys)})"
        f" DO UPDATE SET {added}{_carried_on(fact)}, updated = now(){returning}"
    )


def add_counts(totals: str) -> str:
    """The INSERT that moves `campaign_lead_counts` by the leads that came to have some, or none any more.

    `totals` is what the INSERT of `campaign_lead_totals` returned.
    """
    fact = FACTS[-1]
    counted = ", ".join(
        f"sum((n_{flag} > 0)::int - coalesce((o_{flag} > 0)::int, 0)) AS {flag}" for flag in FLAGS
    )
    moved = " OR ".join(f"{flag} <> 0" for flag in FLAGS)
    added = ", ".join(f"{flag} = f.{flag} + excluded.{flag}" for flag in FLAGS)
    return (
        f"INSERT INTO {fact.name} AS f (tenant_id, campaign_id, company_id, {', '.join(FLAGS)})"
        f" SELECT %(tenant_id)s, * FROM (SELECT campaign_id, any_value(company_id) AS company_id, {counted}"
        f" FROM {totals} GROUP BY campaign_id) c WHERE {moved} ORDER BY campaign_id"
        f" ON CONFLICT (tenant_id, campaign_id) DO UPDATE SET {added}, updated = now()"
    )


def set_to(fact: FactTable, counted: str) -> str:
    """An INSERT that sets a table's rows to a recount, a relation; what is right already is not written.

    Needs `periods` and `links` as `add` does.
    """
    columns, source = _insert(fact, f"SELECT * FROM {counted}")
    carried = [*fact.carried, *(["billing_id"] if fact.billed else [])]
    written = [*fact.measures, *(column for column in carried if column != "link_text")]
    values = ", ".join(f"{column} = excluded.{column}" for column in written)
    return (
        f"INSERT INTO {fact.name} AS f ({columns}) {source} ON CONFLICT (tenant_id, {', '.join(fact.keys)})"
        f" DO UPDATE SET {values}, updated = now()"
        f" WHERE ({', '.join(f'f.{column}' for column in written)})"
        f" IS DISTINCT FROM ({', '.join(f'excluded.{column}' for column in written)})"
    )


def clear(fact: FactTable, counted: str, where: str) -> str:
    """An UPDATE that sets to zeros what a recount does not have; rows may carry snapshots, and so stay."""
    same = " AND ".join(f"c.{key} = f.{key}" for key in fact.keys)
    some = " OR ".join(f"f.{measure} <> 0" for measure in fact.measures)
    none = ", ".join(f"{measure} = 0" for measure in fact.measures)
    return (
        f"UPDATE {fact.name} f SET {none}, updated = now()"
        f" WHERE f.tenant_id = %(tenant_id)s AND {where} AND ({some})"
        f" AND NOT EXISTS (SELECT 1 FROM {counted} c WHERE {same})"
    )


def _insert(fact: FactTable, source: str) -> tuple[str, str]:
    columns = ["tenant_id", *fact.keys, *fact.carried]
    values = ["%(tenant_id)s", *(f"c.{key}" for key in fact.keys)]
    joins = ""
    for column in fact.carried:
        match column:
            case "link_url":
                # A link that is taken back may be gone from the ledger; its row is there and keeps its own.
                values.append("coalesce(l.link_url, '')")
                joins += " LEFT JOIN links l ON l.link_digest = c.link_digest"
            case "link_text":
                values.append("l.link_text")
            case _:
                values.append(f"c.{column}")
    if fact.billed:
        columns.append("billing_id")
        values.append("p.billing_id")
        joins += " LEFT JOIN periods p ON p.activity_date = c.activity_date"
    columns += fact.measures
    values += [f"c.{measure}" for measure in fact.measures]
    order = ", ".join(f"c.{key}" for key in fact.keys)
    return ", ".join(columns), f"SELECT {', '.join(values)} FROM ({source}) c{joins} ORDER BY {order}"


def _carried_on(fact: FactTable) -> str:
    if "link_text" in fact.carried:
        return ", link_text = least(f.link_text, excluded.link_text)"
    if len(fact.kinds) > 1 or "warmup" in fact.kinds:
        return ", company_id = CASE WHEN f.company_id = excluded.company_id THEN f.company_id END"
    return ""


__all__ = ["LINKS", "PERIODS", "add", "add_counts", "clear", "recount", "set_to"]
