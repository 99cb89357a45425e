"""Every change of what is written leaves a row in the audit log, in the transaction that makes it."""

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
    resource_id: UUID | int | str,
    *,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
) -> None:
    """Record `action`, named `resource.past_tense`. Texts are not in it: versions keep those."""
    await audit.record(
        tx,
        action=action,
        resource_type=action.partition(".")[0],
        resource_id=resource_id,
        old=old,
        new=new,
        actor=actor,
        classification=Classification.INTERNAL,
        retention=Retention.STANDARD,
    )
