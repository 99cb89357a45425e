"""Which servers a tenant may have us connect to.

A name is looked up, every address it has is judged, and the connection goes to an address that was judged: a
second lookup could answer otherwise (DNS rebinding).
"""

import asyncio
import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from penguinmails.infrastructure.errors import HostInvalid, HostOutside, HostPrivate, HostUnknown
from penguinmails.infrastructure.settings import InfrastructureSettings

Address = IPv4Address | IPv6Address

_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?")
_LONGEST: Final = 253


def read_host(raw: str) -> str:
    """A host name or address in one form. Raises `HostInvalid`; nothing is looked up."""
    host = raw.strip().rstrip(".").lower()
    if _literal(host) is not None:
        return host.strip("[]")
    if "://" in host or "/" in host:
        raise HostInvalid(host=raw[:_LONGEST], reason="it is a URL")
    if not host.isascii():
        raise HostInvalid(host=raw[:_LONGEST], reason="it has letters outside ASCII; write its xn-- form")
    if len(host) > _LONGEST or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise HostInvalid(host=raw[:_LONGEST], reason="it has a character that no name has")
    return host


def check_literal(host: str, settings: InfrastructureSettings) -> None:
    """Refuse what is private without a lookup: an address, or `localhost`. Raises `HostPrivate`."""
    literal = _literal(host) or (ip_address("127.0.0.1") if host == "localhost" else None)
    if literal is not None and not allowed(literal, settings):
        raise HostPrivate(host=host, address=literal)


async def addresses_of(
    host: str, settings: InfrastructureSettings, *, inside: bool = False
) -> tuple[str, ...]:
    """The addresses to connect to, IPv4 first. Raises `HostUnknown`, and `HostPrivate` if one is not allowed.

    One that is private among public ones refuses the name: whoever mixes them wants to get inside. With
    `inside`, only the networks that the installation allows will do, else `HostOutside`.
    """
    literal = _literal(host)
    if literal is not None:
        found: list[Address] = [literal]
    else:
        loop = asyncio.get_running_loop()
        try:
            answers = await asyncio.wait_for(
                loop.getaddrinfo(host, None, type=socket.SOCK_STREAM), settings.mail_timeout
            )
        except TimeoutError:
            raise HostUnknown(host=host, reason="the DNS does not answer") from None
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise HostUnknown(host=host, reason=reason) from None
        found = list(dict.fromkeys(ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers))
    for address in found:
        if not allowed(address, settings):
            raise HostPrivate(host=host, address=address)
        if inside and not _in_networks(_inner(address), settings):
            raise HostOutside(host=host, address=address)
    return tuple(str(address) for address in sorted(found, key=lambda address: address.version))


def allowed(address: Address, settings: InfrastructureSettings) -> bool:
    """Whether that address is on the public Internet, or in a network the installation allows."""
    inner = _inner(address)
    return _in_networks(inner, settings) or (inner.is_global and not inner.is_multicast)


def _in_networks(address: Address, settings: InfrastructureSettings) -> bool:
    return any(address in network for network in settings.networks() if network.version == address.version)


def _inner(address: Address) -> Address:
    # An IPv4 address in an IPv6 coat reaches what the IPv4 address reaches (mapped, 6to4, NAT64).
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.packed[:12] == bytes.fromhex("0064ff9b0000000000000000"):
        return IPv4Address(address.packed[12:])
    return address


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        pass
    try:  # 127.1, 0x7f000001 and 2130706433 are addresses to the C library
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        return None
