"""Twenty million events in one load: everything still answers, and a recount agrees."""

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from bench.warehouse import twenty_million

from penguinmails.kernel import console
from penguinmails.kernel.db import Databases
from tests.servers import Clone, Cluster


@pytest.fixture
def large_clone() -> Iterator[Clone]:
    """Databases on a server of their own, which goes away with its folder."""
    with tempfile.TemporaryDirectory(prefix="pm-large-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        cluster = Cluster(folder)
        cluster.start()
        try:
            with suppress(psycopg.OperationalError), cluster.clone("together") as clone:
                yield clone
        finally:
            cluster.stop()


@pytest.mark.soak
async def test_one_large_load(large_clone: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    async with Databases(large_clone.address) as databases:
        rows = await twenty_million.main(databases)
    with capsys.disabled():
        console.show(rows, as_json=False)
    told = [str(row["what"]) for row in rows]
    assert any("verify" in what and ": 0 differences" in what for what in told)
    assert sum(what.startswith("report ") for what in told) > 0
