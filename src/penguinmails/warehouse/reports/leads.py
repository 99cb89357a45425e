"""Who the leads of a report are."""

from collections.abc import Sequence

from penguinmails.audiences import addresses_of
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.reports.rows import LeadNamed, LeadRow


async def with_addresses(databases: Databases, scope: Scope, rows: Sequence[LeadRow]) -> list[LeadNamed]:
    """The rows with the addresses that may be seen in that scope."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        addresses = await addresses_of(tx, [row.lead_id for row in rows])
    # Not by `asdict`, which copies each value: of 500 leads that took longer than all else of the report.
    return [LeadNamed(**vars(row), email=addresses.get(row.lead_id)) for row in rows]
