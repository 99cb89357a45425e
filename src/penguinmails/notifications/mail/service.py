"""Queueing system mail, and looking after what is queued. What takes a `Tx` never commits."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from penguinmails.jobs import enqueue_many
from penguinmails.kernel.db import Databases, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications.mail import store
from penguinmails.notifications.mail.jobs import send_job
from penguinmails.notifications.mail.model import Draft, MailType, WaitingMail

_IN_BULK: Final = 10
_LOW_PRIORITY: Final = 200


async def queue_mail(
    tx: Tx,
    *,
    type_: MailType,
    recipient: str,
    payload: Mapping[str, Any],
    idempotency_key: str,
    locale: str = "en",
    company_id: UUID | None = None,
    user_id: UUID | None = None,
) -> UUID | None:
    """Send one mail once `tx` has committed; its id. None: there is one with that key already.

    The recipient is a normalised address. `company_id` is the company on whose behalf it is sent: a member of
    some companies can queue mail of those only. What it says is written when it is sent, by its `Letter`.
    """
    made = await queue_mails(
        tx,
        type_=type_,
        drafts=[Draft(recipient, payload, idempotency_key)],
        locale=locale,
        company_id=company_id,
        user_id=user_id,
    )
    return made[0] if made else None


async def queue_mails(
    tx: Tx,
    *,
    type_: MailType,
    drafts: Sequence[Draft],
    locale: str = "en",
    company_id: UUID | None = None,
    user_id: UUID | None = None,
) -> list[UUID]:
    """As `queue_mail`, many in one statement; the ids of those that are new.

    More than ten at once are in no hurry: a person who waits for a mail goes before them.
    """
    made = await store.insert(tx, type_, drafts, company_id=company_id, user_id=user_id, locale=locale)
    await enqueue_many(
        tx,
        send_job(()),  # where it is queued only its name counts; the worker's knows the letters
        [{"mail_id": str(mail_id)} for mail_id in made],
        priority=_LOW_PRIORITY if len(made) > _IN_BULK else None,
        delay=timedelta(0),
    )
    return made


async def waiting_mail(databases: Databases) -> WaitingMail:
    """How much mail of the platform waits, over all tenants. Commits nothing."""
    async with databases.worker(Tier.NOTIFICATIONS) as tx:
        return await store.waiting(tx)


async def forget_mail(tx: Tx, recipient: str) -> int:
    """Delete all system mail of the tenant to an address, sent or not; how many. For erasures.

    `tx` must be tenant-wide, for an address may have been written to on behalf of several companies.
    """
    return await store.forget(tx, recipient)
