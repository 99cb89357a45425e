"""Every change of a tenant leaves a row in the audit log, in the transaction that makes it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from penguinmails import audit
from penguinmails.audit import Actor, Classification, Retention
from penguinmails.kernel.db import Tx


async def changed(
    tx: Tx,
    actor: Actor,
    action: str,
    resource_id: UUID | str,
    *,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    personal: bool = False,
    tenant_id: UUID | None = None,
) -> None:
    """Record `action`, named `resource.past_tense`. `personal`: the values name a person.

    `tenant_id` only where `tx` has no tenant.
    """
    await audit.record(
        tx,
        action=action,
        resource_type=action.partition(".")[0],
        resource_id=resource_id,
        old=old,
        new=new,
        actor=actor,
        classification=Classification.CONFIDENTIAL if personal else Classification.INTERNAL,
        retention=Retention.STANDARD,
        tenant_id=tenant_id,
    )
