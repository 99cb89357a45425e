"""The statements about mailboxes, as functions."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.infrastructure.mailboxes.model import (
    Cause,
    FromAddress,
    ImapSettings,
    LaneRow,
    Limits,
    Mailbox,
    MailboxId,
    SendableRow,
    SmtpSettings,
    Status,
    TenantMailbox,
)
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def found(tx: Tx, mailbox_id: UUID | None, email: str | None) -> Mailbox | None:
    """A live one, by id or address."""
    mailboxes = await tx.many(
        queries.find_mailboxes, Mailbox, tenant_id=tx.tenant_id, mailbox_id=mailbox_id, email=email
    )
    return mailboxes[0] if mailboxes else None


async def listed(tx: Tx, company_id: UUID | None, status: str | None) -> list[Mailbox]:
    """By address."""
    return await tx.many(
        queries.list_mailboxes, Mailbox, tenant_id=tx.tenant_id, company_id=company_id, status=status
    )


async def lock(tx: Tx, mailbox_id: UUID) -> int | None:
    """Its version; None where there is no such mailbox."""
    return await tx.value(queries.lock_mailbox, tenant_id=tx.tenant_id, mailbox_id=mailbox_id)


async def set_status(
    tx: Tx,
    mailbox_id: UUID,
    status: Status,
    *,
    cause: Cause | None = None,
    reason: str | None = None,
    until: datetime | None = None,
) -> None:
    """Under the mailbox's lock."""
    await tx.execute(
        queries.set_status,
        tenant_id=tx.tenant_id,
        mailbox_id=mailbox_id,
        status=status.value,
        cause=None if cause is None else cause.value,
        reason=reason,
        paused_until=until,
    )


async def raise_versions(tx: Tx, mailbox_ids: Collection[UUID]) -> list[UUID]:
    """Those that are live."""
    ids = sorted(mailbox_ids)
    rows = await tx.many(queries.raise_versions, MailboxId, tenant_id=tx.tenant_id, mailbox_ids=ids)
    return [row.id for row in rows]


async def lanes(tx: Tx, mailbox_ids: Collection[UUID]) -> list[LaneRow]:
    """Deleted ones too."""
    return await tx.many(queries.lanes, LaneRow, tenant_id=tx.tenant_id, mailbox_ids=list(mailbox_ids))


async def ramping(tx: Tx, today: date) -> list[TenantMailbox]:
    """Over all tenants."""
    return await tx.many(queries.ramping, TenantMailbox, today=today)


async def from_addresses(tx: Tx, mailbox_id: UUID) -> list[FromAddress]:
    """The default first."""
    return await tx.many(
        queries.list_from_addresses, FromAddress, tenant_id=tx.tenant_id, mailbox_id=mailbox_id
    )


async def sendable(
    tx: Tx,
    mailbox_ids: Sequence[UUID],
    pool_ids: Collection[UUID],
    *,
    weights: Mapping[UUID, int],
    from_addresses: Mapping[UUID, UUID],
    day: date,
) -> list[SendableRow]:
    """In the order of their ids."""
    return await tx.many(
        queries.sendable,
        SendableRow,
        tenant_id=tx.tenant_id,
        mailbox_ids=list(mailbox_ids),
        from_address_ids=[from_addresses.get(each) for each in mailbox_ids],
        weights=[weights.get(each, 1) for each in mailbox_ids],
        pool_ids=list(pool_ids),
        day=day,
    )


def columns_of(smtp: SmtpSettings, imap: ImapSettings | None, limits: Limits) -> dict[str, Any]:
    """Settings and limits as columns."""
    ramp = limits.ramp
    return {
        "smtp_settings": Jsonb(_plain(smtp)),
        "imap_settings": Jsonb({} if imap is None else _plain(imap)),
        "daily_limit": limits.daily_limit,
        "min_gap_seconds": limits.min_gap_seconds,
        "ramp_started": ramp and ramp.started,
        "ramp_start_limit": ramp and ramp.start_limit,
        "ramp_daily_increase": ramp and ramp.daily_increase,
        "max_per_second": limits.max_per_second,
        "rolling_limit": limits.rolling_limit,
        "rolling_window_seconds": limits.rolling_window_seconds,
    }


def _plain(settings: SmtpSettings | ImapSettings) -> dict[str, Any]:
    return {name: value for name, value in dataclasses.asdict(settings).items() if value is not None}
