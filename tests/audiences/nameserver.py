"""A DNS server on loopback, for tests: answers by a table, and counts what it is asked."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import cast

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from penguinmails.audiences.domains import DnsSettings

Zone = Mapping[str, Mapping[str, list[str]] | dns.rcode.Rcode | None]
"""By domain: records by type; a failure; None for silence. What is not in it does not exist."""


class Nameserver(asyncio.DatagramProtocol):
    def __init__(self, zone: Zone) -> None:
        self.zone = dict(zone)
        self.asked: Counter[str] = Counter()
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        (question,) = query.question
        name = question.name.to_text(omit_final_dot=True)
        kind = dns.rdatatype.to_text(question.rdtype)
        self.asked[f"{name} {kind}"] += 1
        known = self.zone.get(name, dns.rcode.NXDOMAIN)
        if known is None:
            return
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if isinstance(known, dns.rcode.Rcode):
            answer.set_rcode(known)
        elif records := known.get(kind):
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *records))
        assert self._transport
        self._transport.sendto(answer.to_wire(), addr)


@asynccontextmanager
async def nameserver(zone: Zone) -> AsyncGenerator[tuple[Nameserver, DnsSettings]]:
    """The server, and settings that ask it."""
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(
        lambda: Nameserver(zone), local_addr=("127.0.0.1", 0)
    )
    port = transport.get_extra_info("sockname")[1]
    try:
        yield server, DnsSettings(dns_servers=f"127.0.0.1:{port}", dns_timeout=0.5, dns_parallel=50)
    finally:
        transport.close()
