"""Deleting what the warehouse has of a tenant that is gone.

What stays: closed periods, the samples and terms they rest on, what was adjusted on them and the statements
that invoices cite, as tax law asks; the audit log, which has its own retention; and the journal's line that
says the tenant was forgotten.
"""

from typing import Final

from psycopg import sql

from penguinmails.warehouse.archiving import store as archive
from penguinmails.warehouse.archiving.running import Work, sweep
from penguinmails.warehouse.archiving.writing import TIER
from penguinmails.warehouse.erasing import store
from penguinmails.warehouse.erasing.model import Erased
from penguinmails.warehouse.facts.model import FACTS
from penguinmails.warehouse.rollup.store import lock_waiting

_PAGE: Final = 10_000


async def forget_tenant(work: Work, erased: Erased) -> None:
    """Delete a tenant's events, verdicts, states, facts, copies, open periods and archived files.

    Commits a page at a time; interrupted, it goes on the next time.
    """
    names = [*work.tables, *(fact.table for fact in FACTS if fact.table not in work.tables)]
    for name in names:
        erased.count(f"olap.{name}", await _delete(work, name))
    async with work.databases.worker(TIER) as tx:
        await tx.execute(store.queries.delete_copies_and_queues, tenant_id=work.scope.tenant_id)
        await tx.execute(store.queries.delete_open_periods, tenant_id=work.scope.tenant_id)
        await tx.execute(store.queries.delete_what_open_periods_rested_on, tenant_id=work.scope.tenant_id)
        erased.files += await tx.execute(archive.queries.delete_files, tenant_id=work.scope.tenant_id)
    # No row names the files any more.
    await sweep(work)
    erased.tenant = True


async def _delete(work: Work, table: str) -> int:
    total = 0
    while True:
        async with work.databases.worker(TIER) as tx:
            await lock_waiting(tx, work.scope.tenant_id)
            # ctid is unique in one partition only, so the partition is said too.
            cursor = await tx.connection.execute(
                sql.SQL(
                    "DELETE FROM {table} WHERE tenant_id = {tenant} AND (tableoid, ctid) IN"
                    " (SELECT tableoid, ctid FROM {table} WHERE tenant_id = {tenant} LIMIT {page})"
                ).format(
                    table=sql.Identifier("olap", table),
                    tenant=sql.Literal(work.scope.tenant_id),
                    page=sql.Literal(_PAGE),
                )
            )
            total += cursor.rowcount
            if cursor.rowcount < _PAGE:
                return total
