"""Records, and a chain of them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from penguinmails import audit
from penguinmails.audit import Actor, Classification, Retention
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Relay
from penguinmails.kernel.tiers import Tier

SOMEBODY = Actor.user(UUID(int=7), ip="192.0.2.7", user_agent="Firefox")


async def record(
    databases: Databases,
    scope: Scope,
    *,
    action: str = "campaign.paused",
    resource: tuple[str, object] = ("campaign", "c-1"),
    actor: Actor = SOMEBODY,
    retention: Retention = Retention.STANDARD,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    notes: str | None = None,
    metadata: Mapping[str, Any] | None = None,
    by: Tier = Tier.OLTP,
) -> UUID:
    """Record in a transaction of its own."""
    async with databases.tenant(by, scope) as tx:
        return await audit.record(
            tx,
            action=action,
            resource_type=resource[0],
            resource_id=resource[1],
            actor=actor,
            classification=Classification.INTERNAL,
            retention=retention,
            old=old,
            new=new,
            notes=notes,
            metadata=metadata,
        )


async def deliver(databases: Databases) -> int:
    """Let the relay do its work."""
    return await Relay(databases, audit.RECEIVERS).drain()


async def chain(databases: Databases, numbers: Iterable[int], scope: Scope | None = None) -> Scope:
    """A tenant with one row a number, each with values in all columns."""
    scope = scope or Scope.tenant_wide(ids.uuid7())
    for number in numbers:
        await record(
            databases,
            scope,
            resource=("lead", f"l-{number}"),
            old={"status": "active", "score": 1.5, "same": number},
            new={"status": "paused", "score": 2, "same": number},
            notes="asked by phone",
            metadata={"request_id": str(number)},
        )
    await deliver(databases)
    return scope
