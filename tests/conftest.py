"""What every test may ask for: a server, fresh databases, two tenants."""

import os
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from xdist.scheduler import WorkStealingScheduling  # pyright: ignore[reportMissingTypeStubs] -- has its own types

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.servers import LAYOUTS, Clone, Cluster, run_folder

LONGEST = (
    "test_readme.py",
    "test_any_order.py",
    "test_platform.py",
    "test_chaos.py",
    "test_handoff_server_killed.py",
    "test_adjusting.py",
)
"""Files in which single tests take the longest."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--layout apart` runs on three separate databases what else runs on one."""
    parser.addoption("--layout", choices=sorted(LAYOUTS), default="together", help="Where the tiers live.")


def pytest_configure(config: pytest.Config) -> None:
    """The folder's name, and the home it is, reach workers and whatever is forked through the environment."""
    os.environ["PENGUINMAILS_HOME"] = str(run_folder())
    # A process of ours reads 900 files. Where each compiles them for itself, that is a third of its start.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WorkStealingScheduling:
    """Who is done takes from the end of what another still has to do."""
    return WorkStealingScheduling(config, log)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The controller ends last, and takes the server and its folder with it."""
    if not hasattr(config, "workerinput"):
        Cluster(run_folder()).stop()
        os.environ.pop("PENGUINMAILS_TEST_FOLDER", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first: at the end only one worker would be busy with it."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Add up what the tests of isolation counted, over all workers."""
    totals: Counter[str] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            totals.update({name: count for name, count in report.user_properties if isinstance(count, int)})
    for name, total in sorted(totals.items()):
        terminalreporter.write_line(f"{name}: {total}")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """The server of this run, started."""
    cluster = Cluster(run_folder())
    cluster.start()
    return cluster


@pytest.fixture
def clone(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[Clone]:
    """All tiers, migrated and empty: in one database, or as --layout says."""
    layout = str(request.config.getoption("--layout"))
    with cluster.clone(layout) as clone:
        yield clone


@pytest.fixture
async def databases(clone: Clone) -> AsyncIterator[Databases]:
    """All five tiers, fresh."""
    async with Databases(clone.address) as databases:
        yield databases


@pytest.fixture
def clone_apart(cluster: Cluster) -> Iterator[Clone]:
    """Three databases, migrated and empty."""
    with cluster.clone("apart") as clone:
        yield clone


@pytest.fixture
async def databases_apart(clone_apart: Clone) -> AsyncIterator[Databases]:
    """Three fresh databases: main, content and olap."""
    async with Databases(clone_apart.address) as databases:
        yield databases


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A server for one test alone, which may kill it."""
    folder = Path(tempfile.mkdtemp(prefix="pm-own-", dir="/tmp"))  # short, for the socket's path
    folder.chmod(0o755)
    cluster = Cluster(folder)
    cluster.start()
    yield cluster
    cluster.stop()


@pytest.fixture
def own_clone(own_cluster: Cluster) -> Iterator[Clone]:
    """Its databases; the connection that would drop them dies with the server."""
    with suppress(psycopg.OperationalError), own_cluster.clone("together") as clone:
        yield clone


@pytest.fixture(params=["together", "apart"])
def layout_clone(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[Clone]:
    """Either layout, in turn."""
    with cluster.clone(request.param) as clone:
        yield clone


@pytest.fixture
async def layout_databases(layout_clone: Clone) -> AsyncIterator[Databases]:
    """Both layouts, in turn: for what must hold in either."""
    async with Databases(layout_clone.address) as databases:
        yield databases


@pytest.fixture(scope="module")
def rows_clone(cluster: Cluster) -> Iterator[Clone]:
    """One database in which every table has rows of two tenants. Shared by a module: undo what you do."""
    with cluster.clone("together", "rows") as clone:
        yield clone


@pytest.fixture(scope="session")
def schema_addresses(cluster: Cluster) -> Iterator[Databases]:
    """Three databases nobody writes to, for looking at the schema."""
    with cluster.clone("apart") as clone:
        yield Databases(clone.address)


async def make_tenant(databases: Databases, name: str) -> Scope:
    """A tenant with one company, by SQL."""
    scope = Scope.tenant_wide(ids.uuid7())
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await tx.connection.execute(
            "INSERT INTO oltp.tenants (id, name) VALUES (%s, %s)", [scope.tenant_id, name]
        )
        await tx.connection.execute(
            "INSERT INTO oltp.companies (tenant_id, name, slug) VALUES (%s, %s, %s)",
            [scope.tenant_id, name, name.lower().replace(" ", "-")],
        )
    return scope


@pytest.fixture
async def tenant(databases: Databases) -> Scope:
    """Acme, a tenant with one company."""
    return await make_tenant(databases, "Acme")


@pytest.fixture
async def other_tenant(databases: Databases) -> Scope:
    """Globex, another one."""
    return await make_tenant(databases, "Globex")
