"""The usual row of the log: a change of a tenant's own things, kept as long as most."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from penguinmails.audit.model import Actor, Classification, Retention
from penguinmails.audit.service import record
from penguinmails.kernel.db import Tx


async def record_change(
    tx: Tx,
    actor: Actor,
    action: str,
    resource_id: object,
    *,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    personal: bool = False,
    tenant_id: UUID | None = None,
) -> None:
    """Record `action`, named `resource.past_tense`, in the transaction that makes the change.

    `personal`: the values name a person. `tenant_id` only where `tx` has no tenant. Raises `ValueNotPlain`.
    """
    await record(
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
