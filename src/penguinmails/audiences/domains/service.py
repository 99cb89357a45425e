"""Use cases of domains."""

from collections import Counter
from datetime import timedelta
from typing import Final
from uuid import UUID

from penguinmails.audiences.domains import store
from penguinmails.audiences.domains.lookup import DomainLookup
from penguinmails.audiences.domains.model import Checked, DomainWarning, MxStatus
from penguinmails.audiences.domains.settings import DnsSettings
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier

ERROR_STAYS: Final = timedelta(days=1)
"""For so long a domain that gave no answer is left in peace."""

_DOMAINS: Final = 200
_LEADS: Final = 5_000


async def check_domains(
    databases: Databases,
    scope: Scope,
    import_id: UUID | None = None,
    *,
    settings: DnsSettings | None = None,
) -> Checked:
    """Ask about each domain of the tenant's leads (or of one import's) that nobody has asked about.

    The answer is written to all leads of that domain that have none. Commits domains by the hundred and leads
    by the thousand: whoever is cut off is followed by one who asks about the rest. Raises `DnsUnreachable`
    and `DnsServersInvalid`.
    """
    lookup = DomainLookup(settings or DnsSettings.load())
    error_before = clock.now() - ERROR_STAYS
    counts: Counter[MxStatus] = Counter()
    last = ""
    while True:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            domains = await store.domains_to_check(
                tx, import_id=import_id, after=last, error_before=error_before, most=_DOMAINS
            )
        if not domains:
            return Checked(
                domains=counts.total(),
                found=counts[MxStatus.FOUND],
                missing=counts[MxStatus.MISSING],
                error=counts[MxStatus.ERROR],
            )
        answers = await lookup.all(domains)  # outside of any transaction: it takes as long as it takes
        counts.update(answer.status for answer in answers)
        written: UUID | None = None
        while True:
            async with databases.tenant(Tier.OLTP, scope) as tx:
                written = await store.write_answers(tx, answers, after=written, most=_LEADS)
            if written is None:
                break
        last = domains[-1]


async def list_warnings(tx: Tx, import_id: UUID, *, most: int = 100) -> list[DomainWarning]:
    """The domains of an import's leads that take no mail or are disposable, those with most leads first.

    Complete once the domains were checked.
    """
    return await store.warnings(tx, import_id, most)
