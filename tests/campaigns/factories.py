"""Campaigns for tests, by SQL, with leads, lists and mailboxes made through the areas' own use cases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, LiteralString, cast
from uuid import UUID

from psycopg import sql
from psycopg.types.json import Jsonb

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import list_companies

MAIL = {"step_type": "email"}


def wait(hours: int = 0, seconds: int = 0) -> dict[str, Any]:
    """A step that waits."""
    return {"step_type": "wait", "wait_duration_hours": hours, "wait_extra_seconds": seconds}


def condition(kind: str, value: str | None = None, **branches: Any) -> dict[str, Any]:
    """A step that branches; `then` and `otherwise` are places in the campaign, from 0."""
    return {"step_type": "condition", "condition_type": kind, "condition_value": value, **branches}


@dataclass(frozen=True)
class Made:
    """A campaign that sends, and what belongs to it."""

    scope: Scope
    id: UUID
    company_id: UUID
    steps: list[UUID]
    template_id: UUID
    mailboxes: list[UUID]


async def campaign_of(
    databases: Databases,
    scope: Scope,
    steps: Sequence[Mapping[str, Any]] = (MAIL,),
    *,
    mailboxes: Sequence[UUID] | None = None,
    lists: Iterable[UUID] = (),
    without_lists: Iterable[UUID] = (),
    daily_cap: int = 1_000_000,
    free: bool = True,
    **columns: Any,
) -> Made:
    """A campaign that sends, committed. `free`: the tenant has no frequency cap."""
    company_id = columns.pop("company_id", None) or await company_of(databases, scope)
    if mailboxes is None:
        mailboxes = [await mailbox(databases, scope, daily_cap=daily_cap)]
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await _run(
            tx,
            "INSERT INTO oltp.tenant_policies (tenant_id, max_emails_per_lead_per_day, min_hours_between_emails)"
            " VALUES (%s, %s, %s) ON CONFLICT (tenant_id) DO NOTHING",
            scope.tenant_id,
            None if free else 2,
            0 if free else 4,
        )
        template_id = await template_of(tx, company_id)
        campaign_id = ids.uuid7()
        row = {
            "id": campaign_id,
            "company_id": company_id,
            "name": "Spring",
            "status": "sending",
            "started": datetime(2026, 1, 1).astimezone(),
        }
        await insert(tx, "campaigns", row | columns)
        step_ids = [ids.uuid7() for _ in steps]
        branches: list[tuple[UUID, str, UUID]] = []
        for place, (step_id, said) in enumerate(zip(step_ids, steps, strict=True)):
            step: dict[str, Any] = dict(said)
            for name, column in (("then", "on_true_step_id"), ("otherwise", "on_false_step_id")):
                if name in step:
                    target: int = step.pop(name)
                    branches.append((step_id, column, step_ids[target]))
            if step["step_type"] == "email":
                step.setdefault("template_id", template_id)
                step.setdefault("template_version", 1)
            own = {
                "id": step_id,
                "campaign_id": campaign_id,
                "company_id": company_id,
                "step_order": place + 1,
            }
            await insert(tx, "campaign_sequence_steps", own | step)
        for step_id, column, branch in branches:
            statement = sql.SQL(
                "UPDATE oltp.campaign_sequence_steps SET {} = %s WHERE tenant_id = %s AND id = %s"
            )
            await tx.connection.execute(
                statement.format(sql.Identifier(column)), [branch, scope.tenant_id, step_id]
            )
        common = {"campaign_id": campaign_id, "company_id": company_id}
        for mailbox_id in mailboxes:
            await insert(tx, "campaign_mailboxes", common | {"email_account_id": mailbox_id})
        for list_id, excluded in [
            *((each, False) for each in lists),
            *((each, True) for each in without_lists),
        ]:
            await insert(tx, "campaign_lists", common | {"list_id": list_id, "is_excluded": excluded})
    return Made(scope, campaign_id, company_id, step_ids, template_id, list(mailboxes))


async def mailbox(
    databases: Databases,
    scope: Scope,
    email: str | None = None,
    *,
    daily_cap: int = 1_000_000,
    **columns: Any,
) -> UUID:
    """A mailbox of the sandbox that takes so many messages a day."""
    made = ids.uuid7()
    row = {
        "id": made,
        "company_id": columns.pop("company_id", None) or await company_of(databases, scope),
        "email": email or f"m{made.hex}@acme.example",
        "provider": "sandbox",
        "status": "active",
        "daily_limit": daily_cap,
    }
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await insert(tx, "email_accounts", row | columns)
    return made


async def company_of(databases: Databases, scope: Scope) -> UUID:
    """The tenant's first company."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return (await list_companies(tx))[0].id


async def template_of(tx: Tx, company_id: UUID) -> UUID:
    """A template with one published version."""
    template_id = ids.uuid7()
    about = {"company_id": company_id, "subject": "Hello {{ first_name }}", "content": "<p>Hi</p>"}
    await insert(
        tx, "templates", {"id": template_id, "name": f"t{template_id}", "current_version": 1} | about
    )
    await insert(
        tx, "template_versions", {"template_id": template_id, "version": 1, "engine": "minijinja"} | about
    )
    return template_id


async def window(databases: Databases, made: Made, weekday: int, opens: time, closes: time) -> None:
    """A window of the campaign."""
    async with databases.tenant(Tier.OLTP, made.scope) as tx:
        row = {"campaign_id": made.id, "company_id": made.company_id}
        await insert(tx, "campaign_schedules", row | {"weekday": weekday, "opens": opens, "closes": closes})


async def blackout(databases: Databases, made: Made, day: date, country: str | None = None) -> None:
    """A day on which the tenant sends nothing."""
    async with databases.tenant(Tier.OLTP, made.scope) as tx:
        row = {"id": ids.uuid7(), "day": day, "country": country, "reason": "A holiday"}
        await insert(tx, "blackout_dates", row)


async def leads_of(databases: Databases, scope: Scope, number: int, **columns: Any) -> list[UUID]:
    """So many leads, what the tenant shares unless a company is given; quickly."""
    made = [ids.uuid7() for _ in range(number)]
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await _run(
            tx,
            "INSERT INTO oltp.leads (tenant_id, id, email, first_name)"
            " SELECT %s, id, 'lead' || place || '-' || right(id::text, 12) || '@' || 'd' || place %% 100 || '.example', 'Ada'"
            " FROM unnest(%s::uuid[]) WITH ORDINALITY AS new (id, place)",
            scope.tenant_id,
            made,
        )
        for lead_id in made if columns else ():
            await change(tx, "leads", lead_id, columns)
    return made


async def list_with(databases: Databases, scope: Scope, lead_ids: Sequence[UUID], **columns: Any) -> UUID:
    """A list with these leads."""
    list_id = ids.uuid7()
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await insert(tx, "lists", {"id": list_id, "name": f"l{list_id}"} | columns)
        await join(tx, list_id, lead_ids)
    return list_id


async def join(tx: Tx, list_id: UUID, lead_ids: Sequence[UUID]) -> None:
    """Put leads on a list."""
    await _run(
        tx,
        "INSERT INTO oltp.list_contacts (tenant_id, list_id, lead_id) SELECT %s, %s, id FROM unnest(%s::uuid[]) AS id",
        tx.tenant_id,
        list_id,
        list(lead_ids),
    )


async def insert(tx: Tx, table: str, row: Mapping[str, Any]) -> None:
    """One row of an oltp table, of the transaction's tenant."""
    values = {"tenant_id": tx.tenant_id} | {
        key: Jsonb(value) if isinstance(value, dict) else value for key, value in row.items()
    }
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier("oltp", table),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join(sql.Placeholder() for _ in values),
    )
    await tx.connection.execute(statement, list(values.values()))


async def change(tx: Tx, table: str, row_id: UUID, columns: Mapping[str, Any]) -> None:
    """Other values for a row of an oltp table."""
    values = {key: Jsonb(value) if isinstance(value, dict) else value for key, value in columns.items()}
    statement = sql.SQL("UPDATE {} SET {} WHERE tenant_id = %s AND id = %s").format(
        sql.Identifier("oltp", table),
        sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(key)) for key in values),
    )
    await tx.connection.execute(statement, [*values.values(), tx.tenant_id, row_id])


async def rows(
    databases: Databases, scope: Scope, query: str, *params: Any, tier: Tier = Tier.OLTP
) -> list[Any]:
    """What a tenant sees."""
    async with databases.tenant(tier, scope) as tx:
        cursor = await tx.connection.execute(cast("LiteralString", query), params)
        return await cursor.fetchall()


async def planned(databases: Databases, scope: Scope) -> list[dict[str, Any]]:
    """The messages that were handed on and not delivered yet, in order."""
    found = await rows(
        databases,
        scope,
        "SELECT message FROM oltp.handoff_outbox, jsonb_array_elements(payload -> 'messages') AS message"
        " WHERE topic = 'message.planned' ORDER BY handoff_id",
    )
    return [row[0] for row in found]


async def _run(tx: Tx, statement: str, *params: Any) -> None:
    await tx.connection.execute(cast("LiteralString", statement), params)
