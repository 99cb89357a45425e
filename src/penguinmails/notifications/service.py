"""Telling operators, telling people."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from penguinmails import audit
from penguinmails.audit import Actor, Classification, Retention
from penguinmails.kernel.db import Databases, Tx
from penguinmails.kernel.handoff import PARKED, Delivery, Receiver, Topic, send
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import store
from penguinmails.notifications.errors import EventNotFound, EventTypeInvalid, NotificationUnending
from penguinmails.notifications.model import Channel, Notification, NotificationType, Severity, SystemEvent

RAISED: Final = Topic("system_event.raised", Tier.NOTIFICATIONS)

_EVENT_TYPE = re.compile(r"[a-z]+(_[a-z]+)*")


async def raise_event(
    tx: Tx,
    *,
    event_type: str,
    severity: Severity,
    message: str,
    details: Mapping[str, Any] | None = None,
    about: str | None = None,
    user_id: UUID | None = None,
    tenant_id: UUID | None = None,
) -> None:
    """Tell operators, when `tx` commits, from any tier. Events of the platform are `ids.PLATFORM_TENANT`'s.

    With `about`, an event of the same type about the same thing that is still open is counted up instead, and
    takes this severity, message and details. Raises `EventTypeInvalid`.
    """
    if not _EVENT_TYPE.fullmatch(event_type):
        raise EventTypeInvalid(event_type=event_type)
    payload = {
        "event_type": event_type,
        "severity": severity.value,
        # Messages quote errors, and PostgreSQL's text holds no NUL.
        "message": message.replace("\0", "\\0"),
        "details": dict(details or {}),
        "about": about,
        "user_id": None if user_id is None else str(user_id),
    }
    await send(tx, RAISED, payload, tenant_id=tenant_id)


async def take_event(tx: Tx, delivery: Delivery) -> None:
    """Keep an event that was raised."""
    event = delivery.payload
    await store.insert_event(
        tx,
        event_type=event["event_type"],
        severity=Severity(event["severity"]),
        message=event["message"],
        details=event["details"],
        about=event["about"],
        user_id=None if event["user_id"] is None else UUID(event["user_id"]),
        created=delivery.created,
    )


async def take_parked(tx: Tx, delivery: Delivery) -> None:
    """A handoff was parked: one open event for each tenant and topic, with the newest row's details."""
    topic: str = delivery.payload["topic"]
    await store.insert_event(
        tx,
        event_type="handoff_parked",
        severity=Severity.HIGH,
        message=f"A handoff of {topic} could not be applied and waits for a person.",
        details=delivery.payload,
        about=topic,
        user_id=None,
        created=delivery.created,
    )


RECEIVERS: Final = (Receiver(RAISED, take_event), Receiver(PARKED, take_parked))


async def list_events(
    databases: Databases,
    *,
    least: Severity = Severity.LOW,
    resolved_too: bool = False,
    tenant_id: UUID | None = None,
    before_id: int | None = None,
    page: int = 50,
) -> list[SystemEvent]:
    """For operators, over all tenants, newest first; the next page begins before the last id of this one."""
    async with databases.worker(Tier.NOTIFICATIONS) as tx:
        return await store.list_events(
            tx,
            severities=least.and_above(),
            resolved_too=resolved_too,
            tenant_id=tenant_id,
            before_id=before_id,
            page=page,
        )


async def resolve_event(
    databases: Databases, event_id: int, *, actor: Actor, resolution: str | None = None
) -> SystemEvent:
    """Close an event, and say so in the audit log. Commits. Raises `EventNotFound`."""
    async with databases.worker(Tier.NOTIFICATIONS) as tx:
        event = await store.resolve_event(
            tx, event_id, resolved_by=f"{actor.kind}:{actor.id}", resolution=resolution
        )
        if event is None:
            raise EventNotFound(event_id=event_id)
        await audit.record(
            tx,
            action="system_event.resolved",
            resource_type="system_event",
            resource_id=event.id,
            new={"event_type": event.event_type, "resolution": resolution},
            actor=actor,
            classification=Classification.INTERNAL,
            retention=Retention.STANDARD,
            tenant_id=event.tenant_id,
        )
    return event


async def notify(
    tx: Tx,
    *,
    user_id: UUID | None,
    type_: NotificationType,
    title: str,
    message: str,
    channel: Channel = Channel.IN_APP,
    path: str | None = None,
    details: Mapping[str, Any] | None = None,
    occasion: str | None = None,
    expires: datetime | None = None,
) -> UUID | None:
    """Tell a member of the tenant (all of them: `user_id=None`) when `tx`, of the main database, commits.

    Nobody is told of an `occasion`, such as `quota:90:2026-11`, twice on a channel: the answer is then None,
    else the notification's id. What everybody is told must expire, for nobody can mark it as read for all.
    Raises `NotificationUnending`.
    """
    if user_id is None and expires is None:
        raise NotificationUnending
    return await store.insert_notification(
        tx,
        user_id=user_id,
        type_=type_,
        title=title,
        message=message,
        channel=channel,
        path=path,
        details=details or {},
        occasion=occasion,
        expires=expires,
    )


async def list_notifications(
    tx: Tx, user_id: UUID, *, unread_only: bool = False, before: UUID | None = None, page: int = 50
) -> list[Notification]:
    """What a member finds in the product, newest first: their own, and what everybody is told.

    `tx` must be tenant-wide, for notifications belong to people and not to companies.
    """
    return await store.list_notifications(tx, user_id, unread_only=unread_only, before=before, page=page)


async def count_unread(tx: Tx, user_id: UUID) -> int:
    """The figure on the bell: a member's own notifications not yet read."""
    return await store.count_unread(tx, user_id)


async def mark_read(tx: Tx, user_id: UUID, ids: Sequence[UUID]) -> int:
    """Mark a member's own notifications as read; how many were not. Foreign and unknown ids are left out."""
    return await store.mark_read(tx, user_id, ids)


async def forget_tenant(tx: Tx) -> None:
    """Delete what the tenant of `tx`, which is being purged, was told and mailed. Does not commit."""
    await store.forget_tenant(tx)


async def settle_event(
    databases: Databases,
    *,
    event_type: str,
    about: str,
    resolution: str,
    tenant_id: UUID = PLATFORM_TENANT,
) -> int:
    """Close the open alarm of a type about a thing that is well again; how many there were. Commits."""
    async with databases.worker(Tier.NOTIFICATIONS) as tx:
        return await store.settle_event(
            tx, event_type=event_type, about=about, resolution=resolution, tenant_id=tenant_id
        )
