"""From the spool to the databases: none lost, none twice, and no more than each lead allows."""

import asyncio
import inspect
import json
from pathlib import Path
from typing import Any, LiteralString

import pytest
from psycopg import AsyncConnection, sql

from penguinmails.audiences import suppressed_among
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Receiver, Relay
from penguinmails.kernel.tiers import Tier
from penguinmails.tracking import LEFT, Shipper, spool_state
from penguinmails.tracking.shipping import delivering
from penguinmails.tracking.shipping.model import Left
from penguinmails.tracking.spool import places
from penguinmails.tracking.spool.model import Way
from penguinmails.tracking.spool.refused import refused, retry_refused
from penguinmails.tracking.spool.writing import Spool
from tests.audiences.factories import workspace_of
from tests.servers import Clone, Cluster
from tests.tracking.factories import KEY, LINKS, lead_with, message_to

AGENT = b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def shipper(databases: Databases, root: Path) -> Shipper:
    return Shipper(databases, root, key=KEY)


async def hit(root: Path, *links: str, way: Way = Way.GET) -> None:
    """Somebody uses links."""
    async with Spool(root) as spool:
        for link in links:
            token = link.rpartition("/")[2].removesuffix(".gif")
            await spool.add(way, token.encode(), b"198.51.100.77", AGENT)


async def rows(
    databases: Databases, tier: Tier, text: LiteralString, *params: object
) -> list[tuple[Any, ...]]:
    async with databases.worker(tier) as tx:
        return await (await tx.connection.execute(text, params)).fetchall()


async def events(databases: Databases, scope: Scope) -> list[tuple[Any, ...]]:
    return await rows(
        databases,
        Tier.OLAP,
        "SELECT kind, message_id, link_url, metadata - 'hit', host(ip_address), user_agent FROM olap.email_events"
        " WHERE tenant_id = %s ORDER BY occurred, kind",
        scope.tenant_id,
    )


async def known(databases: Databases, scope: Scope) -> int:
    """How many events the ledger has."""
    [(count,)] = await rows(
        databases, Tier.OLAP, "SELECT count(*) FROM olap.email_events WHERE tenant_id = %s", scope.tenant_id
    )
    return count


async def test_opens_and_clicks_get_to_the_ledger_once(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    lead_id = await lead_with(databases, tenant, "anna@acme.example")
    ref = message_to(tenant, lead_id)
    await hit(
        tmp_path,
        LINKS.open(ref),
        LINKS.open(ref),
        LINKS.click(ref, "https://acme.example/a"),
        LINKS.honeypot(ref),
    )
    await hit(tmp_path, LINKS.open(ref), way=Way.HEAD)
    assert await shipper(databases, tmp_path).drain() == 5
    agent, network = AGENT.decode(), "198.51.100.0"
    wanted = [
        ("opened", ref.message_id, None, {"method": "get"}, network, agent),
        ("opened", ref.message_id, None, {"method": "get"}, network, agent),
        ("clicked", ref.message_id, "https://acme.example/a", {"method": "get"}, network, agent),
        ("clicked", ref.message_id, "honeypot:", {"method": "get", "honeypot": True}, network, agent),
        ("opened", ref.message_id, None, {"method": "head"}, network, agent),
    ]
    assert await events(databases, tenant) == wanted
    # Shipped again from the beginning, as after a crash before the cursor moved, it is the same.
    assert await shipper(databases, tmp_path).drain() == 0
    assert places.segments(tmp_path / "001") == {}
    assert spool_state(tmp_path).waiting_bytes == 0


async def test_a_batch_delivered_twice_counts_once(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    ref = message_to(tenant, await lead_with(databases, tenant, "anna@acme.example"))
    await hit(tmp_path, *(LINKS.open(ref) for _ in range(50)))
    kept = {path: path.read_bytes() for path in (tmp_path / "001").iterdir() if path.suffix == ".hits"}
    await shipper(databases, tmp_path).drain()
    (tmp_path / "001" / "shipped.json").unlink()
    for path, content in kept.items():
        path.write_bytes(content)
    assert await shipper(databases, tmp_path).drain() == 50
    assert len(await events(databases, tenant)) == 50


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize(
    "step", ["delivering.ingest", "delivering.address_keys", "delivering.suppress", "places.move_cursor"]
)
@pytest.mark.parametrize("done", [False, True])
async def test_a_crash_at_any_step_changes_nothing(
    databases: Databases,
    tenant: Scope,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    step: str,
    done: bool,
) -> None:
    ref = message_to(tenant, await lead_with(databases, tenant, "anna@acme.example"))
    await hit(tmp_path, *(LINKS.open(ref) for _ in range(10)))
    await hit(tmp_path, LINKS.unsubscribe(ref, "anna@acme.example"), way=Way.ONE_CLICK)
    module = {"delivering": delivering, "places": places}[step.partition(".")[0]]
    name = step.partition(".")[2]
    really = getattr(module, name)

    def dying(*values: Any, **named: Any) -> Any:
        if done and not inspect.iscoroutinefunction(really):
            really(*values, **named)
        raise Killed

    async def dying_later(*values: Any, **named: Any) -> Any:
        if done:
            await really(*values, **named)
        raise Killed

    with monkeypatch.context() as crash:
        crash.setattr(module, name, dying_later if inspect.iscoroutinefunction(really) else dying)
        with pytest.raises(Killed):
            await shipper(databases, tmp_path).drain()
    await shipper(databases, tmp_path).drain()
    assert sorted(row[0] for row in await events(databases, tenant)) == ["opened"] * 10 + ["unsubscribed"]
    assert len(await rows(databases, Tier.OLTP, "SELECT 1 FROM oltp.consent_events")) == 1
    assert spool_state(tmp_path).waiting_bytes == 0


async def test_a_lead_that_wants_no_tracking_leaves_no_trace(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    off = await lead_with(databases, tenant, "off@acme.example", consent="off")
    gone = message_to(tenant, ids.uuid7())
    # The message was sent while everything was allowed: withdrawing silences it.
    for ref in (message_to(tenant, off), gone):
        await hit(tmp_path, LINKS.open(ref), LINKS.click(ref, "https://acme.example/"))
    assert await shipper(databases, tmp_path).drain() == 4
    assert await events(databases, tenant) == []
    assert await rows(databases, Tier.OLTP, "SELECT 1 FROM oltp.lead_engagement") == []


async def test_who_allows_the_date_gets_the_date_kept(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    lead_id = await lead_with(databases, tenant, "anna@acme.example", consent="last_date_only")
    ref = message_to(tenant, lead_id)
    for _ in range(2):
        await hit(tmp_path, LINKS.open(ref), LINKS.click(ref, "https://acme.example/"))
        await shipper(databases, tmp_path).drain()
    assert await events(databases, tenant) == []
    kept = await rows(
        databases,
        Tier.OLTP,
        "SELECT lead_id, last_open_date = (now() AT TIME ZONE 'UTC')::date, sent, last_opened FROM oltp.lead_engagement",
    )
    assert kept == [(lead_id, True, 0, None)]


async def test_what_was_not_allowed_when_it_was_sent_stays_so(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    lead_id = await lead_with(databases, tenant, "anna@acme.example", consent="full")
    await hit(tmp_path, LINKS.open(message_to(tenant, lead_id, consent="last_date_only")))
    await shipper(databases, tmp_path).drain()
    assert await events(databases, tenant) == []


@pytest.mark.parametrize("consent", ["full", "off"])
async def test_unsubscribing_always_counts_and_counts_once(
    databases: Databases, tenant: Scope, other_tenant: Scope, tmp_path: Path, consent: str
) -> None:
    company = await workspace_of(databases, tenant, "Shop")
    lead_id = await lead_with(databases, tenant, "anna@acme.example", company_id=company, consent=consent)
    await lead_with(databases, other_tenant, "anna@acme.example")
    ref = message_to(tenant, lead_id, company_id=company)
    link = LINKS.unsubscribe(ref, "anna@acme.example")
    heard: list[Any] = []

    async def hear(_: object, delivery: Any) -> None:
        heard.append((delivery.tenant_id, delivery.payload))

    await hit(tmp_path, link, link, way=Way.ONE_CLICK)
    await shipper(databases, tmp_path).drain()
    await hit(tmp_path, link, way=Way.PAGE)
    await shipper(databases, tmp_path).drain()

    found = [(kind, metadata) for kind, _, _, metadata, _, _ in await events(databases, tenant)]
    assert found == [("unsubscribed", {"method": "post"})]
    for scope, blocked in ((tenant, ["anna@acme.example"]), (other_tenant, [])):
        found = await suppressed_among(databases, scope.tenant_id, ["anna@acme.example"], company_id=company)
        assert sorted(found) == blocked
    status = "SELECT status FROM oltp.leads WHERE id = %s"
    assert await rows(databases, Tier.OLTP, status, lead_id) == [("unsubscribed",)]
    said = "SELECT kind, source, message_id FROM oltp.consent_events"
    assert await rows(databases, Tier.OLTP, said) == [("unsubscribed", "one_click", ref.message_id)]
    await Relay(databases, [Receiver(LEFT, hear)]).drain()
    assert {(who, payload["lead_id"], payload["message_id"]) for who, payload in heard} == {
        (tenant.tenant_id, str(lead_id), str(ref.message_id))
    }
    assert [payload["method"] for _, payload in heard] == ["one_click", "unsubscribe_page"]
    assert set(heard[0][1]) == set(Left.__dataclass_fields__)


async def test_tenants_do_not_meet_and_one_that_is_gone_stops_nobody(
    databases: Databases, tenant: Scope, other_tenant: Scope, tmp_path: Path
) -> None:
    gone = Scope.tenant_wide(ids.uuid7())
    refs = [
        message_to(scope, await lead_with(databases, scope, "a@b.example"))
        for scope in (tenant, other_tenant)
    ]
    await hit(tmp_path, *map(LINKS.open, (message_to(gone, None), *refs)))
    await hit(tmp_path, LINKS.unsubscribe(message_to(gone, None), "a@b.example"), way=Way.PAGE)
    assert await shipper(databases, tmp_path).drain() == 4
    for scope, ref in zip((tenant, other_tenant), refs, strict=True):
        assert [row[1] for row in await events(databases, scope)] == [ref.message_id]
    assert await rows(databases, Tier.OLTP, "SELECT 1 FROM oltp.suppressions") == []


async def test_a_hit_that_cannot_be_taken_in_is_kept_and_stops_no_other(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    ref = message_to(tenant, await lead_with(databases, tenant, "anna@acme.example"))
    await hit(tmp_path, LINKS.unsubscribe(ref, "no address"), way=Way.PAGE)
    await hit(tmp_path, LINKS.open(ref), LINKS.open(ref)[:-12] + "AAAAAAAA.gif")
    assert await shipper(databases, tmp_path).drain() == 3
    assert sorted(row[0] for row in await events(databases, tenant)) == ["opened", "unsubscribed"]
    assert spool_state(tmp_path).refused == 2
    assert retry_refused(tmp_path) == 2
    assert refused(tmp_path) == []
    assert await shipper(databases, tmp_path).drain() == 2
    assert spool_state(tmp_path).refused == 2


async def database_away(cluster: Cluster, clone: Clone, away: bool) -> None:
    """The server throws everybody out of these databases and lets nobody in, or again everybody."""
    async with await AsyncConnection.connect(cluster.conninfo("postgres"), autocommit=True) as administrator:
        for name in set(clone.databases.values()):
            await administrator.execute(
                sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(
                    sql.Identifier(name), sql.Literal(not away)
                )
            )
            if away:
                await administrator.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
                )


@pytest.mark.parametrize("seconds", [1, pytest.param(60, marks=pytest.mark.soak)])
async def test_while_the_databases_are_away_no_hit_is_lost(
    databases: Databases, tenant: Scope, cluster: Cluster, tmp_path: Path, *, clone: Clone, seconds: int
) -> None:
    ref = message_to(tenant, await lead_with(databases, tenant, "anna@acme.example"))
    token = LINKS.open(ref).rpartition("/")[2].removesuffix(".gif").encode()
    stop = asyncio.Event()
    running = asyncio.create_task(shipper(databases, tmp_path).run(stop))
    async with Spool(tmp_path) as spool:  # one process answers all the time, as the real one does
        answered = 0

        async def burst() -> int:
            # A thousand a second: the spool takes so many more that to ship a minute's takes five.
            await asyncio.sleep(0.01)
            await asyncio.gather(*(spool.add(Way.GET, token, b"198.51.100.77", AGENT) for _ in range(10)))
            return 10

        answered += await burst()
        await database_away(cluster, clone, True)
        over = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < over:
            answered += await burst()
        assert spool_state(tmp_path).waiting_bytes > 0
        await database_away(cluster, clone, False)
        answered += await burst()
        while await known(databases, tenant) < answered:
            assert not running.done()
        stop.set()
        await running
    assert await known(databases, tenant) == answered


async def test_stopping_in_the_middle_of_a_run_loses_nothing(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    ref = message_to(tenant, await lead_with(databases, tenant, "anna@acme.example"))
    await hit(tmp_path, *(LINKS.open(ref) for _ in range(200)))
    stop = asyncio.Event()
    running = [asyncio.create_task(shipper(databases, tmp_path).run(stop)) for _ in range(2)]
    while len(await events(databases, tenant)) < 200:
        await hit(tmp_path, LINKS.open(ref))
    stop.set()
    await asyncio.gather(*running)
    left = await shipper(databases, tmp_path).drain()
    total = await events(databases, tenant)
    assert len(total) >= 200 + left


def test_the_cursor_is_json_that_people_can_read(tmp_path: Path) -> None:
    places.move_cursor(tmp_path, places.Cursor(3, 17))
    assert json.loads((tmp_path / "shipped.json").read_text()) == {"segment": 3, "offset": 17}
    assert places.cursor(tmp_path) == places.Cursor(3, 17)
