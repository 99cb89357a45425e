"""The statements about system mail, as functions."""

import json
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.notifications.mail.model import Draft, DueMail, Mail, MailId, MailType, WaitingMail

queries = Queries.load(__name__)


async def insert(
    tx: Tx,
    type_: MailType,
    drafts: Sequence[Draft],
    *,
    company_id: UUID | None,
    user_id: UUID | None,
    locale: str,
) -> list[UUID]:
    """The ids of those that are new."""
    made = await tx.many(
        queries.insert_mails,
        MailId,
        tenant_id=tx.tenant_id,
        company_id=company_id,
        user_id=user_id,
        type=type_.value,
        locale=locale,
        recipients=[draft.recipient for draft in drafts],
        payloads=[json.dumps(dict(draft.payload)) for draft in drafts],
        idempotency_keys=[draft.idempotency_key for draft in drafts],
    )
    return [row.id for row in made]


async def claim(tx: Tx, mail_id: UUID, message_id: str, lease: timedelta) -> Mail | None:
    """The mail, if it is due and nobody else is at it."""
    return await tx.one(
        queries.claim_mail,
        Mail,
        tenant_id=tx.tenant_id,
        mail_id=mail_id,
        message_id=message_id,
        lease=lease,
    )


async def sent(tx: Tx, mail: Mail) -> bool:
    """Whether it could be recorded: the lease was still held."""
    return bool(
        await tx.execute(
            queries.record_sent, tenant_id=tx.tenant_id, mail_id=mail.id, attempting=mail.attempting
        )
    )


async def failed(tx: Tx, mail: Mail, reason: str) -> bool:
    """As `sent`."""
    return bool(
        await tx.execute(
            queries.record_failed,
            tenant_id=tx.tenant_id,
            mail_id=mail.id,
            attempting=mail.attempting,
            reason=reason,
        )
    )


async def later(tx: Tx, mail: Mail, reason: str, pause: timedelta) -> bool:
    """As `sent`."""
    return bool(
        await tx.execute(
            queries.record_later,
            tenant_id=tx.tenant_id,
            mail_id=mail.id,
            attempting=mail.attempting,
            reason=reason,
            pause=pause,
        )
    )


async def overdue(tx: Tx, grace: timedelta, batch: int) -> list[DueMail]:
    """Mails that nobody is going to send, the oldest first."""
    return await tx.many(queries.overdue_mails, DueMail, grace=grace, batch=batch)


async def waiting(tx: Tx) -> WaitingMail:
    """All mail that is not sent yet."""
    return await tx.one(queries.waiting_mails, WaitingMail) or WaitingMail(0, None)


async def forget(tx: Tx, recipient: str) -> int:
    """Delete all mail to an address; how many."""
    return await tx.execute(queries.forget_mails, tenant_id=tx.tenant_id, recipient=recipient)


async def forget_old(tx: Tx, age: timedelta, batch: int) -> int:
    """Delete a batch of what is over; how many."""
    return await tx.execute(queries.forget_old_mails, age=age, batch=batch)
