"""A million leads into each format, and how fast a batch is checked for suppressions.

The memory is what the process's peak grew by while the file was made: it must not grow with the rows. Checks
are of batches of 5,000 addresses of 500 domains against 100,000 entries, a tenth of them hits: the median of 9.
"""

import resource
import statistics
import time
from uuid import UUID

from psycopg import AsyncConnection

from penguinmails.audiences.exports.cells import Format
from penguinmails.audiences.exports.making import make_export
from penguinmails.audiences.exports.model import Subject
from penguinmails.audiences.exports.service import start_export
from penguinmails.audiences.suppressions import Reason, Source, address_keys, read_target, suppressed_among
from penguinmails.audiences.suppressions.service import named, put
from penguinmails.audiences.suppressions.store import Cause, Reach
from penguinmails.audit import Actor
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Role, Tier

LEADS, ENTRIES, BATCH, DOMAINS, ROUNDS, CHUNK = 1_000_000, 100_000, 5000, 500, 9, 1000


async def main(databases: Databases) -> list[dict[str, object]]:
    """Load the leads, write them, check addresses; a row each."""
    scope = Scope.tenant_wide(ids.uuid7())
    await load(databases, scope.tenant_id)
    rows = [await export(databases, scope, form) for form in (Format.CSV, Format.JSON, Format.XLSX)]
    return [*rows, await checks(databases, scope)]


async def export(databases: Databases, scope: Scope, form: Format) -> dict[str, object]:
    """One file of all leads."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        job = await start_export(tx, Subject.LEADS, form, actor=Actor.operator())
    before, start = peak(), time.perf_counter()
    made = await make_export(databases, scope.tenant_id, job.id)
    seconds = time.perf_counter() - start
    size = made.size_bytes if made else None
    return {
        "what": f"{LEADS:,} leads to {form}",
        "seconds": f"{seconds:.1f}",
        "a second": f"{LEADS / seconds:,.0f}",
        "memory": f"+{peak() - before} MiB",
        "file": f"{(size or 0) >> 20} MiB",
    }


async def checks(databases: Databases, scope: Scope) -> dict[str, object]:
    """Batches of addresses against a long list."""
    keys = await address_keys(databases, scope.tenant_id)
    cause = Cause(Reason.IMPORTED, Source.IMPORT, Actor.system("bench"))
    for first in range(0, ENTRIES, CHUNK):
        targets = [read_target(address(number)) for number in range(first, first + CHUNK)]
        async with databases.tenant(Tier.OLTP, scope) as tx:
            news = [named(target, keys.own_hasher, hinted=True) for target in targets]
            await put(tx, Reach(scope.tenant_id), cause, news)
    await analyze(databases)
    batch = [address(number * 10) for number in range(BATCH // 10)]
    batch += [f"other{address(number)}" for number in range(BATCH - len(batch))]
    times: list[float] = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        found = await suppressed_among(databases, scope.tenant_id, batch, keys=keys)
        times.append(time.perf_counter() - start)
        if len(found) != BATCH // 10:
            raise RuntimeError(f"{len(found)} found")
    seconds = statistics.median(times)
    return {
        "what": f"{BATCH:,} addresses checked against {ENTRIES:,} entries",
        "seconds": f"{seconds:.4f}",
        "a second": f"{BATCH / seconds:,.0f}",
        "memory": "",
        "file": "",
    }


def address(number: int) -> str:
    """One of many addresses."""
    return f"person{number}@company{number % DOMAINS}.example.com"


def peak() -> int:
    """The most memory this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


async def load(databases: Databases, tenant_id: UUID) -> None:
    """A tenant and its leads."""
    async with databases.worker(Tier.OLTP) as tx:
        await tx.connection.execute("INSERT INTO oltp.tenants (id, name) VALUES (%s, 'bench')", [tenant_id])
        await tx.connection.execute(
            "INSERT INTO oltp.custom_field_definitions (tenant_id, key, label, type)"
            " VALUES (%(t)s, 'spent', 'Spent', 'number'), (%(t)s, 'city', 'City', 'text')",
            {"t": tenant_id},
        )
        await tx.connection.execute(
            "INSERT INTO oltp.leads (tenant_id, email, first_name, last_name, company, phone, tags, custom_fields)"
            " SELECT %s, 'lead' || n || '@example.com', 'First' || n, 'Last', 'Company ' || n %% 1000, '+49 30 ' || n,"
            " '{a,b}', jsonb_build_object('spent', n, 'city', 'Berlin') FROM generate_series(1, %s) AS n",
            [tenant_id, LEADS],
        )
    await analyze(databases)


async def analyze(databases: Databases) -> None:
    """Fresh statistics, as autovacuum would give them in a while."""
    owner = databases.address(Tier.OLTP.home, Role.OWNER)
    async with await AsyncConnection.connect(owner, autocommit=True) as connection:
        await connection.execute("ANALYZE oltp.leads, oltp.suppressions")
