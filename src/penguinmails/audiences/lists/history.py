"""Every change that a person makes leaves a row in the audit log: ids and counts, never an address."""

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
    list_id: UUID,
    *,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
) -> None:
    """Record `action`, named `list.past_tense`."""
    await audit.record(
        tx,
        action=action,
        resource_type="list",
        resource_id=list_id,
        old=old,
        new=new,
        actor=actor,
        classification=Classification.INTERNAL,
        retention=Retention.STANDARD,
    )
