"""Who asks."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Final

from starlette.types import Scope

_LONGEST_AGENT: Final = 512


class Clients:
    """Reads address and program of a request. X-Forwarded-For counts only from trusted proxies."""

    def __init__(self, proxies: Sequence[IPv4Network | IPv6Network]) -> None:
        def is_proxy(address: str) -> bool:
            return _lies_in(address, proxies)

        self._is_proxy = lru_cache(maxsize=10_000)(is_proxy)

    def of(self, scope: Scope) -> tuple[bytes, bytes]:
        """Address and user agent, as bytes; empty where they are not known."""
        forwarded = agent = b""
        for name, value in scope["headers"]:
            if name == b"user-agent":
                agent = value[:_LONGEST_AGENT]
            elif name == b"x-forwarded-for":
                forwarded = value if not forwarded else forwarded + b"," + value
        client = scope.get("client")
        address: str = client[0] if client else ""
        if forwarded and self._is_proxy(address):
            address = self._origin(forwarded.decode("latin-1"), address)
        return address.encode("ascii", "replace"), agent

    def _origin(self, forwarded: str, nearest: str) -> str:
        # From the nearest on: each proxy appends whom it heard from, and what a stranger wrote comes before.
        for part in reversed(forwarded.split(",")):
            address = _bare(part.strip())
            if address is None:
                break
            nearest = address
            if not self._is_proxy(address):
                break
        return nearest


def _bare(text: str) -> str | None:
    """An address without a port."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return None


def _lies_in(address: str, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return any(ip in network for network in networks)
