"""`penguinmails usage`, on a real database."""

import asyncio
import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Relay
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse import RECEIVERS, WarehouseSettings
from penguinmails.warehouse.commands.usage import commands
from penguinmails.warehouse.hub import calculate
from tests.billing.factories import put_subscription
from tests.conftest import make_tenant
from tests.ledger.factories import take_in
from tests.servers import Clone
from tests.warehouse.hub.test_statements import campaign_mail
from tests.warehouse.worlds import first_day

Command = Callable[..., str]


@pytest.fixture
def acme(clone: Clone) -> Scope:
    """Seven messages this month and three last month, which is closed; a subscription since."""

    async def lived() -> Scope:
        async with Databases(clone.address) as databases:
            scope = await make_tenant(databases, "Acme")
            now = clock.now()
            await put_subscription(databases, scope, now - timedelta(hours=1), now + timedelta(days=30))
            await Relay(databases, RECEIVERS).drain()
            await take_in(databases, scope, campaign_mail(first_day() + timedelta(days=3), 3))
            await take_in(databases, scope, campaign_mail(now, 7, lead=1))
            await calculate(databases, scope, WarehouseSettings(warehouse_period_grace_days=0))
            return scope

    return asyncio.run(lived())


@pytest.fixture
def command(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `penguinmails usage …`; what it printed."""
    for name, value in clone.environment.items():
        monkeypatch.setenv(name, value)

    def run(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(commands, list(words))
        assert result.exit_code == code, (result.output, result.exception)
        return result.output

    return run


def test_the_usage_of_a_tenant(acme: Scope, command: Command) -> None:
    del acme
    shown = command("show", "--tenant", "Acme")
    assert "Starter" in shown
    assert "█" in shown
    told: dict[str, Any] = json.loads(command("show", "--tenant", "Acme", "--json"))
    emails = next(figure for figure in told["figures"] if figure["metric"] == "emails_sent")
    assert (emails["used"], emails["allowance"]) == (7, 10_000)
    table = list(csv.DictReader(io.StringIO(command("show", "--tenant", "Acme", "--csv").lstrip("\ufeff"))))
    assert [row["used"] for row in table if row["metric"] == "emails_sent"] == ["7"]
    assert "Acme" not in command("all")  # nobody has told the warehouse of its name
    assert json.loads(command("all", "--json"))[0]["emails_sent"] == 7


def test_usage_alone_is_of_all_tenants_or_of_one(acme: Scope, command: Command) -> None:
    del acme
    assert command("--json") == command("all", "--json")
    assert json.loads(command("--tenant", "Acme", "--json"))["plan"] == "Starter"


def test_no_name_becomes_a_formula_in_a_spreadsheet(acme: Scope, command: Command, clone: Clone) -> None:
    async def named() -> None:
        async with Databases(clone.address) as databases, databases.worker(Tier.OLAP) as tx:
            await tx.connection.execute(
                "INSERT INTO olap.dim_tenants (tenant_id, name, status, timezone, version)"
                " VALUES (%s, '=HYPERLINK(1)', 'active', 'UTC', 9)"
                " ON CONFLICT (tenant_id) DO UPDATE SET name = excluded.name",
                [acme.tenant_id],
            )

    asyncio.run(named())
    rows = list(csv.DictReader(io.StringIO(command("--csv").lstrip("\ufeff"))))
    assert [row["tenant"] for row in rows] == ["'=HYPERLINK(1)"]


def test_a_statement_is_shown_and_proven(acme: Scope, command: Command, clone: Clone) -> None:
    statements: list[dict[str, Any]] = json.loads(command("statements", "--tenant", "Acme", "--json"))
    assert [each["status"] for each in statements] == ["issued"] * len(statements)
    oldest = statements[-1]["id"]
    shown: dict[str, Any] = json.loads(command("statement", oldest, "--tenant", "Acme", "--json"))
    assert [line["quantity"] for line in shown["lines"] if line["metric"] == "emails_sent"] == [3]
    assert oldest in command("statement", oldest, "--tenant", "Acme")
    assert "0 differences" in command("verify", oldest, "--tenant", "Acme")

    async def tampered() -> None:
        async with Databases(clone.address) as databases, databases.tenant(Tier.OLAP, acme) as tx:
            await tx.connection.execute("UPDATE olap.usage_statement_lines SET quantity = quantity + 1")

    asyncio.run(tampered())
    assert "does not hold" in command("verify", oldest, "--tenant", "Acme", code=1)
    assert json.loads(command("verify", oldest, "--tenant", "Acme", "--json", code=1))["unchanged"] is False
