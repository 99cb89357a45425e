"""A million leads from a CSV file: into a list, the same file again both ways, and undone.

9 columns, two of them custom fields, tags; 1 % of the rows cannot be taken, 2 % repeat an address, 1,000 addresses
and 20 domains are suppressed. The import runs in a process of its own, whose memory is the peak it ever had; reading
goes on while the database works, so the parts do not add up. All indexes, foreign keys, checks, triggers and policies
are in force. The floor is a bare COPY of the same rows into a table without any of them.
"""

import asyncio
import csv
import json
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

from psycopg import AsyncConnection

from penguinmails.audiences.fields import define_field
from penguinmails.audiences.imports.model import ImportJob, OnDuplicate
from penguinmails.audiences.imports.running import run_import
from penguinmails.audiences.imports.service import show_import, start_import, undo_import
from penguinmails.audiences.imports.undoing import run_undo
from penguinmails.audiences.suppressions import Reason, Source, Target, suppress_all
from penguinmails.audiences.suppressions.model import Kind
from penguinmails.audit import Actor
from penguinmails.kernel import ids
from penguinmails.kernel.db import Connection, Databases, Scope
from penguinmails.kernel.settings import KernelSettings
from penguinmails.kernel.tiers import Home, Role, Tier
from penguinmails.postgres import connect

ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
SINGLE = 2_000
OPERATOR = Actor.operator()
HEADING = ("E-Mail", "First name", "Last name", "Company", "Job title", "Country", "Plan", "Seats", "Tags")


async def main(databases: Databases) -> list[dict[str, object]]:
    """Import, import again, undo; answer a row a measurement."""
    file = KernelSettings.load().home / "million.csv"
    make(file)
    scope, company_id, list_id = await prepare(databases)
    rows = [await floor(databases, file), await one_by_one(databases, file)]
    words = {
        "tenant": str(scope.tenant_id),
        "file": str(file),
        "company": str(company_id),
        "list": str(list_id),
    }
    first = measure(words | {"what": "import", "on_duplicate": "skip"})
    rows.append(told("import into a list", first))
    rows.append(
        told("the same file again, skipping", measure(words | {"what": "import", "on_duplicate": "skip"}))
    )
    rows.append(
        told("the same file again, updating", measure(words | {"what": "import", "on_duplicate": "update"}))
    )
    rows.append(told("undo", measure(words | {"what": "undo", "import": str(first["id"])})))
    return rows


def told(what: str, found: dict[str, object]) -> dict[str, object]:
    """A line of the results."""
    seconds = float(str(found["seconds"]))
    return {
        "what": what,
        "rows": ROWS,
        "seconds": round(seconds, 1),
        "rows/s": round(ROWS / seconds),
        "peak MB": found.get("peak", ""),
        "reading s": found.get("reading", ""),
        "suppressions s": found.get("suppressions", ""),
        "database s": found.get("database", ""),
        "result": found["result"],
    }


def measure(order: dict[str, str]) -> dict[str, object]:
    """What a process of its own reports."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.imports"],
        input=json.dumps(order),
        text=True,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def make(path: Path) -> None:
    """The file."""
    chance = random.Random(7)  # noqa: S311 - the same file each time
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(HEADING)
        for number in range(ROWS):
            drawn = chance.random()
            who = chance.randrange(max(number, 1)) if drawn < 0.02 else number
            # 7919 is prime: the addresses come in no order, as they do in files.
            email = f"person{who * 7919 % ROWS}.x@company{who % 5000}.example"
            rows.writerow(
                [
                    f"broken {number}" if drawn > 0.99 else email,
                    f"First{number % 300}",
                    f"Last{number % 2000}",
                    f"Company {number % 5000}",
                    "Head of purchasing",
                    "DE",
                    ("free", "gold", "team")[number % 3],
                    number % 100,
                    f"segment {number % 20}, spring",
                ]
            )


async def prepare(databases: Databases) -> tuple[Scope, UUID, UUID]:
    """A tenant with a company, a list, fields and suppressions."""
    scope, company_id, list_id = Scope.tenant_wide(ids.uuid7()), ids.uuid7(), ids.uuid7()
    async with databases.tenant(Tier.OLTP, scope) as tx:
        run, tenant = tx.connection.execute, scope.tenant_id
        await run("INSERT INTO oltp.tenants (id, name) VALUES (%s, 'bench')", [tenant])
        await run(
            "INSERT INTO oltp.companies (tenant_id, id, name, slug) VALUES (%s, %s, 'b', 'b')",
            [tenant, company_id],
        )
        await run(
            "INSERT INTO oltp.lists (tenant_id, id, company_id, name) VALUES (%s, %s, %s, 'b')",
            [tenant, list_id, company_id],
        )
        await define_field(tx, "Plan", "text", actor=OPERATOR, company_id=company_id)
        await define_field(tx, "Seats", "number", actor=OPERATOR, company_id=company_id)
        addresses = [
            f"person{who * 7919 % ROWS}.x@company{who % 5000}.example" for who in range(0, ROWS, ROWS // 1000)
        ]
        targets = [Target(Kind.ADDRESS, address) for address in addresses]
        targets += [Target(Kind.DOMAIN, f"company{number}.example") for number in range(77, 5000, 250)]
        await suppress_all(tx, targets, reason=Reason.IMPORTED, source=Source.IMPORT, actor=OPERATOR)
    return scope, company_id, list_id


async def floor(databases: Databases, path: Path) -> dict[str, object]:
    """The least the disk and the server ask for: the cells, copied into a table that has nothing."""
    address = databases.address(Home.MAIN, Role.OWNER)
    async with await AsyncConnection.connect(address) as connection:
        await connection.execute(
            "CREATE TEMPORARY TABLE bare"
            " (a text, b text, c text, d text, e text, f text, g text, h text, i text)"
        )
        start = time.perf_counter()
        async with (
            connection.cursor() as cursor,
            cursor.copy("COPY bare FROM STDIN (FORMAT csv, HEADER)") as copy,
        ):
            with path.open("rb") as file:
                while chunk := file.read(1 << 16):
                    await copy.write(chunk)
        await connection.commit()
        seconds = time.perf_counter() - start
    return told("the floor: COPY without indexes", {"seconds": seconds, "result": ""})


async def one_by_one(databases: Databases, path: Path) -> dict[str, object]:
    """What a million single inserts would take, from some thousand of them, a transaction each."""
    scope = Scope.tenant_wide(ids.uuid7())
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.tenants (id, name) VALUES (%s, 'single')", [scope.tenant_id]
        )
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row, _ in zip(csv.DictReader(file), range(SINGLE), strict=False)]
    start = time.perf_counter()
    for row in rows:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            await insert(tx.connection, scope.tenant_id, row)
    seconds = (time.perf_counter() - start) * ROWS / SINGLE
    return told(f"one INSERT a row, from {SINGLE:,}", {"seconds": seconds, "result": ""})


async def insert(connection: Connection, tenant_id: UUID, row: dict[str, str]) -> None:
    """A lead, as a program that knows no better would."""
    await connection.execute(
        "INSERT INTO oltp.leads (tenant_id, email, first_name, last_name, company, title, country, tags)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [
            tenant_id,
            row["E-Mail"].replace("broken ", "broken@"),
            row["First name"],
            row["Last name"],
            row["Company"],
            row["Job title"],
            row["Country"],
            row["Tags"].split(", "),
        ],
    )


async def work(order: dict[str, str]) -> dict[str, object]:
    """What the process of its own does."""
    scope = Scope.tenant_wide(UUID(order["tenant"]))
    async with Databases(connect.addresses(KernelSettings.load())) as databases:
        if order["what"] == "undo":
            import_id = UUID(order["import"])
            async with databases.tenant(Tier.OLTP, scope) as tx:
                await undo_import(tx, import_id, actor=OPERATOR)
            start = time.perf_counter()
            await run_undo(databases, scope, import_id)
            job = await found(databases, scope, import_id)
            result = f"{job.undone_rows} taken back, {job.kept_rows} kept"
            return report(start, job, result)
        start = time.perf_counter()
        job = await start_import(
            databases,
            scope,
            Path(order["file"]),
            on_duplicate=OnDuplicate(order["on_duplicate"]),
            list_id=UUID(order["list"]),
            company_id=UUID(order["company"]),
            actor=OPERATOR,
        )
        spent = await run_import(databases, scope, job.id)
        job = await found(databases, scope, job.id)
        assert spent is not None
        result = (
            f"{job.created_rows} created, {job.updated_rows} updated, {job.skipped_rows} skipped,"
            f" {job.rejected_rows} rejected"
        )
        parts = {"reading": spent.reading, "suppressions": spent.suppressions, "database": spent.database}
        return report(start, job, result) | {name: round(seconds, 1) for name, seconds in parts.items()}


def report(start: float, job: ImportJob, result: str) -> dict[str, object]:
    """Seconds since `start`, the peak of memory, and what came of it."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return {"seconds": time.perf_counter() - start, "peak": peak, "id": str(job.id), "result": result}


async def found(databases: Databases, scope: Scope, import_id: UUID) -> ImportJob:
    """The import as it is now."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return await show_import(tx, import_id)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(work(json.load(sys.stdin)))) + "\n")
