"""The whole process: workers, shipper, commands."""

import asyncio
import json
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import psutil
import pytest
from typer.testing import CliRunner

from penguinmails.cli.app import app
from penguinmails.kernel.db import Databases, DatabaseUnreachable, Scope
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.settings import SettingsInvalid
from penguinmails.kernel.tiers import Home, Role, Tier
from penguinmails.tracking import AddressTaken, Links, TokenInvalid, TrackingSettings, serve, tracking_key
from penguinmails.tracking.serving.clients import Clients
from penguinmails.tracking.serving.process import key_of_links
from tests.servers import Clone
from tests.tracking.factories import Client, free_port, home_with, lead_with, message_to, path_of

_SERVING = "penguinmails.tracking.serving"


async def open_somebody(port: int, link: str) -> None:
    """Open a message until an answer comes: a worker that dies takes its waiting connections along."""
    while True:
        try:
            client = await Client.open(port)
            assert (await client.ask(path_of(link))).status == 200
        except (OSError, asyncio.IncompleteReadError):
            await asyncio.sleep(0.02)
        else:
            await client.close()
            return


async def events(databases: Databases) -> int:
    async with databases.worker(Tier.OLAP) as tx:
        row = await (await tx.connection.execute("SELECT count(*) FROM olap.email_events")).fetchone()
    assert row is not None
    return row[0]


async def test_a_hit_gets_from_the_network_to_the_ledger_even_if_the_worker_dies(
    databases: Databases, tenant: Scope, clone: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    for name, value in home_with(clone, tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PENGUINMAILS_TRACKING_LISTEN", f"127.0.0.1:{port}")
    monkeypatch.setenv("PENGUINMAILS_TRACKING_WORKERS", "2")
    ref = message_to(tenant, await lead_with(databases, tenant, "anna@acme.example"))
    stop = asyncio.Event()
    running = asyncio.create_task(serve(databases, stop))
    links = Links(await tracking_key(databases), TrackingSettings.load().base)
    for count in (1, 2):
        await open_somebody(port, links.open(ref))
        while await events(databases) < count:
            assert not running.done()
        workers = [child for child in psutil.Process().children() if _SERVING in child.cmdline()]
        workers[0].kill()
    with pytest.raises(AddressTaken):
        await serve(databases, asyncio.Event())
    stop.set()
    await running
    with pytest.raises(ConnectionRefusedError):
        await Client.open(port)


async def test_the_key_is_there_when_the_databases_are_not(
    databases: Databases, clone: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in home_with(clone, tmp_path).items():
        monkeypatch.setenv(name, value)
    key = await key_of_links(databases, tmp_path / "key.sealed", asyncio.Event())
    assert key == await tracking_key(databases)
    assert key is not None
    assert key not in (tmp_path / "key.sealed").read_bytes()
    async with Databases(nowhere) as away:
        assert await key_of_links(away, tmp_path / "key.sealed", asyncio.Event()) == key


def nowhere(home: Home, role: Role) -> str:
    raise DatabaseUnreachable(home=home.value, reason=f"{role} is locked out")


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.66, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_only_trusted_proxies_say_who_asks(peer: str, forwarded: str, found: str) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode()), (b"user-agent", b"x" * 1000)]
    ip, agent = Clients([ip_network("10.0.0.0/8")]).of({"client": (peer, 1), "headers": headers})
    assert ip.decode() == found
    assert len(agent) == 512


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LISTEN", "8025"),
        ("LISTEN", "x:99999"),
        ("URL", "track.example"),
        ("WORKERS", "0"),
        ("PROXIES", "10.0.0/8"),
    ],
)
def test_settings_say_what_is_wrong(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"PENGUINMAILS_TRACKING_{name}", value)
    with pytest.raises(SettingsInvalid, match=f"PENGUINMAILS_TRACKING_{name}"):
        TrackingSettings.load()


def test_the_base_is_the_public_url_or_where_we_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert TrackingSettings.load().base == "http://127.0.0.1:8025"
    monkeypatch.setenv("PENGUINMAILS_TRACKING_URL", "https://track.example.com/")
    assert TrackingSettings.load().base == "https://track.example.com"


async def test_people_can_ask_what_a_link_is_and_stop_links(
    databases: Databases, tenant: Scope, clone: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in home_with(clone, tmp_path).items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> Any:
        result = CliRunner().invoke(app, ["tracking", *words, "--json"])
        if isinstance(result.exception, PenguinError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    ref = message_to(tenant, None)
    links = Links(await tracking_key(databases), "https://track.example.org")
    decoded = await asyncio.to_thread(run, "decode", links.unsubscribe(ref, "anna@acme.example"))
    assert (decoded["kind"], decoded["message_id"], decoded["address"]) == (
        "unsubscribe",
        str(ref.message_id),
        "a…@acme.example",
    )
    link = links.click(ref, "https://acme.example/")
    assert (await asyncio.to_thread(run, "decode", link))["url"] == "https://acme.example/"
    with pytest.raises(TokenInvalid):
        await asyncio.to_thread(run, "decode", link[:-1] + "!")
    assert (await asyncio.to_thread(run, "state"))["waiting_bytes"] == 0
    assert await asyncio.to_thread(run, "retry") == {"batches_retried": 0}
    assert await asyncio.to_thread(run, "block", "-t", "Acme", "--yes") == {"links": "blocked"}
    assert await asyncio.to_thread(run, "unblock", "-t", "Acme") == {"links": "working"}
