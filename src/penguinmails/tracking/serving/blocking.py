"""The switch that stops a tenant's links from leading anywhere, where they are abused."""

import asyncio
from time import monotonic
from typing import Final
from uuid import UUID

import psycopg
import structlog

from penguinmails.audit import Actor
from penguinmails.kernel.db import Databases, DatabaseUnreachable, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import clear_override, is_enabled, set_flag, set_override

_log = structlog.stdlib.get_logger(__name__)

FLAG: Final = "tracking.links_blocked"
FRESH_SECONDS: Final = 15.0
_MOST_TENANTS: Final = 50_000


async def block_links(databases: Databases, scope: Scope, *, reason: str | None, actor: Actor) -> None:
    """Let no link of a tenant's mail lead anywhere; for operators. Commits. Holds within half a minute."""
    await set_flag(
        databases,
        FLAG,
        enabled=True,
        rollout_percentage=0,
        description="Links in this tenant's mail lead nowhere.",
        actor=actor,
    )
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await set_override(tx, FLAG, enabled=True, reason=reason, actor=actor)


async def allow_links(tx: Tx, *, actor: Actor) -> None:
    """Let the tenant's links lead where they led. For operators."""
    await clear_override(tx, FLAG, actor=actor)


class Blocked:
    """Which tenants' links are stopped, as far as this process has heard: it asks beside the answers.

    A tenant nobody asked about yet is not blocked; while the database is away, what was known stays.
    """

    def __init__(self, databases: Databases) -> None:
        self._databases = databases
        self._known: dict[bytes, tuple[bool, float]] = {}
        self._wanted: asyncio.Queue[bytes] = asyncio.Queue()

    def __contains__(self, tenant: object) -> bool:
        if not isinstance(tenant, bytes):
            return False
        now = monotonic()
        blocked, asked = self._known.get(tenant, (False, -FRESH_SECONDS))
        if now - asked >= FRESH_SECONDS:
            if len(self._known) > _MOST_TENANTS:
                self._known.clear()
            self._known[tenant] = (blocked, now)
            self._wanted.put_nowait(tenant)
        return blocked

    async def run(self, stop: asyncio.Event) -> None:
        """Look up what is wanted, until it is cancelled after `stop` was set: it only reads.

        Python 3.11's wait_for, by which the pool waits for a connection, may lose the cancellation alone
        (python/cpython#86296).
        """
        while not stop.is_set():
            await self.look_up(await self._wanted.get())

    async def look_up(self, tenant: bytes) -> None:
        """Ask about one tenant."""
        try:
            async with self._databases.tenant(Tier.OLTP, Scope.tenant_wide(UUID(bytes=tenant))) as tx:
                self._known[tenant] = (await is_enabled(tx, FLAG), monotonic())
        except (psycopg.Error, DatabaseUnreachable) as error:
            _log.warning("tracking.blocking.unknown", error=str(error))
