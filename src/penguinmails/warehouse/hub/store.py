"""The statements of the hub, typed. All but one are of the transaction's tenant."""

from collections.abc import Awaitable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Final
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.warehouse.hub.model import (
    NO_PLAN,
    Adjusted,
    Counted,
    Day,
    Figures,
    Line,
    Period,
    Sample,
    Statement,
    TenantUsage,
    TermsRow,
    Told,
)

queries = Queries.load(__name__)

FACTS: Final = (
    "campaign_analytics",
    "mailbox_analytics",
    "lead_analytics",
    "warmup_analytics",
    "provider_totals",
)
STATES: Final = ("message_states",)


async def periods(tx: Tx) -> list[Period]:
    """All periods of the tenant, by their start."""
    return await tx.many(queries.periods, Period, tenant_id=tx.tenant_id)


async def find_period(tx: Tx, billing_id: int) -> Period | None:
    """One of them."""
    return next((period for period in await periods(tx) if period.id == billing_id), None)


async def count_facts(tx: Tx, period: Period) -> Counted:
    """What the facts say of a period."""
    return await _count(
        tx.one(
            queries.count_facts,
            Counted,
            tenant_id=tx.tenant_id,
            billing_id=period.id,
            starts=period.starts,
            ends=period.ends,
        )
    )


async def count_states(tx: Tx, period: Period) -> Counted:
    """What the messages' states say of a period."""
    return await _count(
        tx.one(queries.count_states, Counted, tenant_id=tx.tenant_id, starts=period.starts, ends=period.ends)
    )


async def terms_of(tx: Tx, period: Period) -> TermsRow:
    """What the plan allows in a period."""
    found = await tx.one(
        queries.terms_of,
        TermsRow,
        tenant_id=tx.tenant_id,
        subscription_id=period.subscription_id,
        starts=period.starts,
    )
    return found or NO_PLAN


async def told(tx: Tx, billing_id: int) -> Told | None:
    """What a period's statement said of messages beyond the plan."""
    return await tx.one(queries.told, Told, tenant_id=tx.tenant_id, billing_id=billing_id)


async def archived(tx: Tx, period: Period, tables: Sequence[str]) -> bool:
    """Whether rows of these tables and the period's days are no longer here."""
    return await tx.value(
        queries.archived_between,
        tenant_id=tx.tenant_id,
        tables=list(tables),
        starts=period.starts,
        ends=period.ends,
    )


async def facts_changed(tx: Tx, billing_id: int, since: datetime) -> bool:
    """Whether facts of a period were written after a moment."""
    return await tx.value(queries.facts_changed, tenant_id=tx.tenant_id, billing_id=billing_id, since=since)


async def write_figures(
    tx: Tx, billing_id: int, figures: Figures, moment: datetime, *, frozen: datetime | None
) -> None:
    """Write an open period's figures; closed for good where `frozen` is given."""
    await tx.execute(
        queries.write_figures,
        tenant_id=tx.tenant_id,
        billing_id=billing_id,
        figures=Jsonb(dict(figures.items())),
        moment=moment,
        frozen=frozen,
    )


async def note_recounted(tx: Tx, billing_id: int, moment: datetime) -> None:
    """A frozen period has been compared with its facts."""
    await tx.execute(queries.note_recounted, tenant_id=tx.tenant_id, billing_id=billing_id, moment=moment)


async def adjustments_of(tx: Tx, billing_id: int, *, carried: bool = False) -> dict[str, int]:
    """The adjustments of a period by figure, all of them or those that a statement has told of."""
    query = queries.adjustments_carried if carried else queries.adjustments_of
    rows = await tx.many(query, Adjusted, tenant_id=tx.tenant_id, billing_id=billing_id)
    return {row.metric: row.delta for row in rows}


async def adjustments_open(tx: Tx) -> list[Adjusted]:
    """What no statement has told of yet."""
    return await tx.many(queries.adjustments_open, Adjusted, tenant_id=tx.tenant_id)


async def insert_adjustments(tx: Tx, billing_id: int, deltas: dict[str, int], reason: str) -> None:
    """Add to what is known of a frozen period."""
    await tx.execute(
        queries.insert_adjustments,
        tenant_id=tx.tenant_id,
        billing_id=billing_id,
        metrics=list(deltas),
        deltas=list(deltas.values()),
        reason=reason,
    )


async def carry_adjustments(tx: Tx, statement_id: UUID) -> None:
    """All that waits has been told by a statement."""
    await tx.execute(queries.carry_adjustments, tenant_id=tx.tenant_id, statement_id=statement_id)


async def add_sample(tx: Tx, day: date, sample: Sample) -> None:
    """Remember the most of a day."""
    await tx.execute(queries.add_sample, tenant_id=tx.tenant_id, day=day, **asdict(sample))


async def days_of(tx: Tx, billing_id: int) -> list[Day]:
    """The days of a period with campaign mail."""
    return await tx.many(queries.days_of, Day, tenant_id=tx.tenant_id, billing_id=billing_id)


async def statements(tx: Tx) -> list[Statement]:
    """All statements of the tenant, the newest period first."""
    return await tx.many(queries.statements, Statement, tenant_id=tx.tenant_id)


async def lines(tx: Tx, statement_id: UUID) -> list[Line]:
    """What a statement says."""
    return await tx.many(queries.lines_of, Line, tenant_id=tx.tenant_id, statement_id=statement_id)


async def put_statement(tx: Tx, period: Period, terms: TermsRow, content: Sequence[Line]) -> UUID | None:
    """Write a period's draft, over what it said before; its id, None where it is issued already."""
    statement_id = await tx.value(
        queries.put_statement,
        tenant_id=tx.tenant_id,
        billing_id=period.id,
        subscription_id=period.subscription_id,
        plan_name=terms.plan_name,
        currency=terms.currency,
        total_minor=sum(line.amount_minor for line in content),
    )
    if statement_id is None:
        return None
    await tx.execute(queries.delete_lines, tenant_id=tx.tenant_id, statement_id=statement_id)
    await tx.execute(
        queries.insert_lines,
        tenant_id=tx.tenant_id,
        statement_id=statement_id,
        lines=Jsonb([asdict(line) for line in content]),
    )
    return statement_id


async def issue_statement(tx: Tx, statement_id: UUID, digest: bytes, moment: datetime) -> None:
    """Seal a draft."""
    await tx.execute(
        queries.issue_statement,
        tenant_id=tx.tenant_id,
        statement_id=statement_id,
        content_hash=digest,
        moment=moment,
    )


async def current_of_all(tx: Tx, moment: datetime) -> list[TenantUsage]:
    """Every tenant's current period. In a worker's transaction."""
    return await tx.many(queries.current_of_all, TenantUsage, moment=moment)


async def _count(asked: Awaitable[Counted | None]) -> Counted:
    counted = await asked
    if counted is None:
        raise RuntimeError("a statement of aggregates has no row")
    return counted
