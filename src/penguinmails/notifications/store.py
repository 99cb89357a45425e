"""One function for each statement."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries
from penguinmails.notifications.model import Channel, Notification, NotificationType, Severity, SystemEvent

queries = Queries.load(__name__)


async def insert_event(
    tx: Tx,
    *,
    event_type: str,
    severity: Severity,
    message: str,
    details: Mapping[str, Any],
    about: str | None,
    user_id: UUID | None,
    created: datetime,
) -> None:
    await tx.execute(
        queries.insert_event,
        tenant_id=tx.tenant_id,
        event_type=event_type,
        severity=severity.value,
        message=message,
        details=Jsonb(details),
        about=about,
        user_id=user_id,
        created=created,
    )


async def list_events(
    tx: Tx,
    *,
    severities: list[str],
    resolved_too: bool,
    tenant_id: UUID | None,
    before_id: int | None,
    page: int,
) -> list[SystemEvent]:
    return await tx.many(
        queries.list_events,
        SystemEvent,
        severities=severities,
        resolved_too=resolved_too,
        tenant_id=tenant_id,
        before_id=before_id,
        page=page,
    )


async def resolve_event(
    tx: Tx, event_id: int, *, resolved_by: str, resolution: str | None
) -> SystemEvent | None:
    return await tx.one(
        queries.resolve_event,
        SystemEvent,
        event_id=event_id,
        resolved_by=resolved_by,
        resolution=resolution,
    )


async def insert_notification(
    tx: Tx,
    *,
    user_id: UUID | None,
    type_: NotificationType,
    title: str,
    message: str,
    channel: Channel,
    path: str | None,
    details: Mapping[str, Any],
    occasion: str | None,
    expires: datetime | None,
) -> UUID | None:
    made: UUID | None = await tx.value(
        queries.insert_notification,
        tenant_id=tx.tenant_id,
        user_id=user_id,
        type=type_.value,
        title=title,
        message=message,
        channel=channel.value,
        path=path,
        details=Jsonb(details),
        occasion=occasion,
        expires=expires,
    )
    return made


async def list_notifications(
    tx: Tx, user_id: UUID, *, unread_only: bool, before: UUID | None, page: int
) -> list[Notification]:
    return await tx.many(
        queries.list_notifications,
        Notification,
        tenant_id=tx.tenant_id,
        user_id=user_id,
        unread_only=unread_only,
        before=before,
        page=page,
    )


async def count_unread(tx: Tx, user_id: UUID) -> int:
    count: int = await tx.value(queries.count_unread, tenant_id=tx.tenant_id, user_id=user_id)
    return count


async def mark_read(tx: Tx, user_id: UUID, ids: Sequence[UUID]) -> int:
    return await tx.execute(queries.mark_read, tenant_id=tx.tenant_id, user_id=user_id, ids=list(ids))


async def forget_tenant(tx: Tx) -> None:
    await tx.execute(queries.forget_tenant, tenant_id=tx.tenant_id)


async def settle_event(tx: Tx, *, event_type: str, about: str, resolution: str, tenant_id: UUID) -> int:
    return await tx.execute(
        queries.settle_event,
        event_type=event_type,
        about=about,
        resolution=resolution,
        tenant_id=tenant_id,
    )
