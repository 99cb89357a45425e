"""Writing facts, as SQL derived from `FACTS`: adding changes, and setting what a recount says."""

# ruff: noqa: S608 -- put together from names declared in code; what comes from outside is a parameter

from typing import Final

from penguinmails.warehouse.facts.contribution import changes, derived_rows, moving
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
    what `add_counts` reads, and a table that another one sums what `add_sums` reads.
    """
    return _add(fact, changes(fact, states, summed=summed)) + _returning(fact)


def add_sums(fact: FactTable) -> str:
    """An INSERT that moves a table by what the INSERT of the one that it sums returned."""
    return _add(fact, moving(fact, derived_rows(fact, fact.sums or "")))


def _add(fact: FactTable, moved: str) -> str:
    columns, source = _insert(fact, moved)
    added = ", ".join(f"{measure} = f.{measure} + excluded.{measure}" for measure in fact.measures)
    return (
        f"INSERT INTO {fact.name} AS f ({columns}) {source} ON CONFLICT (tenant_id, {', '.join(fact.keys)})"
        f" DO UPDATE SET {added}{_carried_on(fact)}, updated = now()"
    )


def _returning(fact: FactTable) -> str:
    if fact.table == "campaign_lead_totals":
        kept = ", ".join(f"old.{flag} AS o_{flag}, new.{flag} AS n_{flag}" for flag in FLAGS)
        return f" RETURNING new.campaign_id, new.company_id, {kept}"
    if summing := next((each for each in FACTS if each.sums == fact.table), None):
        keys = ", ".join(f"new.{key}" for key in summing.keys)
        moved = ", ".join(f"new.{name} - coalesce(old.{name}, 0) AS {name}" for name in summing.measures)
        return f" RETURNING {keys}, {moved}"
    return ""


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


def set_to(fact: FactTable, counted: str, where: str) -> list[str]:
    """Common table expressions that set the rows of `f` where a condition holds to a recount, a relation.

    Rows that the recount does not have become zeros; they may carry snapshots, and so stay. What is right
    already is not touched. The tenant is locked: so nobody adds the same rows, and with upserts, which
    look for that at each, a refold took a fifth longer. Needs `periods` and `links` as `add` does.
    """
    carried = [*fact.carried, *(["billing_id"] if fact.billed else [])]
    written = [*fact.measures, *(column for column in carried if column != "link_text")]
    first = fact.keys[0]
    same = " AND ".join(f"f.{key} = r.{key}" for key in fact.keys)
    new = {measure: f"coalesce(r.{measure}, 0)" for measure in fact.measures}
    new |= {column: f"CASE WHEN r.{first} IS NULL THEN f.{column} ELSE r.{column} END" for column in carried}
    recounted = f"SELECT c.*{_looked_up(fact)} FROM {counted} c{_joins(fact)}"
    stored = f"SELECT {', '.join((*fact.keys, *carried, *fact.measures))} FROM {fact.name} f"
    some = " OR ".join(f"f.{measure} <> 0" for measure in fact.measures)
    differ = " OR ".join(f"f.{column} IS DISTINCT FROM r.{column}" for column in written)
    keys = ", ".join(f"coalesce(r.{key}, f.{key}) AS {key}" for key in fact.keys)
    values = ", ".join(f"{value} AS {column}" for column, value in new.items())
    columns = ", ".join((*fact.keys, *new))
    wrong = (
        f"SELECT {keys}, {values}, f.{first} IS NULL AS missing FROM ({recounted}) r"
        f" FULL JOIN ({stored} WHERE f.tenant_id = %(tenant_id)s AND {where}) f ON {same}"
        f" WHERE CASE WHEN r.{first} IS NULL THEN {some} WHEN f.{first} IS NULL THEN true ELSE {differ} END"
    )
    added = (
        f"INSERT INTO {fact.name} (tenant_id, {columns}) SELECT %(tenant_id)s, {columns}"
        f" FROM wrong_{fact.table} WHERE missing ORDER BY {', '.join(fact.keys)}"
    )
    sets = ", ".join(f"{column} = r.{column}" for column in written)
    changed = (
        f"UPDATE {fact.name} f SET {sets}, updated = now() FROM wrong_{fact.table} r"
        f" WHERE NOT r.missing AND f.tenant_id = %(tenant_id)s AND {same} AND {where}"
    )
    return [
        f"wrong_{fact.table} AS MATERIALIZED ({wrong})",
        f"added_{fact.table} AS ({added})",
        f"changed_{fact.table} AS ({changed})",
    ]


def _insert(fact: FactTable, source: str) -> tuple[str, str]:
    columns = [
        "tenant_id",
        *fact.keys,
        *fact.carried,
        *(["billing_id"] if fact.billed else []),
        *fact.measures,
    ]
    order = ", ".join(f"c.{key}" for key in fact.keys)
    rows = f"SELECT c.*{_looked_up(fact)} FROM ({source}) c{_joins(fact)} ORDER BY {order}"
    values = ", ".join(columns[1:])
    return ", ".join(columns), f"SELECT %(tenant_id)s, {values} FROM ({rows}) r"


def _looked_up(fact: FactTable) -> str:
    """The carried columns that do not come with the counts."""
    links = ", coalesce(l.link_url, '') AS link_url, l.link_text" if "link_url" in fact.carried else ""
    return links + (", p.billing_id" if fact.billed else "")


def _joins(fact: FactTable) -> str:
    # A link that is taken back may be gone from the ledger; its row is there and keeps its own.
    links = " LEFT JOIN links l ON l.link_digest = c.link_digest" if "link_url" in fact.carried else ""
    return links + (" LEFT JOIN periods p ON p.activity_date = c.activity_date" if fact.billed else "")


def _carried_on(fact: FactTable) -> str:
    if "link_text" in fact.carried:
        return ", link_text = least(f.link_text, excluded.link_text)"
    if len(fact.kinds) > 1 or "warmup" in fact.kinds:
        return ", company_id = CASE WHEN f.company_id = excluded.company_id THEN f.company_id END"
    return ""


__all__ = ["LINKS", "PERIODS", "add", "add_counts", "add_sums", "set_to"]
