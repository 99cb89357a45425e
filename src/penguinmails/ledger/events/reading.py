"""Events as they are handed over, made into columns: addresses shortened, clients named.

By columns, for a batch mostly has none of most: a dictionary for each event took as long as all else.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from ipaddress import IPv6Address, ip_interface
from typing import Any, Final
from uuid import UUID

from penguinmails.ledger.events.agents import read_agent
from penguinmails.ledger.events.model import Event

FIELDS: Final = tuple(each.name for each in fields(Event))
METADATA: Final = "metadata"
_KEY: Final = ("message_id", "event_id")
_LONGEST_AGENT: Final = 512
_KEPT_BITS: Final = {4: 24, 6: 48}
_DIMENSIONS: Final = (
    "message_kind", "campaign_id", "step_id", "variant_id", "mailbox_id", "sending_domain",
    "receiving_provider", "lead_id",
)  # fmt: skip
_HITS: Final = frozenset({"opened", "clicked", "unsubscribed"})
# Most addresses; the standard library takes eight times as long to see it.
_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4: Final = re.compile(rf"((?:{_OCTET}[.]){{3}}){_OCTET}")


@lru_cache(maxsize=16384)
def network_of(address: str) -> str | None:
    """The /24 or /48 an address lies in, the only part of it that is stored; None where it is none.

    An IPv4 address written as IPv6 (RFC 4291 §2.5.5.2) is the IPv4 address.
    """
    if plain := _IPV4.fullmatch(address):
        return f"{plain[1]}0/24"
    try:
        ip = ip_interface(address.strip()).ip
    except ValueError:
        return None
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or IPv6Address(int(ip))  # without a zone, which PostgreSQL does not know
    return str(ip_interface(f"{ip}/{_KEPT_BITS[ip.version]}").network)


@dataclass(frozen=True)
class Rows:
    """Events for the ledger."""

    told: Sequence[Mapping[str, Any]]
    """As they came."""
    columns: dict[str, list[Any]]
    """What is to be held of them, by field; fields that none of them has are left out, but for the key's."""

    def __len__(self) -> int:
        return len(self.told)

    def some(self, places: Sequence[int]) -> "Rows":
        """Those of them at these places."""
        if len(places) == len(self):
            return self
        columns = {name: [column[place] for place in places] for name, column in self.columns.items()}
        return Rows([self.told[place] for place in places], columns)

    def row(self, place: int) -> dict[str, Any]:
        """One of them, and what it says that is no field of an event."""
        row = {name: value for name, value in self.told[place].items() if name not in FIELDS}
        row |= {name: column[place] for name, column in self.columns.items()}
        return {name: value for name, value in row.items() if value is not None}

    def ids(self) -> list[str]:
        """The ids of their messages, however written, as texts that are in the order of the ids."""
        return [
            f"{value.int:032x}" if isinstance(value, UUID) else str(value).replace("-", "").lower()
            for value in self.columns["message_id"]
        ]


def read_events(told: Sequence[Mapping[str, Any]]) -> Rows:
    """Rows for the ledger, from the fields of events or of their payloads, which are left as they are.

    Only `sent` has dimensions: those of another event go into its metadata, where a message that failed, and
    so never was sent, is found by its campaign.
    """
    columns: dict[str, list[Any]] = {}
    for name in FIELDS:
        column = [each.get(name) for each in told]
        if name in _KEY or column.count(None) < len(column):
            columns[name] = column
    kinds = columns.get("kind", [])
    _move_dimensions(columns, [place for place, kind in enumerate(kinds) if kind != "sent"])
    _read_hits(columns, [place for place, kind in enumerate(kinds) if kind in _HITS])
    return Rows(told, columns)


def _move_dimensions(columns: dict[str, list[Any]], others: list[int]) -> None:
    for name in _DIMENSIONS:
        column = columns.get(name)
        if column is None or not (moved := [place for place in others if column[place] is not None]):
            continue
        metadata = columns.setdefault(METADATA, [None] * len(column))
        for place in moved:
            metadata[place] = {name: column[place]} | (metadata[place] or {})
            column[place] = None


def _read_hits(columns: dict[str, list[Any]], hits: list[int]) -> None:
    if agents := columns.get("user_agent"):
        clients = columns.setdefault("client", [None] * len(agents))
        devices = columns.setdefault("device_type", [None] * len(agents))
        for place in hits:
            if (agent := agents[place]) is not None:
                agents[place] = agent = str(agent)[:_LONGEST_AGENT]
                read = read_agent(agent)
                clients[place] = clients[place] or read.client
                devices[place] = devices[place] or read.device_type
    if addresses := columns.get("ip_address"):
        for place in hits:
            if (address := addresses[place]) is not None:
                addresses[place] = network_of(str(address))
