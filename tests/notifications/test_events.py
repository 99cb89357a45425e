"""System events: raised from anywhere, counted while open, resolved by somebody."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from penguinmails import audit, notifications
from penguinmails.audit import Actor
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.handoff import Delivery, Receiver, Relay, Topic, send
from penguinmails.kernel.handoff.model import MAX_ATTEMPTS
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import EventNotFound, EventTypeInvalid, Severity, commands
from tests.kernel import news
from tests.servers import Clone

RECEIVERS = (*notifications.RECEIVERS, *audit.RECEIVERS)


async def raise_event(databases: Databases, scope: Scope, *, by: Tier = Tier.OLTP, **given: Any) -> None:
    event: dict[str, Any] = {
        "event_type": "system_alert",
        "severity": Severity.HIGH,
        "message": "CPU at 95 %",
        **given,
    }
    async with databases.tenant(by, scope) as tx:
        await notifications.raise_event(tx, **event)


async def deliver(databases: Databases) -> None:
    await Relay(databases, RECEIVERS).drain()


async def test_events_are_raised_from_every_tier(layout_databases: Databases) -> None:
    databases, platform = layout_databases, Scope.tenant_wide(ids.PLATFORM_TENANT)
    for by in (Tier.OLTP, Tier.CONTENT, Tier.OLAP):
        await raise_event(databases, platform, by=by, message=f"from {by}", details={"threshold": 80})
    await deliver(databases)
    events = await notifications.list_events(databases)
    assert {event.message for event in events} == {"from oltp", "from content", "from olap"}
    assert {(event.tenant_id, event.severity, event.details["threshold"]) for event in events} == {
        (ids.PLATFORM_TENANT, "high", 80)
    }


async def test_an_open_event_about_the_same_thing_is_counted(databases: Databases, tenant: Scope) -> None:
    for severity, message in ((Severity.LOW, "first"), (Severity.CRITICAL, "second")):
        await raise_event(databases, tenant, about="mailbox 1", severity=severity, message=message)
        await raise_event(databases, tenant, about="mailbox 2", severity=severity, message=message)
    await deliver(databases)
    events = await notifications.list_events(databases)
    assert [(event.occurrences, event.severity, event.message) for event in events] == [
        (2, "critical", "second")
    ] * 2

    await notifications.resolve_event(databases, events[0].id, actor=Actor.operator(), resolution="rebooted")
    await raise_event(databases, tenant, about="mailbox 2", message="again")
    await deliver(databases)
    assert len(await notifications.list_events(databases)) == 2
    assert len(await notifications.list_events(databases, resolved_too=True)) == 3


async def test_resolving_is_done_once_and_recorded(databases: Databases, tenant: Scope) -> None:
    await raise_event(databases, tenant)
    await deliver(databases)
    (event,) = await notifications.list_events(databases)
    by = Actor.staff(UUID(int=5))
    resolved = await notifications.resolve_event(databases, event.id, actor=by, resolution="known")
    assert (resolved.resolved_by, resolved.resolution) == (f"staff:{UUID(int=5)}", "known")
    with pytest.raises(EventNotFound):
        await notifications.resolve_event(databases, event.id, actor=by)
    await deliver(databases)
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        (row,) = await audit.list_entries(tx, audit.Filter())
    assert (row.action, row.resource_id) == ("system_event.resolved", str(event.id))


async def test_the_list_filters_and_pages(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    for severity in Severity:
        await raise_event(databases, tenant, severity=severity, message=severity)
    await raise_event(databases, other_tenant, severity=Severity.LOW, message="other")
    await deliver(databases)

    async def found(**wanted: Any) -> list[str]:
        return [event.message for event in await notifications.list_events(databases, **wanted)]

    assert await found(least=Severity.HIGH) == ["critical", "high"]
    assert await found(tenant_id=other_tenant.tenant_id) == ["other"]
    assert await found(tenant_id=tenant.tenant_id, page=1) == ["critical"]
    first = (await notifications.list_events(databases, page=2))[-1]
    assert len(await found(before_id=first.id)) == 3


@pytest.mark.parametrize("event_type", ["System", "a b", "", "a__b", "a_", "ok\n"])
async def test_a_type_that_is_none_is_refused_where_it_is_raised(
    databases: Databases, tenant: Scope, event_type: str
) -> None:
    with pytest.raises(EventTypeInvalid):
        await raise_event(databases, tenant, event_type=event_type)


async def test_a_message_may_quote_anything(databases: Databases, tenant: Scope) -> None:
    await raise_event(databases, tenant, message="it said \0")
    await deliver(databases)
    assert [event.message for event in await notifications.list_events(databases)] == ["it said \\0"]


async def test_a_parked_handoff_raises_one_event_for_its_topic(
    clone: Clone, databases: Databases, tenant: Scope
) -> None:
    async def fail(_: Tx, __: Delivery) -> None:
        raise ValueError("cannot")

    topic = Topic("failure.tested", Tier.OLAP)
    for _ in range(3):
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            await send(tx, topic, {})
    for _ in range(MAX_ATTEMPTS):
        await Relay(databases, [Receiver(topic, fail), *RECEIVERS]).drain()
        news.let_retry(clone)
    (event,) = await notifications.list_events(databases)
    assert (event.event_type, event.severity, event.occurrences) == ("handoff_parked", "high", 3)
    assert event.tenant_id == tenant.tenant_id
    assert event.details["topic"] == "failure.tested"
    assert event.details["error"] == "ValueError: cannot"


def test_the_commands(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(work: Callable[[Databases], Awaitable[Any]]) -> Any:
        async def connected() -> Any:
            async with Databases(clone.address) as databases:
                return await work(databases)

        return asyncio.run(connected())

    async def prepare(databases: Databases) -> None:
        await raise_event(databases, Scope.tenant_wide(ids.PLATFORM_TENANT))
        await deliver(databases)

    monkeypatch.setattr(commands, "run", run)
    run(prepare)
    call = CliRunner().invoke
    (event,) = json.loads(call(commands.commands, ["list", "--json"]).stdout)
    assert "CPU at 95 %" in call(commands.commands, ["list", "--severity", "high"]).stdout
    assert call(commands.commands, ["list", "--severity", "critical"]).stdout == "All quiet.\n"
    resolved = call(commands.commands, ["resolve", str(event["id"]), "--resolution", "rebooted", "--json"])
    assert json.loads(resolved.stdout)["resolved_by"].startswith("operator:")
    assert json.loads(call(commands.commands, ["list", "--json"]).stdout) == []
    assert len(json.loads(call(commands.commands, ["list", "--all", "--json"]).stdout)) == 1
    assert isinstance(call(commands.commands, ["resolve", "1000000"]).exception, EventNotFound)
