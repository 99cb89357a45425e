"""Partitions ahead of time, or somebody is told; partitions that nobody has rows in any more go."""

from datetime import date, timedelta
from typing import Final

import structlog

from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.settings import KernelSettings
from penguinmails.kernel.tiers import Home, Role, Tier
from penguinmails.notifications import Severity, raise_event, settle_event
from penguinmails.postgres import connect, partitions
from penguinmails.postgres.errors import PartitionsBlocked
from penguinmails.postgres.session import administrator, become
from penguinmails.tenancy import ContentType, get_retention
from penguinmails.warehouse.keeping.model import Partitions

_log = structlog.stdlib.get_logger()

_ALARM: Final = "partition_missing"
_BIG: Final = ("email_events", "event_verdicts", "message_states", "lead_analytics", "campaign_lead_totals")


async def keep_partitions(databases: Databases, settings: KernelSettings | None = None) -> Partitions:
    """Raise an alarm for each table that is prepared less than two months ahead, and close it once mended.

    Then detach and drop months of the warehouse that are past the platform's retention and empty of all
    tenants. A table that is in use is left for the next time. Commits as it goes.
    """
    settings = settings or KernelSettings.load()
    short: list[str] = []
    for conninfo, tiers in connect.tiers_of(settings).items():
        async with administrator(conninfo) as connection:
            for horizon in await partitions.horizon(connection, tiers):
                await _tell(databases, horizon)
                short += [horizon.table] if horizon.alarming else []
    return Partitions(short, await _drop_empty(databases, settings))


async def analyze(settings: KernelSettings | None = None) -> None:
    """Renew the statistics of the warehouse's big tables, of which much has gone."""
    settings = settings or KernelSettings.load()
    async with administrator(connect.administrators(settings)[Home.OLAP]) as connection:
        for table in _BIG:
            async with connection.transaction():
                await become(connection, Role.OWNER)
                await connection.execute(partitions.analyzing(Tier.OLAP, table))


async def _tell(databases: Databases, horizon: partitions.Horizon) -> None:
    if not horizon.alarming:
        await settle_event(
            databases,
            event_type=_ALARM,
            about=horizon.table,
            resolution="The coming months have their partitions again.",
        )
        return
    async with databases.worker(Tier.OLTP) as tx:
        await raise_event(
            tx,
            event_type=_ALARM,
            severity=Severity.CRITICAL if horizon.months_ahead < 1 else Severity.HIGH,
            message=(
                f"{horizon.table} takes rows until {horizon.until or 'now'} only; run `penguinmails migrate`."
            ),
            details={"table": horizon.table, "months_ahead": horizon.months_ahead},
            about=horizon.table,
            tenant_id=ids.PLATFORM_TENANT,
        )


async def _drop_empty(databases: Databases, settings: KernelSettings) -> list[str]:
    policies = {
        policy.content_type: policy
        for policy in await get_retention(databases, Scope.tenant_wide(ids.PLATFORM_TENANT))
    }
    days = policies[ContentType.EMAIL_EVENTS].retention_days
    if days is None:
        return []
    before: date = clock.now().date() - timedelta(days=days)
    dropped: list[str] = []
    async with administrator(connect.administrators(settings)[Home.OLAP]) as connection:
        for parent in await partitions.parents(connection, [Tier.OLAP]):
            try:
                dropped += await partitions.drop_empty(connection, parent, before)
            except PartitionsBlocked as error:
                _log.warning("warehouse.partitions.busy", table=parent.name, error=error.message)
    return dropped
