"""`penguinmails audit …` as people and programs call it."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner, Result

from penguinmails.audit import commands as module
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Home
from tests.audit import factories
from tests.servers import Clone


@pytest.fixture
def scope(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scope]:
    """Three rows of a tenant, in the databases the commands work on."""

    def run(work: Callable[[Databases], Awaitable[Any]]) -> Any:
        async def connected() -> Any:
            async with Databases(clone.address) as databases:
                return await work(databases)

        return asyncio.run(connected())

    monkeypatch.setattr(module, "run", run)
    return run(lambda databases: factories.chain(databases, [1, 2, 3]))


def call(*arguments: str) -> Result:
    result = CliRunner().invoke(module.commands, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_list_and_show(scope: Scope) -> None:
    rows = json.loads(call("list", "--json").stdout)
    assert [row["seq"] for row in rows] == [3, 2, 1]
    assert "campaign.paused" in call("list", "--resource", "lead:l-2").stdout
    after = f"{scope.tenant_id}:3"
    assert [
        row["seq"] for row in json.loads(call("list", "--after", after, "--limit", "1", "--json").stdout)
    ] == [2]
    assert json.loads(call("list", "--since", "2999-01-01", "--json").stdout) == []
    shown = json.loads(call("show", str(scope.tenant_id), "2", "--json").stdout)
    assert shown["new_values"] == {"score": 2, "status": "paused"}
    assert call("list", "--after", "rubbish").exit_code == 2


def test_verify_tells_programs_and_shells(scope: Scope, clone: Clone, tmp_path: Path) -> None:
    anchors = tmp_path / "anchors.json"
    anchors.write_text(call("heads", "--json").stdout, "utf-8")
    good = call("verify", "--anchors", str(anchors), "--json")
    assert good.exit_code == 0
    assert [verdict["kind"] for verdict in json.loads(good.stdout)] == [None]

    with psycopg.connect(clone.administrators[Home.OLAP], autocommit=True) as connection:
        connection.execute("UPDATE olap.admin_audit_log SET action = 'x.y' WHERE seq = 2")
    bad = call("verify", "--tenant", str(scope.tenant_id), "--json")
    assert bad.exit_code == 1
    (verdict,) = json.loads(bad.stdout)
    assert (verdict["broken_seq"], verdict["kind"]) == (2, "altered")
    assert "altered" in call("verify").stdout

    anchors.write_text("{}[", "utf-8")
    with pytest.raises(module.AnchorsUnreadable):
        call("verify", "--anchors", str(anchors))


def test_erase(scope: Scope) -> None:
    with pytest.raises(module.ErasureUnspecified):
        call("erase")
    assert call("erase", "--resource", "lead").exit_code == 2
    assert json.loads(call("erase", "--due", "--json").stdout) == []
    erased = json.loads(call("erase", "--resource", "lead:l-2", "--reason", "art. 17", "--json").stdout)
    assert erased == [{"tenant_id": str(scope.tenant_id), "rows": 1}]
    assert json.loads(call("list", "--action", "audit.erased", "--json").stdout)[0]["notes"] == "art. 17"
    assert call("erase", "--older-than", "1").stdout == "Nothing to erase.\n"
    assert call("verify").exit_code == 0
