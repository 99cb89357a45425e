"""Mail that could not be understood, or belonged to no message when it came, tried again.

A reply can come before its mailbox's Sent folder taught us the Message-ID that it names; and a later version
of this program understands more. Opens and commits its own transactions, one a mail.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

import structlog

from penguinmails.audit import Actor, record_change
from penguinmails.content import load_raw
from penguinmails.delivery.inbound import store
from penguinmails.delivery.inbound.errors import InboundBodyGone, InboundUnknown
from penguinmails.delivery.inbound.intake import process
from penguinmails.delivery.inbound.model import Arrival, Kept, Source, Taken, Unmatched
from penguinmails.delivery.inbound.understanding import understand
from penguinmails.delivery.outbound.composing.verp import Verp, verp_key
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier

log = structlog.stdlib.get_logger()

AGAIN_FOR: Final = timedelta(days=2)
"""How long mail is tried again by itself. By then every Sent folder has been read many times."""
_PAGE: Final = 1000


@dataclass(frozen=True)
class Retried:
    """What trying again came to."""

    tried: int
    matched: int
    """Found their message, or need none."""
    still_open: int
    gone: int
    """Their bodies are not kept any more."""


async def retry_open(
    databases: Databases, tenant_id: UUID, *, since: datetime, actor: Actor | None = None
) -> Retried:
    """Try a tenant's open mails again that were received since, at most 1000, the newest first.

    `actor`: the person who asked for it, for the audit log.
    """
    verp = Verp(await verp_key(databases))
    scope = Scope.tenant_wide(tenant_id)
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        waiting = await store.list_open(tx, since=since, reason=None, page=_PAGE)
    matched = still_open = gone = 0
    for each in waiting:
        try:
            taken = await _retry(databases, scope, each.id, verp)
        except PenguinError as error:
            log.warning("inbound.retry_failed", message_id=str(each.id), error=str(error))
            gone += 1
            continue
        matched += taken.unmatched is None
        still_open += taken.unmatched is not None
    if actor is not None:
        async with databases.tenant(Tier.CONTENT, scope) as tx:
            told = {"tried": len(waiting), "matched": matched}
            await record_change(tx, actor, "inbound.retried", tenant_id, new=told)
    return Retried(len(waiting), matched, still_open, gone)


async def retry_mail(databases: Databases, tenant_id: UUID, message_id: UUID, *, actor: Actor) -> Taken:
    """Try one received mail again. Where it had found its message already, nothing changes.

    Raises `InboundUnknown`, `InboundBodyGone`, `BodyUnknown` and its like.
    """
    scope = Scope.tenant_wide(tenant_id)
    taken = await _retry(databases, scope, message_id, Verp(await verp_key(databases)))
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        await record_change(
            tx, actor, "inbound.retried", message_id, new={"matched": taken.matched is not None}
        )
    return taken


async def retry_young(databases: Databases) -> int:
    """Try again what came within two days, of all tenants; how many found their message."""
    since = clock.now() - AGAIN_FOR
    async with databases.worker(Tier.CONTENT) as tx:
        tenants = await store.tenants_with_open(tx, since)
    done = [await retry_open(databases, tenant_id, since=since) for tenant_id in tenants]
    return sum(each.matched for each in done)


async def _retry(databases: Databases, scope: Scope, message_id: UUID, verp: Verp) -> Taken:
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        kept = await store.find_kept(tx, message_id)
        if kept is None:
            raise InboundUnknown(mail=message_id)
        if kept.storage_key is None:
            raise InboundBodyGone(mail=message_id)
        raw = await load_raw(tx, kept.storage_key)
    mail = understand(raw)
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        kept = await store.find_kept(tx, message_id)
        if kept is None:
            raise InboundUnknown(mail=message_id)
        question = await store.find_open(tx, message_id)
        if question is None or question.resolved is not None:
            return Taken(message_id, is_new=False, matched=question.matched_message_id if question else None)
        arrival = Arrival(
            message_id=message_id,
            source=_source(scope, kept, verp),
            mail=mail,
            digest=sha256(raw).hexdigest(),
            storage_key=kept.storage_key,
            thread_id=kept.thread_id,
        )
        taken = await process(tx, arrival, again=kept.processed is not None)
        if taken.unmatched is None and question.reason == Unmatched.UNREADABLE:
            log.info("inbound.understood_at_last", message_id=str(message_id), kind=taken.kind)
        return replace(taken, is_new=False)


def _source(scope: Scope, kept: Kept, verp: Verp) -> Source:
    """How it came, as far as its row says."""
    local = (kept.to_email or "").rpartition("@")[0]
    return Source(
        tenant_id=scope.tenant_id,
        received=kept.received,
        company_id=kept.company_id,
        mailbox_id=kept.mailbox_id,
        message_id=verp.read(local),
        recipient=kept.to_email,
        sender=kept.envelope_from,
    )
