"""The sending side."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.kernel import ids
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff.model import Topic
from penguinmails.kernel.handoff.statements import STATEMENTS


async def send(
    tx: Tx, topic: Topic, payload: Mapping[str, Any] | str, *, tenant_id: UUID | None = None
) -> UUID:
    """Hand over `payload` when `tx` commits; the id under which the other side applies it.

    As text it is JSON already. One row for a batch of one tenant's news, not one for each entity. `tenant_id`
    is needed only in a transaction that has no tenant.
    """
    handoff_id = ids.uuid7()
    await tx.execute(
        STATEMENTS[tx.home].insert_outbox,
        tenant_id=tenant_id or tx.tenant_id,
        handoff_id=handoff_id,
        topic=topic.name,
        payload=payload if isinstance(payload, str) else Jsonb(dict(payload)),
    )
    return handoff_id
