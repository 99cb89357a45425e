"""The statements of forgetting, as functions; those over facts are derived from `FACTS`."""

# ruff: noqa: S608 - put together from names declared in code; what comes from outside is a parameter

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, LiteralString, cast
from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.warehouse.erasing.model import Clicked, Erasure, Found, Journalled, NewLink, Waiting
from penguinmails.warehouse.facts.model import FactTable, fact_of

queries = Queries.load(__name__)

Leads = Mapping[UUID, UUID]
"""Lead -> the random id that it becomes."""
Place = tuple[UUID, UUID, str]
"""A link: campaign, step, address."""

KEPT: Final = (
    "campaign_id", "step_id", "variant_id", "mailbox_id", "company_id", "message_kind", "method", "honeypot",
    "opens", "links", "feedback_type", "attempt",
)  # fmt: skip
"""Of an event's metadata; words, hosts and who it was go."""


@dataclass(frozen=True)
class Touched:
    """A message."""

    message_id: UUID


def digest_of(tenant_id: UUID, subject_id: UUID) -> bytes:
    """What the journal knows a subject by."""
    return hashlib.sha256(f"{tenant_id} {subject_id}".encode()).digest()


async def note(tx: Tx, subject: str, erasures: Mapping[bytes, tuple[UUID | None, UUID]]) -> None:
    """Write down who is to be forgotten: digest -> id, where it is known, and random id."""
    await tx.execute(
        queries.note,
        tenant_id=tx.tenant_id,
        subject=subject,
        digests=list(erasures),
        subject_ids=[subject_id for subject_id, _ in erasures.values()],
        surrogates=[surrogate for _, surrogate in erasures.values()],
    )


async def tenants_waiting(tx: Tx) -> list[UUID]:
    """Tenants with erasures that are not finished."""
    return [row.tenant_id for row in await tx.many(queries.tenants_waiting, Waiting)]


async def tenants_with_erasures(tx: Tx) -> list[UUID]:
    """Tenants of whom anybody was ever erased."""
    return [row.tenant_id for row in await tx.many(queries.tenants_with_erasures, Waiting)]


async def waiting(tx: Tx, tenant_id: UUID, page: int) -> list[Erasure]:
    """Erasures of a tenant that are not finished, the oldest first."""
    return await tx.many(queries.waiting, Erasure, tenant_id=tenant_id, page=page)


async def journal(tx: Tx) -> list[Journalled]:
    """A tenant's erasures, newest first."""
    return await tx.many(queries.journal, Journalled, tenant_id=tx.tenant_id)


async def finish(
    tx: Tx, tenant_id: UUID, subject: str, digests: Collection[bytes], report: Mapping[str, int]
) -> None:
    """Nothing names these any more."""
    await tx.execute(
        queries.finish,
        tenant_id=tenant_id,
        subject=subject,
        digests=list(digests),
        report=json.dumps(report),
    )


async def reopen(tx: Tx, tenant_id: UUID) -> list[Found]:
    """Find leads that are there again under their old ids."""
    return await tx.many(queries.reopen, Found, tenant_id=tenant_id)


async def lead_ids(tx: Tx, digests: Collection[bytes]) -> list[Found]:
    """Which leads the digests are of."""
    return await tx.many(queries.lead_ids, Found, tenant_id=tx.tenant_id, digests=list(digests))


async def lead_ids_of_mail(tx: Tx, digests: Collection[bytes]) -> list[Found]:
    """Which leads of messages the digests are of."""
    return await tx.many(queries.lead_ids_of_mail, Found, tenant_id=tx.tenant_id, digests=list(digests))


async def messages_of(tx: Tx, tenant_id: UUID, leads: Leads) -> list[UUID]:
    """What was sent to leads, or was to be."""
    rows = await tx.many(queries.messages_of, Touched, tenant_id=tenant_id, lead_ids=list(leads))
    return [row.message_id for row in rows]


async def clicked(tx: Tx, tenant_id: UUID, message_ids: Sequence[UUID]) -> list[Clicked]:
    """Links of these messages that were clicked."""
    return await tx.many(queries.clicked, Clicked, tenant_id=tenant_id, message_ids=list(message_ids))


async def clicks_of_all(tx: Tx, tenant_id: UUID, places: Sequence[Place]) -> dict[Place, int]:
    """How often everybody clicked these links."""
    rows = await tx.many(
        queries.clicks_of_all,
        Clicked,
        tenant_id=tenant_id,
        campaigns=[campaign for campaign, _, _ in places],
        steps=[step for _, step, _ in places],
        urls=[url for _, _, url in places],
    )
    return {(row.campaign_id, row.step_id, row.link_url): row.clicks for row in rows}


async def clear_events(
    tx: Tx, tenant_id: UUID, leads: Leads, message_ids: Sequence[UUID], links: Sequence[NewLink]
) -> int:
    """Clear all events of messages; how many."""
    return await tx.execute(
        queries.clear_events,
        tenant_id=tenant_id,
        message_ids=list(message_ids),
        kept=list(KEPT),
        urls=[link.link_url for link in links],
        new_urls=[link.new_url for link in links],
        **_people(leads),
        **_places(links),
    )


async def rename_states(
    tx: Tx, tenant_id: UUID, leads: Leads, message_ids: Sequence[UUID], links: Sequence[NewLink]
) -> int:
    """Give states their random leads and the new digests of links; how many."""
    return await tx.execute(
        queries.rename_states,
        tenant_id=tenant_id,
        message_ids=list(message_ids),
        digests=[link.link_digest.hex() for link in links],
        new_digests=[link.new_digest.hex() for link in links],
        **_people(leads),
        **_places(links),
    )


async def rename_links(tx: Tx, tenant_id: UUID, links: Sequence[NewLink]) -> int:
    """Give links that nobody else clicked their new names; how many rows."""
    return await tx.execute(
        queries.rename_links,
        tenant_id=tenant_id,
        digests=[link.link_digest for link in links],
        new_urls=[link.new_url for link in links],
        new_digests=[link.new_digest for link in links],
        **_places(links),
    )


async def rename_facts(tx: Tx, tenant_id: UUID, leads: Leads) -> dict[str, int]:
    """Move what is counted for leads to their random ids; how many rows, by table.

    Where a random id has rows already (a lead came back under its old id), both are added up, and who was
    counted as two people is one again.
    """
    values = {"tenant_id": tenant_id, **_people(leads)}
    await tx.connection.execute(_MERGED, values)
    changed: dict[str, int] = {}
    for table, text in _MOVES.items():
        cursor = await tx.connection.execute(text, values)
        changed[f"olap.{table}"] = cursor.rowcount
    changed["olap.dim_leads"] = await tx.execute(queries.rename_copies, **values)
    return changed


async def clear_late(tx: Tx, tenant_id: UUID, leads: Leads, message_ids: Sequence[UUID]) -> int:
    """Clear events kept aside; how many."""
    return await tx.execute(
        queries.clear_late, tenant_id=tenant_id, lead_ids=list(leads), message_ids=list(message_ids)
    )


async def rename_handed(tx: Tx, tenant_id: UUID, leads: Leads) -> None:
    """What the olap tier has not handed on yet names random ids."""
    for lead_id, surrogate in leads.items():
        await tx.execute(
            queries.rename_in_outbox, tenant_id=tenant_id, found=str(lead_id), instead=str(surrogate)
        )


async def rename_parked(tx: Tx, tenant_id: UUID, leads: Leads) -> None:
    """What the oltp tier could not hand on names random ids."""
    for lead_id, surrogate in leads.items():
        await tx.execute(
            queries.rename_in_parked_of_people,
            tenant_id=tenant_id,
            found=str(lead_id),
            instead=str(surrogate),
        )


def _people(leads: Leads) -> dict[str, object]:
    return {"lead_ids": list(leads), "surrogates": list(leads.values())}


def _places(links: Sequence[NewLink]) -> dict[str, object]:
    return {
        "campaigns": [link.campaign_id for link in links],
        "steps": [link.step_id for link in links],
    }


_PAIRS: Final = "unnest(%(lead_ids)s::uuid[], %(surrogates)s::uuid[]) AS p (lead_id, surrogate)"


def _move(fact: FactTable) -> LiteralString:
    keys = ", ".join(f"p.surrogate AS {key}" if key == "lead_id" else f"g.{key}" for key in fact.keys)
    columns = [*fact.carried, *(["billing_id"] if fact.billed else []), *fact.measures]
    named = ", ".join(("tenant_id", *fact.keys, *columns))
    gone = ", ".join(f"g.{column}" for column in columns)
    added = ", ".join(f"{measure} = f.{measure} + excluded.{measure}" for measure in fact.measures)
    return cast(
        "LiteralString",
        f"WITH gone AS (DELETE FROM {fact.name} g USING {_PAIRS}"
        f" WHERE g.tenant_id = %(tenant_id)s AND g.lead_id = p.lead_id RETURNING g.tenant_id, {keys}, {gone})"
        f" INSERT INTO {fact.name} AS f ({named}) SELECT {named} FROM gone ORDER BY {', '.join(fact.keys)}"
        f" ON CONFLICT (tenant_id, {', '.join(fact.keys)}) DO UPDATE SET {added}, updated = now()",
    )


def _merge() -> LiteralString:
    flags = fact_of("campaign_lead_counts").measures
    twice = ", ".join(f"count(*) FILTER (WHERE o.{flag} > 0 AND n.{flag} > 0) AS {flag}" for flag in flags)
    less = ", ".join(f"{flag} = c.{flag} - d.{flag}" for flag in flags)
    return cast(
        "LiteralString",
        f"UPDATE olap.campaign_lead_counts c SET {less}, updated = now() FROM ("
        f"SELECT o.campaign_id, {twice} FROM olap.campaign_lead_totals o"
        f" JOIN {_PAIRS} ON p.lead_id = o.lead_id"
        " JOIN olap.campaign_lead_totals n ON n.tenant_id = %(tenant_id)s AND n.campaign_id = o.campaign_id"
        " AND n.lead_id = p.surrogate WHERE o.tenant_id = %(tenant_id)s GROUP BY o.campaign_id) d"
        " WHERE c.tenant_id = %(tenant_id)s AND c.campaign_id = d.campaign_id",
    )


_MOVES: Final[Mapping[str, LiteralString]] = {
    table: _move(fact_of(table)) for table in ("lead_analytics", "campaign_lead_totals")
}
_MERGED: Final = _merge()
