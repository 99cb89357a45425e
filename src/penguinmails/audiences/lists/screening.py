"""Who must not be put on a list: asked of the suppressions, whose entries not every member may see."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from penguinmails.audiences.lists.model import Candidate
from penguinmails.audiences.suppressions.checking import suppressed_among
from penguinmails.audiences.suppressions.hashing import AddressKeys, address_keys
from penguinmails.kernel.db import Databases


@dataclass(frozen=True)
class Screen:
    """Knows a tenant's suppressions and the hashes of its addresses. Made before a transaction is opened."""

    databases: Databases
    keys: AddressKeys

    @classmethod
    async def of(cls, databases: Databases, tenant_id: UUID) -> "Screen":
        """The screen of a tenant. Commits the tenant's key where there was none."""
        return cls(databases, await address_keys(databases, tenant_id))

    def hash(self, address: str) -> bytes:
        """The address as `consent_events.address_hash` has it."""
        return self.keys.own_hasher.address(address)

    async def suppressed(self, leads: Iterable[Candidate]) -> set[UUID]:
        """Those of these leads that must not be written to, by the platform, the tenant or their company."""
        companies: defaultdict[UUID | None, dict[str, UUID]] = defaultdict(dict)
        for lead in leads:
            companies[lead.company_id][lead.email] = lead.lead_id
        found: set[UUID] = set()
        for company_id, by_address in companies.items():
            addresses = await suppressed_among(
                self.databases, self.keys.tenant_id, list(by_address), company_id=company_id, keys=self.keys
            )
            found |= {by_address[address] for address in addresses}
        return found
