"""Who the leads of a report are."""

from collections.abc import Sequence
from dataclasses import asdict

from penguinmails.audiences import addresses_of
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.reports.rows import LeadNamed, LeadRow


async def with_addresses(databases: Databases, scope: Scope, rows: Sequence[LeadRow]) -> list[LeadNamed]:
    """The rows with the addresses that may be seen in that scope."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        addresses = await addresses_of(tx, [row.lead_id for row in rows])
    return [LeadNamed(**asdict(row), email=addresses.get(row.lead_id)) for row in rows]
