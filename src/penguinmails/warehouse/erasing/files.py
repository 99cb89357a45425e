"""Forgetting people in archived files: what holds them is written anew and proven, then the old one goes."""
# ruff: noqa: S608 - selects made of names declared in code, ids and digests

import asyncio
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

from penguinmails.kernel import ids
from penguinmails.warehouse.archiving import parquet, store, writing
from penguinmails.warehouse.archiving.errors import ArchiveMismatch
from penguinmails.warehouse.archiving.model import ArchiveFile, Digest, Written
from penguinmails.warehouse.archiving.running import Work
from penguinmails.warehouse.archiving.tables import EVENTS, STATES, Table
from penguinmails.warehouse.archiving.writing import TIER
from penguinmails.warehouse.erasing.model import NewLink
from penguinmails.warehouse.erasing.store import KEPT, Leads, Place

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LEADS: Final = "lead_analytics"
_LINKS: Final = "link_totals"
_CLEARED: Final = ("user_agent", "ip_address", "bounce_reason", "link_text", "provider_event_id")

Clicks = Mapping[Place, int]
"""Link -> how often it was clicked."""


async def clicks_in_files(work: Work, leads: Leads) -> Clicks:
    """How often these people clicked which links, as archived events say."""
    found: dict[Place, int] = {}
    for file in await _files(work, (EVENTS,)):
        path = await asyncio.to_thread(parquet.check, work.settings.folder, file)
        for campaign, step, url, clicks in await asyncio.to_thread(_clicks, work, path, leads):
            place = (UUID(campaign), UUID(step), url)
            found[place] = found.get(place, 0) + clicks
    return found


async def forget_in_files(work: Work, leads: Leads, links: Sequence[NewLink]) -> int:
    """Write anew every file of the tenant's that names one of these people or links; how many. Commits each.

    Killed anywhere, either the old file counts or the new one, and the other is swept away.
    """
    count = 0
    for file in await _files(work, (EVENTS, STATES, _LEADS, _LINKS)):
        path = await asyncio.to_thread(parquet.check, work.settings.folder, file)
        written = await asyncio.to_thread(_rewrite, work, file, path, leads, links)
        if written is not None:
            async with work.databases.tenant(TIER, work.scope) as tx:
                await store.replace_file(tx, file.id, written)
            await asyncio.to_thread(path.unlink)
            count += 1
    return count


async def _files(work: Work, names: Collection[str]) -> list[ArchiveFile]:
    async with work.databases.tenant(TIER, work.scope) as tx:
        return [file for file in await store.files(tx) if file.table_name in names]


def _clicks(work: Work, path: Path, leads: Leads) -> list[tuple[str, str, str, int]]:
    table = work.tables[EVENTS]
    _people(work.duck, leads)
    rows = parquet.relation(table, path, work.scope.tenant_id)
    with parquet.speaking(path):
        return work.duck.execute(
            f"WITH rows AS ({rows}) SELECT s.campaign_id::VARCHAR, s.step_id::VARCHAR, e.link_url,"
            " count(DISTINCT e.event_id) FROM rows e"
            " JOIN rows s ON s.message_id = e.message_id AND s.kind = 'sent'"
            " JOIN people p ON p.lead_id = s.lead_id WHERE e.kind = 'clicked' AND s.campaign_id IS NOT NULL"
            " GROUP BY 1, 2, 3"
        ).fetchall()


def _rewrite(
    work: Work, file: ArchiveFile, path: Path, leads: Leads, links: Sequence[NewLink]
) -> Written | None:
    duck, table = work.duck, work.tables[file.table_name]
    rows = parquet.relation(table, path, work.scope.tenant_id)
    _people(duck, leads)
    _new_links(duck, links)
    with parquet.speaking(path):
        concerned = _of(table, rows)
        duck.execute(f"CREATE OR REPLACE TEMP TABLE changed AS SELECT * FROM ({rows}) r WHERE {concerned}")
        if not (duck.execute("SELECT count(*) FROM changed").fetchone() or (0,))[0]:
            return None
        before = parquet.digest_of(duck, table, "SELECT * FROM changed")
        kept = " AND ".join(f"c.{key} = r.{key}" for key in table.identity)
        duck.execute(
            "CREATE OR REPLACE TEMP TABLE gone AS SELECT {} FROM changed".format(", ".join(table.identity))
        )
        for change in _changes(table):
            duck.execute(change)
        after = parquet.digest_of(duck, table, "SELECT * FROM changed")
    source = (
        f"SELECT * FROM ({rows}) r WHERE NOT EXISTS (SELECT 1 FROM gone c WHERE {kept})"
        " UNION ALL SELECT * FROM changed"
    )
    name = path.with_name(f"{table.name}-{file.period_start:%Y-%m}-{ids.uuid7()}.parquet")
    unfinished = name.with_suffix(".part")
    try:
        parquet.rewrite(duck, table, source, unfinished)
        unfinished.chmod(0o600)
        new = parquet.digest(duck, table, unfinished, work.scope.tenant_id)
        written = writing.describe(duck, table, unfinished, work.scope.tenant_id, name, digest=new)
        _prove(file, written, parquet.digest(duck, table, path, file.tenant_id), before, after)
        writing.settle(unfinished, name)
    finally:
        unfinished.unlink(missing_ok=True)
    return written


def _prove(file: ArchiveFile, written: Written, old: Digest, before: Digest, after: Digest) -> None:
    """All other rows are what they were. Raises `ArchiveMismatch`."""
    others = (old.rows - before.rows, old.first - before.first, old.second - before.second)
    new = written.digest
    if others != (new.rows - after.rows, new.first - after.first, new.second - after.second):
        raise ArchiveMismatch(
            path=written.path, table=file.table_name, reason="rows of others came back as others"
        )


def _people(duck: "DuckDBPyConnection", leads: Leads) -> None:
    duck.execute("CREATE OR REPLACE TEMP TABLE people (lead_id UUID, surrogate UUID)")
    duck.execute(
        "INSERT INTO people SELECT unnest($ids)::UUID, unnest($surrogates)::UUID",
        {"ids": [str(lead) for lead in leads], "surrogates": [str(other) for other in leads.values()]},
    )


def _new_links(duck: "DuckDBPyConnection", links: Sequence[NewLink]) -> None:
    duck.execute(
        "CREATE OR REPLACE TEMP TABLE links (campaign_id UUID, step_id UUID, url VARCHAR, digest VARCHAR,"
        " new_url VARCHAR, new_digest VARCHAR)"
    )
    if links:
        rows = [
            [link.campaign_id, link.step_id, link.link_url, link.link_digest.hex(), *_new(link)]
            for link in links
        ]
        duck.executemany("INSERT INTO links VALUES ($1, $2, $3, $4, $5, $6)", rows)


def _new(link: NewLink) -> tuple[str, str]:
    return link.new_url, link.new_digest.hex()


def _of(table: Table, rows: str) -> str:
    """Which rows of a table are of these people, or these links."""
    match table.name:
        case "email_events":
            return (
                f"r.message_id IN (SELECT s.message_id FROM ({rows}) s JOIN people p ON p.lead_id = s.lead_id"
                f" UNION SELECT f.message_id FROM ({rows}) f JOIN people p"
                " ON p.lead_id::VARCHAR = json_extract_string(f.metadata, '$.lead_id')"
                " WHERE f.kind = 'failed')"
            )
        case "link_totals":
            return (
                "EXISTS (SELECT 1 FROM links l WHERE l.campaign_id = r.campaign_id AND l.step_id = r.step_id"
                " AND l.digest = lower(hex(r.link_digest)))"
            )
        case _:
            return "r.lead_id IN (SELECT lead_id FROM people)"


def _changes(table: Table) -> list[str]:
    """What is done to these rows, as `store` does it to live ones."""
    renamed = "UPDATE changed SET lead_id = p.surrogate FROM people p WHERE p.lead_id = changed.lead_id"
    match table.name:
        case "email_events":
            cleared = ", ".join(f"{column} = NULL" for column in _CLEARED)
            keys = ", ".join(f"'{key}'" for key in KEPT)
            pair = "to_json(k)::VARCHAR || ': ' || json_extract(metadata, '$.\"' || k || '\"')::VARCHAR"
            kept = f"array_to_string([{pair} FOR k IN json_keys(metadata) IF k IN ({keys})], ', ')"
            clearing = (
                f"UPDATE changed SET {cleared}, erased = coalesce(erased, now()),"
                f" metadata = '{{' || {kept} || '}}'"
            )
            return [_LINKS_OF_EVENTS, clearing, renamed]
        case "message_states":
            return [_LINKS_OF_STATES, renamed]
        case "link_totals":
            return [_LINKS_OF_FACTS]
        case _:
            return [renamed]


_LINKS_OF_EVENTS: Final = """
UPDATE changed SET link_url = l.new_url
  FROM links l, (SELECT message_id, campaign_id, step_id FROM changed WHERE kind = 'sent') s
 WHERE s.message_id = changed.message_id AND l.campaign_id = s.campaign_id AND l.step_id = s.step_id
   AND l.url = changed.link_url
"""
_LINKS_OF_STATES: Final = """
UPDATE changed
   SET breakdown = (SELECT list_reduce(list_prepend(changed.breakdown, list(l.digest || l.new_digest)),
                                       lambda text, pair: replace(text, pair[1:64], pair[65:128]))
                      FROM links l WHERE l.campaign_id = changed.campaign_id AND l.step_id = changed.step_id)
 WHERE EXISTS (SELECT 1 FROM links l
                WHERE l.campaign_id = changed.campaign_id AND l.step_id = changed.step_id)
"""
_LINKS_OF_FACTS: Final = """
UPDATE changed SET link_digest = unhex(l.new_digest), link_url = l.new_url, link_text = NULL
  FROM links l
 WHERE l.campaign_id = changed.campaign_id AND l.step_id = changed.step_id
   AND l.digest = lower(hex(changed.link_digest))
"""
