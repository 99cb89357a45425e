"""A run of the archive: what is past its time is written, proven, and only then deleted, page by page."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import structlog

from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.errors import PenguinError
from penguinmails.postgres.partitions import months, parents
from penguinmails.tenancy import ContentType, get_retention
from penguinmails.warehouse.archiving import parquet, removing, store, writing
from penguinmails.warehouse.archiving.errors import ArchiveBehind, ArchiveBusy
from penguinmails.warehouse.archiving.model import ArchiveFile, ArchiveRun, Month, TableClass
from penguinmails.warehouse.archiving.paging import Pages, span_of
from penguinmails.warehouse.archiving.settings import ArchiveSettings
from penguinmails.warehouse.archiving.tables import EVENTS, Table, tables
from penguinmails.warehouse.archiving.writing import TIER

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_log = structlog.stdlib.get_logger()

RESTORED_STAY: Final = timedelta(days=30)
"""What was brought back is not archived again before this."""


@dataclass(frozen=True)
class Keeping:
    """Before which day a tenant's rows of a class leave; None: never."""

    messages: date | None
    facts: date | None

    def of(self, kind: TableClass) -> date | None:
        """Of one class."""
        return self.messages if kind is TableClass.MESSAGES else self.facts


@dataclass(frozen=True)
class Work:
    """A run in one tenant."""

    databases: Databases
    scope: Scope
    settings: ArchiveSettings
    duck: "DuckDBPyConnection"
    tables: dict[str, Table]
    run: ArchiveRun

    def of(self, kind: TableClass) -> list[Table]:
        """The tables of a class."""
        return [table for table in self.tables.values() if table.kind is kind]


async def keeping(databases: Databases, scope: Scope, *, now: datetime) -> Keeping:
    """How long a tenant keeps what, by its policies or the platform's.

    Events leave when their days are over (730 by default) and, where that is later, their addresses and user
    agents have been cleared. Facts stay unless `analytics` has days; they never leave before their events. A
    legal hold, or `auto_archive` off, keeps everything where it is.
    """
    policies = {policy.content_type: policy for policy in await get_retention(databases, scope)}

    def before(*kinds: ContentType) -> date | None:
        found = [policies[kind] for kind in kinds if kind in policies]
        days = [policy.retention_days for policy in found]
        if not policies[kinds[0]].auto_archive or any(policy.legal_hold for policy in found) or None in days:
            return None
        return now.date() - timedelta(days=max(day for day in days if day is not None))

    return Keeping(
        before(ContentType.EMAIL_EVENTS, ContentType.HITS),
        before(ContentType.ANALYTICS, ContentType.EMAIL_EVENTS, ContentType.HITS),
    )


async def archive_tenant(
    databases: Databases,
    scope: Scope,
    settings: ArchiveSettings | None = None,
    *,
    now: datetime | None = None,
) -> ArchiveRun:
    """Archive what of a tenant is past its time, oldest months first, and finish what a killed run began.

    Commits as it goes. A month that cannot be archived now stays where it is; the answer says why, and later
    months of its class stay too. Raises `ArchiveBusy` where another run is at work in it.
    """
    settings = settings or ArchiveSettings.load()
    limits = await keeping(databases, scope, now=now or clock.now())
    run = ArchiveRun(scope.tenant_id)
    async with working(databases, scope, settings, run) as work:
        await sweep(work)
        await _finish_removals(work)
        await _set_stragglers_aside(work)
        for kind in TableClass:
            limit = limits.of(kind)
            if limit is None:
                continue
            try:
                for month in await _due(work, kind, limit):
                    await archive_month(work, kind, month)
            except PenguinError as error:
                run.failed.append(f"{error.message} {error.todo}".strip())
    return run


@asynccontextmanager
async def working(
    databases: Databases, scope: Scope, settings: ArchiveSettings, run: ArchiveRun, *, wait: bool = False
) -> AsyncGenerator[Work]:
    """Hold the tenant's archive against others, with a DuckDB to work with. Raises `ArchiveBusy`."""
    async with databases.worker(TIER) as guard:
        await store.take_time(guard)
        if wait:
            await guard.execute(store.queries.wait_for_guard, tenant_id=scope.tenant_id)
        elif not await guard.value(store.queries.try_guard, tenant_id=scope.tenant_id):
            raise ArchiveBusy
        folder = await asyncio.to_thread(writing.folder_of, settings, scope.tenant_id)
        async with databases.tenant(TIER, scope) as tx:
            known = await tables(tx)
        with parquet.engine(folder, settings.archive_memory) as duck:
            yield Work(databases, scope, settings, duck, known, run)


async def archive_month(work: Work, kind: TableClass, month: Month) -> None:
    """Write a month of a class, then delete what the files hold. Raises `ArchiveBehind`, and as `write`."""
    for group in _groups(work.of(kind)):
        pages = Pages(month)
        written = await _write(work, group, pages)
        if written:
            await removing.remove(work, written, pages)
    if str(month) not in work.run.months:
        work.run.months.append(str(month))


async def sweep(work: Work) -> None:
    """Delete files of the tenant's that nothing refers to: what a killed run had not noted yet."""
    async with work.databases.tenant(TIER, work.scope) as tx:
        known = {file.path for file in await store.files(tx)}
    folder = writing.folder_of(work.settings, work.scope.tenant_id)
    for path in sorted(folder.iterdir()):
        if path.is_file() and f"{folder.name}/{path.name}" not in known:
            path.unlink()
            work.run.swept += 1


def _groups(found: list[Table]) -> Iterable[list[Table]]:
    """What is deleted together: the three tables of messages; each table of facts alone."""
    if found and found[0].kind is TableClass.MESSAGES:
        yield found
    else:
        yield from ([table] for table in found)


async def _write(work: Work, group: list[Table], pages: Pages) -> list[ArchiveFile]:
    """The files of a month and group, noted together: all are proven, or none counts."""
    month = pages.month
    async with work.databases.tenant(TIER, work.scope) as tx:
        await tx.freeze()
        await store.take_time(tx)
        span = span_of(group[0], month)
        if group[0].kind is TableClass.MESSAGES and await tx.value(
            store.queries.queued_in, tenant_id=tx.tenant_id, low=span.low, high=span.high
        ):
            raise ArchiveBehind(month=month)
        found = [await writing.write(tx, work.duck, work.settings, table, pages) for table in group]
    written = {ids.uuid7(): each for each in found if each is not None}
    async with work.databases.tenant(TIER, work.scope) as tx:
        for file_id, each in written.items():
            await store.insert_file(tx, file_id, month, each)
        files = {file.id: file for file in await store.files(tx)}
    for each in written.values():
        work.run.files += 1
        work.run.rows += each.rows
        work.run.size_bytes += each.size_bytes
    return [files[file_id] for file_id in written]


async def _finish_removals(work: Work) -> None:
    """Delete what was proven before a run was killed, and what was brought back long enough ago."""
    async with work.databases.tenant(TIER, work.scope) as tx:
        files = await store.files(tx)
    begun: dict[tuple[date, str], list[ArchiveFile]] = {}
    for file in files:
        stays = file.restored is not None and file.restored > clock.now() - RESTORED_STAY
        if file.verified is not None and file.removed is None and not stays:
            group = "" if work.tables[file.table_name].kind is TableClass.MESSAGES else file.table_name
            begun.setdefault((file.period_start, group), []).append(file)
    for group in begun.values():
        try:
            await removing.remove(work, group, await removing.pages_of(work, group))
        except PenguinError as error:
            work.run.failed.append(f"{error.message} {error.todo}".strip())


async def _set_stragglers_aside(work: Work) -> None:
    """What came in for messages after they had been archived is kept, in no figure."""
    async with work.databases.tenant(TIER, work.scope) as tx:
        archived = {
            Month(file.period_start, file.period_end)
            for file in await store.files(tx)
            if file.table_name == EVENTS and file.removed is not None
        }
    for month in sorted(archived, key=lambda each: each.first):
        work.run.late += await removing.set_aside(work, month)


async def _due(work: Work, kind: TableClass, limit: date) -> list[Month]:
    """Months that are over before `limit`, have rows, and may leave, oldest first."""
    found: list[Month] = []
    async with work.databases.tenant(TIER, work.scope) as tx:
        for month in await _months(tx, work.of(kind)):
            if month.after > limit:
                continue
            if kind is TableClass.FACTS and await tx.value(
                store.queries.states_until, tenant_id=tx.tenant_id, day=month.after
            ):
                break
            if await _stays(tx, kind, month, work):
                continue
            for table in work.of(kind):
                if await store.has_rows(tx, tx.tenant_id, table, span_of(table, month)):
                    found.append(month)
                    break
    return found


async def _stays(tx: Tx, kind: TableClass, month: Month, work: Work) -> bool:
    # Restored rows are live and filed already; a second file of them would be one too many.
    return any(
        file.period_start == month.first
        and file.removed is None
        and work.tables[file.table_name].kind is kind
        for file in await store.files(tx)
    )


async def _months(tx: Tx, found: list[Table]) -> list[Month]:
    """The months that partitions of these tables are of."""
    names = {table.name for table in found}
    firsts: set[date] = set()
    for parent in await parents(tx.connection, [TIER]):
        if parent.table in names:
            for leaf in parent.leaves:
                year, number = leaf.rsplit("_p", 1)[1].split("_")
                firsts.add(date(int(year), int(number), 1))
    return [Month(first, _next(first)) for first in sorted(firsts)]


def _next(first: date) -> date:
    return list(months(first, first + timedelta(days=31)))[1]


def month_of(day: date) -> Month:
    """The month a day lies in."""
    first = day.replace(day=1)
    return Month(first, _next(first))
