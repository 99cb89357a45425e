"""The statements that take copies in, typed. All but one are of the transaction's tenant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class TenantKey:
    """A tenant with facts of late."""

    tenant_id: UUID


async def take_terms(tx: Tx, terms: Rows) -> int:
    """Terms of subscriptions; how many were newer than what was known."""
    newest = _newest(terms, "subscription_id", "period_start")
    return await tx.value(queries.take_terms, tenant_id=tx.tenant_id, terms=Jsonb(newest))


async def copy_plan(tx: Tx) -> None:
    """Write the plan by the newest terms into the tenant's own copy."""
    await tx.execute(queries.copy_plan, tenant_id=tx.tenant_id)


async def take_tenants(tx: Tx, tenants: Rows) -> None:
    """The tenant itself."""
    await tx.execute(queries.take_tenants, tenant_id=tx.tenant_id, tenants=Jsonb(_newest(tenants)))


async def take_companies(tx: Tx, companies: Rows) -> None:
    """Its companies."""
    newest = _newest(companies, "company_id")
    await tx.execute(queries.take_companies, tenant_id=tx.tenant_id, companies=Jsonb(newest))


async def take_campaigns(tx: Tx, campaigns: Rows) -> None:
    """Campaigns with their steps and variants; of these, what is not told of is no more."""
    newest = _newest(campaigns, "campaign_id")
    told, steps, variants = Jsonb(newest), _parts(newest, "steps"), _parts(newest, "variants")
    await tx.execute(queries.take_campaigns, tenant_id=tx.tenant_id, campaigns=told)
    await tx.execute(queries.take_steps, tenant_id=tx.tenant_id, steps=Jsonb(steps))
    await tx.execute(queries.drop_steps, tenant_id=tx.tenant_id, campaigns=told)
    await tx.execute(queries.take_variants, tenant_id=tx.tenant_id, variants=Jsonb(variants))
    await tx.execute(queries.drop_variants, tenant_id=tx.tenant_id, campaigns=told)


async def take_mailboxes(tx: Tx, mailboxes: Rows) -> None:
    """Mailboxes, by infrastructure's word."""
    newest = _newest(mailboxes, "mailbox_id")
    await tx.execute(queries.take_mailboxes, tenant_id=tx.tenant_id, mailboxes=Jsonb(newest))


async def take_senders(tx: Tx, mailboxes: Rows) -> None:
    """Whether campaigns use mailboxes, by campaigns' word."""
    newest = _newest(mailboxes, "mailbox_id")
    await tx.execute(queries.take_senders, tenant_id=tx.tenant_id, mailboxes=Jsonb(newest))


async def take_leads(tx: Tx, leads: Rows) -> None:
    """Leads' statuses."""
    await tx.execute(queries.take_leads, tenant_id=tx.tenant_id, leads=Jsonb(_newest(leads, "lead_id")))


async def tenants_sending(tx: Tx, since: date) -> list[UUID]:
    """Who sent anything since a day. In a worker's transaction."""
    return [row.tenant_id for row in await tx.many(queries.tenants_sending, TenantKey, since=since)]


async def copy_snapshots(tx: Tx, today: date, since: date) -> int:
    """Into today's facts, and into those since a day that have none yet; how many rows changed."""
    changed = 0
    for statement in (
        queries.copy_into_campaigns,
        queries.copy_into_leads,
        queries.copy_into_mailboxes,
        queries.copy_into_warmups,
    ):
        changed += await tx.execute(statement, tenant_id=tx.tenant_id, today=today, since=since)
    return changed


def _newest(rows: Rows, *keys: str) -> Rows:
    # Several deliveries come as one, and a statement writes a row only once.
    newest: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row["version"]):
        newest[tuple(row[key] for key in keys)] = row
    return list(newest.values())


def _parts(campaigns: Iterable[dict[str, Any]], name: str) -> Rows:
    shared = ("campaign_id", "company_id", "version")
    return [
        part | {key: campaign[key] for key in shared} for campaign in campaigns for part in campaign[name]
    ]
