"""An event as it is handed over, made into a row: cleaned, its address shortened, its client named."""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv6Address, ip_interface
from typing import Any, Final

from penguinmails.ledger.events.agents import read_agent

_LONGEST_AGENT: Final = 512
_KEPT_BITS: Final = {4: 24, 6: 48}
_DIMENSIONS: Final = (
    "message_kind", "campaign_id", "step_id", "variant_id", "mailbox_id", "sending_domain",
    "receiving_provider", "lead_id",
)  # fmt: skip
_HITS: Final = frozenset({"opened", "clicked", "unsubscribed"})
# What jsonb refuses: NUL, and half of a surrogate pair. After an escaped backslash: a needless look.
_UNSTORABLE: Final = re.compile(r"\\u(?:0000|d[89a-f])", re.IGNORECASE)
# Most addresses; the standard library takes eight times as long to see it.
_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4: Final = re.compile(rf"((?:{_OCTET}[.]){{3}}){_OCTET}")
_REFUSED: Final = re.compile("[\x00\ud800-\udfff]")


def document(rows: Sequence[dict[str, Any]]) -> str:
    """The rows as one JSON text that PostgreSQL can hold."""
    text = json.dumps(rows)
    return json.dumps(cleaned(rows)) if _UNSTORABLE.search(text) else text


def cleaned(value: Any) -> Any:
    """Without the characters that PostgreSQL cannot hold."""
    match value:
        case str():
            return _REFUSED.sub("\N{REPLACEMENT CHARACTER}", value)
        case dict():
            return {cleaned(key): cleaned(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
        case list():
            return [cleaned(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
        case _:
            return value


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


def read_row(payload: dict[str, Any]) -> dict[str, Any]:
    """A row for the ledger; the payload is left as it is.

    Only `sent` has dimensions: those of another event go into its metadata, where a message that failed, and
    so never was sent, is found by its campaign.
    """
    kind = payload.get("kind")
    if kind == "sent":
        return payload
    row = dict(payload)
    if told := {name: row.pop(name) for name in _DIMENSIONS if name in row}:
        row["metadata"] = told | (row.get("metadata") or {})
    return _read_hit(row) if kind in _HITS else row


def _read_hit(row: dict[str, Any]) -> dict[str, Any]:
    if (agent := row.get("user_agent")) is not None:
        row["user_agent"] = agent = str(agent)[:_LONGEST_AGENT]
        read = read_agent(agent)
        row["client"] = row.get("client") or read.client
        row["device_type"] = row.get("device_type") or read.device_type
    if (address := row.get("ip_address")) is not None:
        row["ip_address"] = network_of(str(address))
    return row
