"""Asking the DNS who takes a domain's mail."""

import asyncio
from collections.abc import Iterable
from typing import Final

import dns.asyncresolver
import dns.exception
import dns.name
import dns.nameserver
import dns.rdatatype
import dns.resolver
from dns.rdtypes.ANY.MX import MX

from penguinmails.audiences.domains.errors import DnsUnreachable
from penguinmails.audiences.domains.model import DomainAnswer, MxStatus
from penguinmails.audiences.domains.providers import provider_of
from penguinmails.audiences.domains.settings import DnsSettings

_MANY: Final = 10
"""If none of so many domains gets an answer, it is not the domains."""

_NO_SUCH_NAME: Final = (
    dns.resolver.NXDOMAIN,
    dns.resolver.YXDOMAIN,
    dns.name.LabelTooLong,
    dns.name.NameTooLong,
    dns.name.EmptyLabel,
    dns.name.BadEscape,
    dns.name.IDNAException,
)


class DomainLookup:
    """Asks about domains, some at a time. Raises `DnsUnreachable` where there is nobody to ask."""

    def __init__(self, settings: DnsSettings) -> None:
        servers = settings.servers()
        try:
            self._resolver = dns.asyncresolver.Resolver(configure=not servers)
        except dns.resolver.NoResolverConfiguration as error:
            raise DnsUnreachable(reason=str(error)) from None
        if servers:
            self._resolver.nameservers = [dns.nameserver.Do53Nameserver(host, port) for host, port in servers]
        self._resolver.lifetime = settings.dns_timeout
        self._resolver.timeout = min(2.0, settings.dns_timeout)
        self._free = asyncio.Semaphore(settings.dns_parallel)

    async def all(self, domains: Iterable[str]) -> list[DomainAnswer]:
        """An answer for each, in their order. Raises `DnsUnreachable` where ten or more get none."""
        answers = await asyncio.gather(*(self.one(domain) for domain in domains))
        if len(answers) >= _MANY and all(answer.status is MxStatus.ERROR for answer in answers):
            raise DnsUnreachable(reason=f"none of {len(answers)} domains got an answer")
        return answers

    async def one(self, domain: str) -> DomainAnswer:
        """Who takes the mail of a domain.

        A domain without MX that has an address takes it itself (RFC 5321 §5.1); a single MX of `.` says that
        it takes none (RFC 7505).
        """
        async with self._free:
            try:
                hosts = await self._mail_hosts(dns.name.from_text(domain))
            except _NO_SUCH_NAME:
                return DomainAnswer(domain, MxStatus.MISSING, None)
            except (dns.exception.DNSException, OSError):
                return DomainAnswer(domain, MxStatus.ERROR, None)
        if not hosts:
            return DomainAnswer(domain, MxStatus.MISSING, None)
        provider = next((known for host in hosts if (known := provider_of(host))), None)
        return DomainAnswer(domain, MxStatus.FOUND, provider)

    async def _mail_hosts(self, name: dns.name.Name) -> list[str]:
        answer = await self._ask(name, dns.rdatatype.MX)
        if answer.rrset is not None:
            records = [record for record in answer if isinstance(record, MX)]
            records.sort(key=lambda record: record.preference)
            return [str(record.exchange) for record in records if record.exchange != dns.name.root]
        for kind in (dns.rdatatype.A, dns.rdatatype.AAAA):
            if (await self._ask(name, kind)).rrset is not None:
                return [name.to_text()]
        return []

    async def _ask(self, name: dns.name.Name, kind: dns.rdatatype.RdataType) -> dns.resolver.Answer:
        return await self._resolver.resolve(name, kind, raise_on_no_answer=False, search=False)
