"""Networks of mail security vendors, as they publish them for firewalls and SPF; and what an operator adds.

Nobody browses from there: what follows a link from one of them is a filter.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Final

from penguinmails.ledger.errors import NetworksInvalid

Network = IPv4Network | IPv6Network
_STORED_BITS: Final = {4: 24, 6: 48}

PUBLISHED: Final = {
    # Exchange Online Protection, Office 365 endpoints, list 10.
    "microsoft": "40.92.0.0/15 40.107.0.0/16 52.100.0.0/14 104.47.0.0/17 2a01:111:f403::/48",
    # Email Gateway Defense.
    "barracuda": "64.235.144.0/20 209.222.80.0/21",
    "proofpoint": "67.231.144.0/20 148.163.128.0/19 185.132.180.0/22 205.220.160.0/20 208.84.64.0/22",
    "mimecast": "205.139.110.0/23 207.211.30.0/23 216.205.24.0/24 170.10.128.0/21 195.130.217.0/24",
}


class Networks:
    """Those that are known: published, and listed by the operator."""

    def __init__(self, more: Sequence[Network] = ()) -> None:
        published = (ip_network(text) for texts in PUBLISHED.values() for text in texts.split())
        self._known: dict[tuple[int, int], set[int]] = defaultdict(set)
        for network in (*published, *more):
            # What is stored of an address is its /24 or /48: a smaller network is known by that.
            bits = min(network.prefixlen, _STORED_BITS[network.version])
            self._known[network.version, bits].add(_first_bits(network, bits))
        self.known = lru_cache(maxsize=16384)(self._look_up)

    @classmethod
    def read(cls, file: Path | None) -> "Networks":
        """With those of a file: one a line, what follows `#` says why. Raises `NetworksInvalid`."""
        if file is None:
            return cls()
        more: list[Network] = []
        try:
            lines = file.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise NetworksInvalid(file=file, reason=error) from error
        for number, line in enumerate(lines, 1):
            text = line.partition("#")[0].strip()
            try:
                more += [ip_network(text)] if text else []
            except ValueError as error:
                raise NetworksInvalid(file=file, reason=f"line {number}: {error}") from error
        return cls(more)

    def _look_up(self, network: str) -> bool:
        try:
            asked = ip_network(network)
        except ValueError:
            return False
        return any(
            _first_bits(asked, bits) in known
            for (version, bits), known in self._known.items()
            if version == asked.version
        )


def _first_bits(network: Network, bits: int) -> int:
    return int(network.network_address) >> network.max_prefixlen - bits


@lru_cache(maxsize=16384)
def says_something(network: str) -> bool:
    """Whether a network tells visitors apart. Not a private one: all behind one proxy share it."""
    try:
        return ip_network(network).is_global
    except ValueError:
        return False
