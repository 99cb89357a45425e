"""Clearing the mail of a person, and deleting that of a tenant that is gone."""

import json
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from penguinmails.audiences import LEAD_FORGOTTEN
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import Delivery, Receiver, send
from penguinmails.kernel.sql import Queries
from penguinmails.notifications import Severity, raise_event
from penguinmails.tenancy import TENANT_EMPTIED

queries = Queries.load(__name__)

PAGE: Final = 5_000
"""Messages of a tenant that is gone deleted in one transaction."""


@dataclass(frozen=True)
class OfPerson:
    """A message to or from a person, and whether a legal hold keeps it."""

    message_id: UUID
    held: bool


async def forget_person(tx: Tx, delivery: Delivery) -> None:
    """Clear names, addresses, texts and bodies of a person's mail; their leads become random ids.

    What became of each message stays. Bodies that nothing names any more go with the nightly sweep. What a
    legal hold covers stays whole, and operators are told. A second time changes nothing more.
    """
    email: str = delivery.payload["email"]
    leads = {UUID(each["lead_id"]): UUID(each["surrogate"]) for each in delivery.payload["leads"]}
    people = {"lead_ids": list(leads), "surrogates": list(leads.values())}
    found = await tx.many(
        queries.messages_of_person, OfPerson, tenant_id=tx.tenant_id, email=email, lead_ids=list(leads)
    )
    held = [message.message_id for message in found if message.held]
    free = [message.message_id for message in found if not message.held]
    # Threads first: once cleared, a message no longer leads to them.
    await tx.execute(queries.clear_threads, tenant_id=tx.tenant_id, email=email, held=held, **people)
    await tx.execute(queries.clear_messages, tenant_id=tx.tenant_id, message_ids=free, **people)
    await tx.execute(queries.delete_unmatched, tenant_id=tx.tenant_id, email=email)
    written = json.dumps(email)[1:-1]
    for lead_id, surrogate in leads.items():
        for statement in (queries.rename_in_outbox, queries.rename_in_parked):
            await tx.execute(
                statement,
                tenant_id=tx.tenant_id,
                found=str(lead_id),
                instead=str(surrogate),
                # An empty text would be found between all letters.
                email=written or str(lead_id),
            )
    if held:
        await raise_event(
            tx,
            event_type="erasure_held",
            severity=Severity.MEDIUM,
            message="A person was erased, but a legal hold keeps mail of theirs.",
            details={"messages": len(held), "surrogates": [str(surrogate) for surrogate in leads.values()]},
        )


async def empty_tenant(tx: Tx, delivery: Delivery) -> None:
    """Delete a page of the mail of a tenant that is gone, then what else it had; the rest follows by itself.

    Where a legal hold is in force everything stays, and operators are told.
    """
    if await tx.value(queries.held, tenant_id=tx.tenant_id):
        await raise_event(
            tx,
            event_type="tenant_purge_held",
            severity=Severity.HIGH,
            message="A tenant was purged, but a legal hold keeps its mail. Release the hold, then delete it.",
            about=str(tx.tenant_id),
        )
    elif await tx.execute(queries.delete_messages, tenant_id=tx.tenant_id, page=PAGE) == PAGE:
        # A transaction a page: a tenant may have millions.
        await send(tx, TENANT_EMPTIED, delivery.payload)
    else:
        await tx.execute(queries.delete_rest, tenant_id=tx.tenant_id)


RECEIVERS: Final = (Receiver(LEAD_FORGOTTEN, forget_person), Receiver(TENANT_EMPTIED, empty_tenant))
