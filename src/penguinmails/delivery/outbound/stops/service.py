"""Stopping to send, and beginning again. Opens and commits its own transactions; audited."""

from uuid import UUID

from penguinmails.audit import Actor, record_change
from penguinmails.delivery.outbound.errors import StopReasonInvalid
from penguinmails.delivery.outbound.stops import store
from penguinmails.delivery.outbound.stops.model import SendStop
from penguinmails.kernel.db import Databases
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Tier

_REASON_LENGTH = 1000


async def stop_sending(databases: Databases, tenant_id: UUID | None, *, reason: str, actor: Actor) -> None:
    """Let nothing of a tenant, or of nobody (None), begin to be sent until `resume_sending`.

    Every sender obeys before its next group of messages, within seconds; what has begun by then ends.
    Raises `StopReasonInvalid`.
    """
    if not 0 < len(reason.strip()) <= _REASON_LENGTH:
        raise StopReasonInvalid(most=_REASON_LENGTH)
    async with databases.worker(Tier.CONTENT) as tx:
        await store.stop(tx, tenant_id or PLATFORM_TENANT, reason.strip(), actor.id)
    await _audit(databases, tenant_id, "sending.stopped", actor)


async def resume_sending(databases: Databases, tenant_id: UUID | None, *, actor: Actor) -> bool:
    """Lift the stop of a tenant, or the one for all (None); whether there was one."""
    async with databases.worker(Tier.CONTENT) as tx:
        lifted = await store.resume(tx, tenant_id or PLATFORM_TENANT)
    if lifted:
        await _audit(databases, tenant_id, "sending.resumed", actor)
    return lifted


async def sending_stops(databases: Databases) -> list[SendStop]:
    """What is stopped now, the oldest first."""
    async with databases.worker(Tier.CONTENT) as tx:
        return await store.listed(tx)


async def _audit(databases: Databases, tenant_id: UUID | None, action: str, actor: Actor) -> None:
    owner = tenant_id or PLATFORM_TENANT
    async with databases.worker(Tier.OLTP) as tx:
        await record_change(tx, actor, action, owner, tenant_id=owner)
