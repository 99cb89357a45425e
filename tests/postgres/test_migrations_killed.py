"""kill -9 at any moment: the next run continues and ends at the same schema."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from penguinmails.kernel.tiers import Tier
from penguinmails.postgres import migrations, provision
from penguinmails.postgres.session import administrator
from tests.postgres.fixtures_scratch import Scratch, Tree, column, everywhere, scratch, tree

__all__ = ["scratch", "tree"]

RUNNER = """
import asyncio, json, sys
from pathlib import Path
from penguinmails.kernel.tiers import Home
from penguinmails.postgres import migrations, provision

conninfo, root, secrets = json.loads(sys.stdin.readline())

class Passwords:
    def get_or_create(self, name):
        return secrets[name]

print("ready", flush=True)
asyncio.run(
    provision(dict.fromkeys(Home, conninfo), Passwords(), files=migrations.discover(Path(root)))
)
"""

# Everything a migration can make, of tables, columns, indexes and the ledger.
SCHEMA = """
SELECT format('%s.%s.%s %s', nspname, relname, attname, format_type(atttypid, atttypmod))
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
 WHERE nspname IN ('oltp', 'olap') AND attnum > 0
UNION ALL
SELECT format('%s %s', indexrelid::regclass, indisvalid) FROM pg_index
 WHERE indrelid::regclass::text ~ '^(oltp|olap)[.]'
UNION ALL
SELECT format('%s %s', tablename, policyname) FROM pg_policies
UNION ALL
SELECT format('%s %s %s', version, checksum, finished IS NOT NULL) FROM oltp.schema_migrations
ORDER BY 1
"""


class Recorded:
    """Passwords to hand to another process."""

    def __init__(self, scratch: Scratch) -> None:
        self.known: dict[str, str] = {}
        self._scratch = scratch

    def get_or_create(self, name: str, /) -> str:
        self.known[name] = self._scratch.passwords.get_or_create(name)
        return self.known[name]


@pytest.fixture
def slow_tree(tree: Tree) -> Tree:
    """Files that take a while in their middle, in a transaction and outside."""
    tree.write(
        "oltp/0001_first",
        "CREATE TABLE oltp.first (tenant_id uuid, a int); SELECT pg_sleep(0.1); CREATE INDEX first_a_idx ON oltp.first (a);",
    )
    tree.write(
        "oltp/0002_index",
        "-- penguinmails: no-transaction, rerunnable\n"
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS first_b_idx ON oltp.first (a, tenant_id);"
        "SELECT pg_sleep(0.1);"
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS first_c_idx ON oltp.first (tenant_id, a);",
    )
    for version in range(3, 7):
        tree.write(
            f"oltp/{version:04}_more",
            f"ALTER TABLE oltp.first ADD c{version} int; SELECT pg_sleep(0.05);"
            f"CREATE TABLE oltp.t{version} (tenant_id uuid, company_id uuid);",
        )
    tree.write(
        "olap/0001_facts",
        "CREATE TABLE olap.facts (tenant_id uuid, activity_date date) PARTITION BY RANGE (activity_date)",
    )
    return tree


async def run_and_kill(conninfo: str, root: Path, secrets: dict[str, str], after: float) -> bool:
    """Run the whole provisioning in a process of its own; whether it ended before it was killed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", RUNNER), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps([conninfo, str(root), secrets]).encode() + b"\n")
    await process.stdin.drain()
    assert await process.stdout.readline() == b"ready\n"
    try:
        await asyncio.wait_for(process.wait(), after)
    except TimeoutError:
        process.kill()
        await process.wait()
        return False
    assert process.returncode == 0
    return True


async def test_a_run_killed_again_and_again_ends_where_an_undisturbed_one_does(
    scratch: Scratch, slow_tree: Tree
) -> None:
    undisturbed, killed = await scratch.database(), await scratch.database()
    passwords = Recorded(scratch)
    await provision(everywhere(undisturbed), passwords, files=slow_tree.files())

    ends = [
        await run_and_kill(killed, slow_tree.root, passwords.known, after / 1000)
        for after in (60, 120, 180, 240, 300, 360, 420)
    ]
    await provision(everywhere(killed), passwords, files=slow_tree.files())

    assert not all(ends)
    async with administrator(undisturbed) as one, administrator(killed) as other:
        assert await column(one, SCHEMA) == await column(other, SCHEMA)
        assert await migrations.plan(other, Tier, slow_tree.files()) == []
