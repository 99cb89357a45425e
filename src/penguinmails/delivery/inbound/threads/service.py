"""Putting a mail into its conversation. Nothing here commits."""

import hashlib
from typing import Final
from uuid import UUID

from penguinmails.delivery.inbound.classifying import MailKind
from penguinmails.delivery.inbound.model import Arrival, Match
from penguinmails.delivery.inbound.threads.model import Thread
from penguinmails.delivery.inbound.threads.subjects import bare_subject
from penguinmails.kernel import ids
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)

_LOCK: Final = "SELECT pg_advisory_xact_lock(%s)"


async def place(tx: Tx, arrival: Arrival, found: Match) -> UUID | None:
    """The conversation of a mail, made where there is none; None for mail that is no part of one.

    That of the message it answers, else of any message it names, else the mailbox's with the same person
    under the same subject. A reply opens it again.
    """
    source, mail, parent = arrival.source, arrival.mail, found.message
    speaks = mail.kind in (MailKind.REPLY, MailKind.AUTO_REPLY)
    if not speaks:
        return parent.thread_id if parent else None
    mailbox_id = source.mailbox_id or (parent.mailbox_id if parent else None)
    participant = (parent.to_email if parent else None) or mail.from_email
    await _lock(tx, mailbox_id, participant)
    thread = await _find(tx, mailbox_id, participant, arrival, found)
    if thread is None:
        thread_id = ids.uuid7()
        await tx.execute(
            queries.insert_thread,
            tenant_id=tx.tenant_id,
            thread_id=thread_id,
            company_id=source.company_id or (parent.company_id if parent else None),
            mailbox_id=mailbox_id,
            lead_id=parent.lead_id if parent else None,
            campaign_id=parent.campaign_id if parent else None,
            subject=bare_subject((parent.subject if parent else None) or mail.subject),
            participant=participant,
        )
    else:
        thread_id = thread.id
    if parent:
        await tx.execute(
            queries.join_thread, tenant_id=tx.tenant_id, thread_id=thread_id, message_id=parent.message_id
        )
    await tx.execute(
        queries.move_thread,
        tenant_id=tx.tenant_id,
        thread_id=thread_id,
        message_id=arrival.message_id,
        received=source.received,
        reopens=mail.kind is MailKind.REPLY,
        outcome=mail.intent,
        lead_id=parent.lead_id if parent else None,
        campaign_id=parent.campaign_id if parent else None,
    )
    if arrival.thread_id not in (None, thread_id):
        await tx.execute(
            queries.leave_thread,
            tenant_id=tx.tenant_id,
            thread_id=arrival.thread_id,
            message_id=arrival.message_id,
        )
    return thread_id


async def _find(
    tx: Tx, mailbox_id: UUID | None, participant: str | None, arrival: Arrival, found: Match
) -> Thread | None:
    mail = arrival.mail
    for known in (found.message.thread_id if found.message else None, arrival.thread_id):
        if known is None:
            continue
        thread = await tx.one(queries.thread_by_id, Thread, tenant_id=tx.tenant_id, thread_id=known)
        if thread:
            return thread
    names = [*([mail.in_reply_to] if mail.in_reply_to else []), *mail.references]
    if names:
        thread = await tx.one(
            queries.thread_of_names, Thread, tenant_id=tx.tenant_id, names=names, mailbox_id=mailbox_id
        )
        if thread:
            return thread
    if mailbox_id is None or participant is None:
        return None
    return await tx.one(
        queries.thread_about,
        Thread,
        tenant_id=tx.tenant_id,
        mailbox_id=mailbox_id,
        participant=participant,
        subject=bare_subject(mail.subject),
    )


async def _lock(tx: Tx, mailbox_id: UUID | None, participant: str | None) -> None:
    """Two mails of one person that come at once must not make two conversations."""
    digest = hashlib.sha256(f"{tx.tenant_id}/{mailbox_id}/{participant}".encode()).digest()
    await tx.connection.execute(_LOCK, [int.from_bytes(digest[:8], "big", signed=True)])
