"""The platform's key for links."""

from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import KeyPurpose, platform_key


async def tracking_key(databases: Databases) -> bytes:
    """The key of all links, made (and committed) if there was none. Ask once a process."""
    async with databases.worker(Tier.OLTP) as tx:
        return await platform_key(tx, KeyPurpose.TRACKING)
