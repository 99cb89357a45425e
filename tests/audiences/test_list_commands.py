"""`penguinmails list`, on a real home and database."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from penguinmails.audiences.lists.errors import (
    AskedJustNow,
    ConfirmationInvalid,
    LeadsUnknown,
    ListUnknown,
    MembersUnnamed,
    MembersUnreadable,
)
from penguinmails.audiences.segments.matching import load_catalogue
from penguinmails.audiences.segments.service import create_segment, read_question
from penguinmails.cli.app import app
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import resolve_tenant
from tests.audiences.factories import OPERATOR
from tests.audiences.listed import Lists
from tests.notifications.relay import Relay
from tests.servers import Clone

Command = Callable[..., Any]


@pytest.fixture
def command(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `penguinmails AREA VERB …` with --json; what it printed. What it raises, it raises."""
    for name, value in clone.environment.items():
        monkeypatch.setenv(name, value)

    def run(area: str, *words: str, text: bool = False) -> Any:
        arguments = [*words] if text else [*words, "--json"]
        result = CliRunner().invoke(app, [area, *arguments])
        if isinstance(result.exception, PenguinError):
            raise result.exception
        assert result.exit_code == 0, (result.output, result.exception)
        return result.stdout if text else json.loads(result.stdout)

    run("tenant", "create", "Acme", "--owner", "ann@acme.example", "--company", "North")
    return run


async def lists_of_acme(databases: Databases) -> Lists:
    return Lists(databases, Scope.tenant_wide(await resolve_tenant(databases, "Acme")))


def with_acme(clone: Clone, work: Callable[[Lists], Any]) -> Any:
    async def opened() -> Any:
        async with Databases(clone.address) as databases:
            return await work(await lists_of_acme(databases))

    return asyncio.run(opened())


def test_the_life_of_a_list(command: Command, clone: Clone, tmp_path: Path) -> None:
    made = command("list", "create", "News", "-t", "Acme", "--public", "-d", "Once a month")
    assert (made["opt_in"], made["is_public"], made["company_id"]) == ("single", True, None)
    with_acme(clone, lambda lists: lists.leads("ada@shop.example", "bob@shop.example", "eve@shop.example"))
    file = tmp_path / "addresses.txt"
    file.write_text("\ufeffAda <ADA@shop.example>\r\n\r\nbob@shop.example\n", "utf-8")
    added = command("list", "add", "news", "-t", "Acme", "--from-file", str(file))
    assert added["subscribed"] == 2
    added = command("list", "add", "News", "-t", "Acme", "-l", "bob@shop.example", "-l", "eve@shop.example")
    assert (added["subscribed"], added["already"]) == (1, 1)
    assert command("list", "show", "News", "-t", "Acme")["contact_count"] == 3
    assert command("list", "unsubscribe", "News", "-t", "Acme", "-l", "bob@shop.example") == {
        "unsubscribed": 1
    }
    again = command("list", "add", "News", "-t", "Acme", "-l", "bob@shop.example")
    assert again["left_before"] == 1
    again = command(
        "list", "add", "News", "-t", "Acme", "-l", "bob@shop.example", "--resubscribe", "By phone"
    )
    assert again["subscribed"] == 1
    assert command("list", "remove", "News", "-t", "Acme", "-l", "eve@shop.example") == {"removed": 1}
    rows = command("list", "members", "News", "-t", "Acme", "--status", "subscribed")
    assert [row["email"] for row in rows] == ["ada@shop.example", "bob@shop.example"]
    more = command("list", "members", "News", "-t", "Acme", "--limit", "1", "--after", rows[0]["lead_id"])
    assert [row["email"] for row in more] == ["bob@shop.example"]
    assert command("list", "rename", "News", "Letters", "-t", "Acme")["name"] == "Letters"
    described = command("list", "describe", "Letters", "-t", "Acme", "--private")
    assert (described["is_public"], described["description"]) == (False, "Once a month")
    assert command("list", "recount", "-t", "Acme") == []
    assert "Every count is right." in command("list", "recount", "-t", "Acme", text=True)
    command("list", "delete", "Letters", "-t", "Acme", "--yes")
    assert command("list", "list", "-t", "Acme") == []
    assert [row["name"] for row in command("list", "list", "-t", "Acme", "--deleted")] == ["Letters"]
    assert command("list", "restore", "Letters", "-t", "Acme")["contact_count"] == 2
    assert "ada@shop.example" in command("list", "members", "Letters", "-t", "Acme", text=True)


def test_a_segment_is_put_on_a_list(command: Command, clone: Clone) -> None:
    async def prepare(lists: Lists) -> None:
        ada, bob, _ = await lists.leads("ada@shop.example", "bob@shop.example", "eve@else.example")
        await lists.rows("UPDATE oltp.leads SET tags = '{vip}' WHERE id = ANY (%s)", [ada, bob])
        question = read_question("tags has vip", await load_catalogue(lists.databases, lists.scope))
        async with lists.databases.tenant(Tier.OLTP, lists.scope) as tx:
            await create_segment(tx, "Important", question, actor=OPERATOR)

    command("list", "create", "News", "-t", "Acme")
    with_acme(clone, prepare)
    assert command("list", "add", "News", "-t", "Acme", "--segment", "Important")["subscribed"] == 2


def test_double_opt_in(command: Command, clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    async def post(lists: Lists) -> list[str]:
        async with Relay.running() as relay:
            for name, value in relay.environment().items():
                monkeypatch.setenv(name, value)
            return await lists.post(relay)

    command("list", "create", "Readers", "-t", "Acme", "-c", "North", "--double")
    with_acme(clone, _lead_of_north)
    assert command("list", "add", "Readers", "-t", "Acme", "-l", "ada@shop.example")["pending"] == 1
    with pytest.raises(AskedJustNow):
        command("list", "resend", "Readers", "ada@shop.example", "-t", "Acme")
    (link,) = with_acme(clone, post)
    token = link.rpartition("/")[2]
    assert command("list", "confirm", token, "--look")["sender"] == "North"
    assert command("list", "show", "Readers", "-t", "Acme")["contact_count"] == 0
    assert command("list", "confirm", token)["now"] is True
    assert command("list", "show", "Readers", "-t", "Acme")["contact_count"] == 1


def test_what_is_refused(command: Command, tmp_path: Path) -> None:
    command("list", "create", "News", "-t", "Acme")
    with pytest.raises(ListUnknown):
        command("list", "show", "Other", "-t", "Acme")
    for words in ((), ("-l", "a@b.example", "--segment", "x")):
        with pytest.raises(MembersUnnamed):
            command("list", "add", "News", "-t", "Acme", *words)
    with pytest.raises(MembersUnnamed):
        command("list", "remove", "News", "-t", "Acme")
    with pytest.raises(LeadsUnknown, match=r"a@b\.example"):
        command("list", "add", "News", "-t", "Acme", "-l", "a@b.example")
    with pytest.raises(MembersUnreadable):
        command("list", "add", "News", "-t", "Acme", "--from-file", str(tmp_path / "missing"))
    with pytest.raises(ConfirmationInvalid):
        command("list", "confirm", "made-up")


async def _lead_of_north(lists: Lists) -> None:
    ((north,),) = await lists.rows("SELECT id FROM oltp.companies")
    await lists.leads("ada@shop.example", company_id=north)
