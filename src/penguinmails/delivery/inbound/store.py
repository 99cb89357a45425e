"""The statements about received mail, as functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.delivery.inbound.classifying import MailKind
from penguinmails.delivery.inbound.model import (
    Arrival,
    Kept,
    Match,
    Open,
    Outgoing,
    Shown,
    TokenOwner,
    Unmatched,
)
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


@dataclass(frozen=True)
class KnownKey:
    """A name that a mail came under before."""

    key: str


@dataclass(frozen=True)
class TenantWithOpen:
    """A tenant that has open questions."""

    tenant_id: UUID


async def claim_key(tx: Tx, key: str, message_id: UUID) -> UUID | None:
    """Name a new mail; the id of the one that has the name already. Waits for who claims it just now."""
    if await tx.value(queries.claim_key, tenant_id=tx.tenant_id, key=key, message_id=message_id):
        return None
    return await tx.value(queries.find_key, tenant_id=tx.tenant_id, key=key)


async def known_keys(tx: Tx, keys: Sequence[str]) -> frozenset[str]:
    """Those of the names that are known."""
    found = await tx.many(queries.known_keys, KnownKey, tenant_id=tx.tenant_id, keys=list(keys))
    return frozenset(each.key for each in found)


async def find_outgoing(tx: Tx, message_id: UUID) -> Outgoing | None:
    """A message of ours."""
    return await tx.one(queries.find_outgoing, Outgoing, tenant_id=tx.tenant_id, message_id=message_id)


async def outgoing_named(tx: Tx, names: Sequence[str]) -> list[Outgoing]:
    """Messages of ours with these Message-IDs, our own or their provider's."""
    if not names:
        return []
    return await tx.many(queries.outgoing_named, Outgoing, tenant_id=tx.tenant_id, names=list(names))


async def outgoing_by_token(tx: Tx, tokens: Sequence[str]) -> list[Outgoing]:
    """Messages of ours with these tokens in their bounce addresses."""
    if not tokens:
        return []
    return await tx.many(queries.outgoing_by_token, Outgoing, tenant_id=tx.tenant_id, tokens=list(tokens))


async def outgoing_to(tx: Tx, mailbox_id: UUID, address: str, since: UUID) -> Outgoing | None:
    """What a mailbox last wrote to an address, of the messages planned since."""
    return await tx.one(
        queries.outgoing_to,
        Outgoing,
        tenant_id=tx.tenant_id,
        mailbox_id=mailbox_id,
        address=address,
        since=since,
    )


async def find_token(tx: Tx, message_id: UUID, token: str) -> TokenOwner | None:
    """Whose message a token names. The transaction is a worker's."""
    return await tx.one(queries.find_token, TokenOwner, message_id=message_id, token=token)


async def insert_message(tx: Tx, arrival: Arrival, key: str) -> None:
    """A mail as it came, before anybody knows what it is."""
    source = arrival.source
    await tx.execute(
        queries.insert_message,
        tenant_id=tx.tenant_id,
        message_id=arrival.message_id,
        company_id=source.company_id,
        mailbox_id=source.mailbox_id,
        storage_key=arrival.storage_key,
        to_email=source.recipient,
        envelope_from=source.sender,
        key=key,
        received=source.received,
    )


async def describe(tx: Tx, arrival: Arrival, found: Match, thread_id: UUID | None) -> None:
    """Write what a mail was found to be: it is processed."""
    source, mail, parent = arrival.source, arrival.mail, found.message
    await tx.execute(
        queries.describe_message,
        tenant_id=tx.tenant_id,
        message_id=arrival.message_id,
        kind=mail.kind,
        company_id=source.company_id or (parent.company_id if parent else None),
        mailbox_id=source.mailbox_id or (parent.mailbox_id if parent else None),
        campaign_id=parent.campaign_id if parent else None,
        step_id=parent.step_id if parent else None,
        variant_id=parent.variant_id if parent else None,
        enrolment_id=parent.enrolment_id if parent else None,
        lead_id=parent.lead_id if parent else None,
        parent_message_id=parent.message_id if parent else None,
        thread_id=thread_id,
        from_email=mail.from_email,
        from_name=mail.from_name,
        reply_to=mail.reply_to,
        subject=mail.subject,
        rfc_message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        reference_ids=list(mail.references),
        classification=mail.intent,
        confidence=mail.confidence if mail.intent else None,
        classified_by="rule" if mail.intent else None,
    )


async def count_attempt(tx: Tx, message_id: UUID) -> None:
    """A mail could not be understood this time either."""
    await tx.execute(queries.count_attempt, tenant_id=tx.tenant_id, message_id=message_id)


async def insert_unmatched(tx: Tx, arrival: Arrival, reason: Unmatched, details: dict[str, Any]) -> None:
    """List a mail among those that belong to no message."""
    source, mail = arrival.source, arrival.mail
    await tx.execute(
        queries.insert_unmatched,
        tenant_id=tx.tenant_id,
        message_id=arrival.message_id,
        company_id=source.company_id,
        mailbox_id=source.mailbox_id,
        kind=MailKind.OTHER if reason is Unmatched.UNREADABLE else mail.kind,
        reason=reason,
        from_email=mail.from_email,
        recipient=source.recipient,
        subject=mail.subject,
        received=source.received,
        storage_key=arrival.storage_key,
        details=Jsonb(details),
    )


async def resolve_unmatched(tx: Tx, message_id: UUID, matched: UUID | None) -> None:
    """Take a mail off that list."""
    await tx.execute(
        queries.resolve_unmatched, tenant_id=tx.tenant_id, message_id=message_id, matched=matched
    )


async def find_kept(tx: Tx, message_id: UUID) -> Kept | None:
    """A received mail, which nobody else works on until the transaction ends."""
    return await tx.one(queries.find_kept, Kept, tenant_id=tx.tenant_id, message_id=message_id)


async def find_open(tx: Tx, message_id: UUID) -> Open | None:
    """An open question, or one that was."""
    return await tx.one(queries.find_open, Open, tenant_id=tx.tenant_id, message_id=message_id)


async def list_open(tx: Tx, *, since: datetime, reason: Unmatched | None, page: int) -> list[Open]:
    """Open questions, the newest first."""
    return await tx.many(
        queries.list_open, Open, tenant_id=tx.tenant_id, since=since, reason=reason, page=page
    )


async def list_received(tx: Tx, *, since: UUID, kind: MailKind | None, page: int) -> list[Shown]:
    """Received mail whose ids are from then on, the newest first."""
    return await tx.many(
        queries.list_received, Shown, tenant_id=tx.tenant_id, since=since, kind=kind, page=page
    )


async def find_shown(tx: Tx, message_id: UUID) -> Shown | None:
    """A received mail."""
    return await tx.one(queries.find_shown, Shown, tenant_id=tx.tenant_id, message_id=message_id)


async def tenants_with_open(tx: Tx, since: datetime) -> list[UUID]:
    """Whose questions are young enough to be asked again. The transaction is a worker's."""
    found = await tx.many(queries.tenants_with_open, TenantWithOpen, since=since)
    return [each.tenant_id for each in found]
