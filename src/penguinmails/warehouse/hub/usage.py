"""What a tenant uses in the period that runs, now."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.hub import store
from penguinmails.warehouse.hub.counting import take_sample
from penguinmails.warehouse.hub.model import FIGURES, Day, TenantUsage
from penguinmails.warehouse.periods import ensure_periods
from penguinmails.warehouse.rollup import catch_up


@dataclass(frozen=True)
class Used:
    """One figure of the period that runs."""

    metric: str
    label: str
    definition: str
    unit: str
    used: int
    allowance: int | None
    """What the plan allows; None: no limit."""
    share: float | None
    """Of the allowance that is used; None: no limit, or none is allowed."""


@dataclass(frozen=True)
class Usage:
    """A tenant's usage. `ends` is not included; `waiting_since`: of the oldest event not counted yet."""

    starts: date
    ends: date
    plan: str
    figures: list[Used]
    days: list[Day]
    """Campaign mail on each day of the period up to today."""
    waiting_since: datetime | None


async def current_usage(databases: Databases, scope: Scope) -> Usage:
    """Count what a tenant has used since its period began. Commits; closes nothing."""
    await take_sample(databases, scope)
    waiting = await catch_up(databases, scope)
    today = clock.now().astimezone(UTC).date()
    async with databases.tenant(Tier.OLAP, scope) as tx:
        await ensure_periods(tx, scope.tenant_id, [today])
        period = next(each for each in await store.periods(tx) if each.starts <= today < each.ends)
        terms = await store.terms_of(tx, period)
        figures = (await store.count_facts(tx, period)).figures(terms.allowances.get("emails_sent"))
        sent = {day.day: day.emails_sent for day in await store.days_of(tx, period.id)}
    used = dict(figures.items())
    length = (today - period.starts).days + 1
    days = [period.starts + timedelta(days=number) for number in range(length)]
    return Usage(
        starts=period.starts,
        ends=period.ends,
        plan=terms.plan_name,
        figures=[
            Used(
                metric=figure.name,
                label=figure.label,
                definition=figure.definition,
                unit=figure.unit,
                used=used[figure.name],
                allowance=(allowed := terms.allowances.get(figure.name)),
                share=used[figure.name] / allowed if allowed else None,
            )
            for figure in FIGURES
        ],
        days=[Day(day, sent.get(day, 0)) for day in days],
        waiting_since=waiting,
    )


async def usage_of_all(databases: Databases) -> list[TenantUsage]:
    """Every tenant's current period as it was counted last, who sent most first. For operators."""
    async with databases.worker(Tier.OLAP) as tx:
        return await store.current_of_all(tx, clock.now())
