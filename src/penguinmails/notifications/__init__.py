"""What people are told (`notifications`) and what operators should see (`admin_system_events`).

`raise_event` works from any tier, for it hands the event over; `notify` writes in the caller's transaction,
which is of the main database. A parked handoff raises an event of its own.
"""

from penguinmails.notifications.errors import EventNotFound, EventTypeInvalid, NotificationUnending
from penguinmails.notifications.model import Channel, Notification, NotificationType, Severity, SystemEvent
from penguinmails.notifications.service import (
    RAISED,
    RECEIVERS,
    count_unread,
    list_events,
    list_notifications,
    mark_read,
    notify,
    raise_event,
    resolve_event,
)

__all__ = [
    "RAISED",
    "RECEIVERS",
    "Channel",
    "EventNotFound",
    "EventTypeInvalid",
    "Notification",
    "NotificationType",
    "NotificationUnending",
    "Severity",
    "SystemEvent",
    "count_unread",
    "list_events",
    "list_notifications",
    "mark_read",
    "notify",
    "raise_event",
    "resolve_event",
]
