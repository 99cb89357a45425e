"""Whether somebody may be written to. As the worker, who sees the tenant's entries and the platform's."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from penguinmails.audiences.addresses import domain_of, read_address
from penguinmails.audiences.suppressions import store
from penguinmails.audiences.suppressions.hashing import AddressKeys, address_keys
from penguinmails.audiences.suppressions.model import CampaignType, Suppression
from penguinmails.kernel.db import Databases, Tx
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Tier

_BATCH: Final = 5000


async def suppressed_among(
    databases: Databases,
    tenant_id: UUID,
    addresses: Sequence[str],
    *,
    company_id: UUID | None = None,
    campaign_type: CampaignType | None = None,
    keys: AddressKeys | None = None,
) -> set[str]:
    """Those of these normalised addresses that must not be written to: by themselves, or by their domain.

    `company_id` is the lead's company (None: what the tenant shares, which only the tenant's entries reach).
    Entries for one type of campaign count only where that type is given. Two statements for every 5,000
    addresses, in a transaction of its own. Who asks often gets `keys` once, from `address_keys`.
    """
    keys = keys or await address_keys(databases, tenant_id)
    found: set[str] = set()
    async with databases.worker(Tier.OLTP) as tx:
        for first in range(0, len(addresses), _BATCH):
            found |= await blocked_among(
                tx,
                keys,
                addresses[first : first + _BATCH],
                company_id=company_id,
                campaign_type=campaign_type,
            )
    return found


async def blocked_among(
    tx: Tx,
    keys: AddressKeys,
    addresses: Sequence[str],
    *,
    company_id: UUID | None = None,
    campaign_type: CampaignType | None = None,
) -> set[str]:
    """As `suppressed_among`, as worker: after `hold_addresses` it stays true until the end."""
    domains = {domain_of(address) for address in addresses}
    found: set[str] = set()
    for owner, hasher in ((keys.tenant_id, keys.own_hasher), (PLATFORM_TENANT, keys.platform_hasher)):
        by_address = {hasher.address(address): address for address in addresses}
        of_domain = {domain: hasher.domains(domain) for domain in domains}
        of_domains = {code for codes in of_domain.values() for code in codes}
        hits = await store.hits(tx, owner, [*by_address, *of_domains], company_id, campaign_type)
        found.update(by_address[code] for code in hits & by_address.keys())
        blocked = {domain for domain, codes in of_domain.items() if not hits.isdisjoint(codes)}
        if blocked:
            found.update(address for address in addresses if domain_of(address) in blocked)
    return found


async def check(
    databases: Databases,
    tenant_id: UUID,
    address: str,
    *,
    company_id: UUID | None = None,
    campaign_type: CampaignType | None = None,
) -> list[Suppression]:
    """The entries that forbid writing to an address, the tenant's before the platform's; none: it may be.

    Of every company and every type of campaign where none is given. Raises `AddressInvalid`.
    """
    wanted = read_address(address)
    keys = await address_keys(databases, tenant_id)
    found: list[Suppression] = []
    async with databases.worker(Tier.OLTP) as tx:
        for owner, hasher in ((tenant_id, keys.own_hasher), (PLATFORM_TENANT, keys.platform_hasher)):
            hashes = [hasher.address(wanted), *hasher.domains(domain_of(wanted))]
            found += await store.matches(tx, owner, hashes, company_id, campaign_type)
    return found
