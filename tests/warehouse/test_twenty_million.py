"""Twenty million events in one load: everything still answers, and a recount agrees."""

import pytest
from bench.warehouse import twenty_million

from penguinmails.kernel import console
from penguinmails.kernel.db import Databases
from tests.servers import Clone


@pytest.mark.soak
async def test_one_large_load(own_clone: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    async with Databases(own_clone.address) as databases:
        rows = await twenty_million.main(databases)
    with capsys.disabled():
        console.show(rows, as_json=False)
    told = [str(row["what"]) for row in rows]
    assert any("verify" in what and ": 0 differences" in what for what in told)
    assert sum(what.startswith("report ") for what in told) > 0
