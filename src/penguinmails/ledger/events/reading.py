"""An event as it is handed over, made into a row: cleaned, its address shortened, its client named."""

import re
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv6Address, ip_interface
from typing import Any, Final
from uuid import UUID

from penguinmails.ledger.events.agents import read_agent

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


def read_row(told: Mapping[str, Any]) -> dict[str, Any]:
    """A row for the ledger, from the fields of an event or of its payload, which are left as they are.

    Only `sent` has dimensions: those of another event go into its metadata, where a message that failed, and
    so never was sent, is found by its campaign.
    """
    row = dict(told)
    kind = row.get("kind")
    if kind == "sent":
        return row
    if moved := {name: told for name in _DIMENSIONS if (told := row.pop(name, None)) is not None}:
        row["metadata"] = moved | (row.get("metadata") or {})
    if kind in _HITS:
        _read_hit(row)
    return row


def _read_hit(row: dict[str, Any]) -> None:
    if (agent := row.get("user_agent")) is not None:
        row["user_agent"] = agent = str(agent)[:_LONGEST_AGENT]
        read = read_agent(agent)
        row["client"] = row.get("client") or read.client
        row["device_type"] = row.get("device_type") or read.device_type
    if (address := row.get("ip_address")) is not None:
        row["ip_address"] = network_of(str(address))


def key_of(row: Mapping[str, Any]) -> tuple[str, str]:
    """Where a row stands in the order of the ledger's key, however its ids are written."""
    return _hex(row.get("message_id")), _hex(row.get("event_id"))


def _hex(value: object) -> str:
    return f"{value.int:032x}" if isinstance(value, UUID) else str(value).replace("-", "").lower()
