"""The one path of received mail: kept, understood, matched, put into its conversation, handed on.

All of it is one transaction: a mail is either known with everything that follows from it, or not at all, and
then it comes again.
"""

import hashlib
from dataclasses import replace
from typing import Any, Final

import psycopg
import structlog

from penguinmails.content import store_body
from penguinmails.delivery.inbound import store
from penguinmails.delivery.inbound.classifying import MailKind
from penguinmails.delivery.inbound.matching import match
from penguinmails.delivery.inbound.model import Arrival, Source, Taken, Understood, Unmatched
from penguinmails.delivery.inbound.news import tell, told_by
from penguinmails.delivery.inbound.settings import InboundSettings
from penguinmails.delivery.inbound.threads.service import place
from penguinmails.delivery.inbound.understanding import understand
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier

log = structlog.stdlib.get_logger()

_LONGEST: Final = 1000
_DATABASE_TROUBLE: Final = (psycopg.OperationalError, psycopg.InterfaceError)


async def take_in(databases: Databases, raw: bytes, source: Source) -> Taken:
    """Take in a mail; commits. The same mail again changes nothing, and says so.

    Raises what the database raises when it is away: the mail has not been taken then. A mail that cannot be
    understood is kept nevertheless, and listed.
    """
    mail = understand(raw)
    async with databases.tenant(Tier.CONTENT, Scope.tenant_wide(source.tenant_id)) as tx:
        return await take(tx, raw, mail, source)


async def take(tx: Tx, raw: bytes, mail: Understood, source: Source) -> Taken:
    """Take in a mail, in a transaction of the content tier, of the source's tenant. A known one is left."""
    message_id = ids.uuid7()
    digest = hashlib.sha256(raw).hexdigest()
    # Mail moves between folders, servers number their mail anew, and a lost 250 brings it again: the bytes
    # stay the same.
    key = f"mail:{source.owner}:{digest}"[:_LONGEST]
    known = await store.claim_key(tx, key, message_id)
    if source.key is not None:
        await store.claim_key(tx, source.key, known or message_id)
    if known:
        return Taken(known, is_new=False)
    storage_key = await store_body(tx, raw, company_id=source.company_id)
    arrival = Arrival(message_id, source, mail, digest, storage_key)
    await store.insert_message(tx, arrival, key)
    return await process(tx, arrival)


async def process(tx: Tx, arrival: Arrival, *, again: bool = False) -> Taken:
    """Do with a mail that is kept what follows from it; one that defies it is listed, to be tried again.

    `again`: it was processed before and found no message. Where it finds none now, nothing changes.
    """
    if arrival.mail.failure is not None:
        return await _put_aside(tx, arrival, arrival.mail.failure)
    try:
        async with tx.savepoint():
            return await _follow(tx, arrival, again=again)
    except _DATABASE_TROUBLE:
        raise
    except Exception as error:
        log.exception("inbound.processing_failed", message_id=str(arrival.message_id))
        return await _put_aside(tx, arrival, f"{type(error).__name__}: {error}")


async def _follow(tx: Tx, arrival: Arrival, *, again: bool) -> Taken:
    mail = arrival.mail
    if mail.from_email is not None and mail.from_email == arrival.source.recipient:
        # The mailbox's owner, writing in copy to themselves, answers nobody.
        arrival = replace(arrival, mail=replace(mail, kind=MailKind.OTHER))
    found = await match(tx, arrival.source, arrival.mail, InboundSettings.load().guess_time)
    if again and found.unmatched is not None:
        # It is where it was, and in its conversation.
        return Taken(arrival.message_id, False, arrival.mail.kind, unmatched=found.unmatched)
    thread_id = await place(tx, arrival, found)
    await store.describe(tx, arrival, found, thread_id)
    await tell(tx, told_by(arrival, found))
    matched = found.message.message_id if found.message else None
    if found.unmatched is None:
        await store.resolve_unmatched(tx, arrival.message_id, matched)
    else:
        await store.insert_unmatched(tx, arrival, found.unmatched, _details(arrival.mail))
    return Taken(arrival.message_id, True, arrival.mail.kind, matched, found.unmatched)


async def _put_aside(tx: Tx, arrival: Arrival, why: str) -> Taken:
    await store.count_attempt(tx, arrival.message_id)
    why = why.replace("\0", "\\0")[:_LONGEST]
    await store.insert_unmatched(tx, arrival, Unmatched.UNREADABLE, {"error": why})
    return Taken(arrival.message_id, is_new=True, unmatched=Unmatched.UNREADABLE)


def _details(mail: Understood) -> dict[str, Any]:
    """What a person needs to see where a mail belongs."""
    bounce = mail.bounces[0] if mail.bounces else None
    told = {
        "original_message_id": mail.named[0] if mail.named else None,
        "original_recipient": mail.original_recipient,
        "final_recipient": bounce.address if bounce else None,
        "status": bounce.status if bounce else None,
        "diagnostic": bounce.diagnostic if bounce else None,
        "in_reply_to": mail.in_reply_to,
    }
    return {name: value for name, value in told.items() if value}
