"""`penguinmails inbound`, on a real home and database."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from penguinmails.cli.app import app
from penguinmails.delivery.inbound.errors import InboundUnknown
from penguinmails.delivery.inbound.intake import take_in
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.errors import PenguinError
from tests.conftest import make_tenant
from tests.delivery.inbound.factories import send_one, source
from tests.delivery.inbound.mails import answer, bounce
from tests.servers import Clone

Command = Callable[..., Any]


@pytest.fixture
def scope(clone: Clone) -> Scope:
    """Acme, which has received a reply, and a bounce of somebody it did not write to."""

    async def received() -> Scope:
        async with Databases(clone.address) as databases:
            scope = await make_tenant(databases, "Acme")
            sent = await send_one(databases, scope)
            await take_in(databases, answer(sent), source(scope, sent))
            await take_in(databases, bounce("else@example.org"), source(scope, sent))
            return scope

    return asyncio.run(received())


@pytest.fixture
def command(clone: Clone, scope: Scope, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `penguinmails inbound VERB … -t Acme`; what it printed. What it raises, it raises."""
    del scope
    for name, value in clone.environment.items():
        monkeypatch.setenv(name, value)

    def run(*words: str, text: bool = False) -> Any:
        result = CliRunner().invoke(app, ["inbound", *words, "-t", "Acme", *([] if text else ["--json"])])
        if isinstance(result.exception, PenguinError):
            raise result.exception
        assert result.exit_code == 0, (result.output, result.exception)
        return result.output if text else json.loads(result.stdout)

    return run


def test_what_came_is_listed_and_shown(command: Command) -> None:
    listed = command("list")
    assert [mail["kind"] for mail in listed] == ["bounce", "reply"]
    assert [mail["kind"] for mail in command("list", "--kind", "reply")] == ["reply"]
    shown = command("show", listed[1]["id"])
    assert shown["text"].strip() == "Yes, please call me."
    assert shown["answers"]
    assert "lead@example.org" in command("list", text=True)


def test_what_belongs_nowhere_is_listed_and_tried_again(command: Command) -> None:
    [mail] = command("list", "--unmatched")
    assert (mail["kind"], mail["why"]) == ("bounce", "no_message")
    assert command("show", mail["id"])["final_recipient"] == "else@example.org"
    assert command("retry") == {"tried": 1, "matched": 0, "still_open": 1, "gone": 0}
    assert command("retry", mail["id"])["unmatched"] == "no_message"


def test_what_is_not_there_is_said(command: Command) -> None:
    for verb in ("show", "retry"):
        with pytest.raises(InboundUnknown):
            command(verb, str(ids.uuid7()))
    assert "No mailbox is read yet" in command("folders", text=True)
