"""Which servers a tenant may have us connect to."""

import asyncio
import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.infrastructure.errors import HostInvalid, HostOutside, HostPrivate, HostUnknown
from penguinmails.infrastructure.hosts import addresses_of, allowed, check_literal, read_host
from penguinmails.infrastructure.settings import InfrastructureSettings
from penguinmails.kernel.settings import SettingsInvalid

OUTSIDE = InfrastructureSettings(mail_networks=None)
INSIDE = InfrastructureSettings(mail_networks="127.0.0.0/8, 10.1.0.0/16")


@given(st.ip_addresses())
def test_only_the_public_internet_is_reached(address: Any) -> None:
    if allowed(address, OUTSIDE):
        assert address.is_global
        assert not address.is_multicast
        assert not address.is_loopback


PRIVATE = [
    "127.0.0.1",
    "127.1",
    "0x7f.1",
    "2130706433",
    "0",
    "0.0.0.0",  # noqa: S104 - refused
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "[::1]",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "2002:7f00:1::",
    "64:ff9b::10.0.0.1",
    "localhost",
]


@pytest.mark.parametrize("host", PRIVATE)
async def test_what_is_inside_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(HostPrivate):
        check_literal(read_host(host), OUTSIDE)
    with pytest.raises((HostPrivate, HostUnknown)):
        await addresses_of(read_host(host), OUTSIDE)


async def test_a_network_that_the_installation_allows_is_reached() -> None:
    assert await addresses_of("127.0.0.1", INSIDE) == ("127.0.0.1",)
    assert await addresses_of("10.1.2.3", INSIDE) == ("10.1.2.3",)
    with pytest.raises(HostPrivate):
        await addresses_of("10.2.0.1", INSIDE)


async def test_what_goes_in_clear_stays_inside() -> None:
    assert await addresses_of("10.1.2.3", INSIDE, inside=True) == ("10.1.2.3",)
    assert await addresses_of("93.184.216.34", INSIDE) == ("93.184.216.34",)
    with pytest.raises(HostOutside):
        await addresses_of("93.184.216.34", INSIDE, inside=True)


@pytest.mark.parametrize(
    "answers", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["2606:2800:220:1::1", "::1"]]
)
async def test_a_name_that_leads_inside_is_refused(
    answers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def resolve(*_: object, **__: object) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answer, 0)) for answer in answers]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    with pytest.raises(HostPrivate):
        await addresses_of("mail.example.com", OUTSIDE)


async def test_the_addresses_that_were_judged_are_those_that_are_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def resolve(*_: object, **__: object) -> list[tuple[Any, ...]]:
        both = ["2606:2800:220:1::1", "93.184.216.34"]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answer, 0)) for answer in both]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    assert await addresses_of("mail.example.com", OUTSIDE) == ("93.184.216.34", "2606:2800:220:1::1")


@pytest.mark.parametrize(
    "host", ["", "http://x", "a/b", "mäil.example", "a..b", "a b", "x" * 300, "-a.example", "a\nb"]
)
def test_what_is_no_name_is_refused(host: str) -> None:
    with pytest.raises(HostInvalid):
        read_host(host)


def test_a_network_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENGUINMAILS_MAIL_NETWORKS", "127.0.0.0/8,home")
    with pytest.raises(SettingsInvalid):
        InfrastructureSettings.load()
