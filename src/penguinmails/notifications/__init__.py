"""What people are told (`notifications`) and what operators should see (`admin_system_events`).

`raise_event` works from any tier, for it hands the event over; `notify` writes in the caller's transaction,
which is of the main database. A parked handoff raises an event of its own. `queue_mail` sends the platform's
own mail (`mail`).
"""

from typing import TYPE_CHECKING

from penguinmails.kernel.facade import on_demand

if TYPE_CHECKING:
    from penguinmails.notifications.errors import EventNotFound, EventTypeInvalid, NotificationUnending
    from penguinmails.notifications.mail.jobs import PERIODIC, mail_jobs
    from penguinmails.notifications.mail.model import Draft, Letter, Mail, MailType, WaitingMail, Written
    from penguinmails.notifications.mail.service import forget_mail, queue_mail, queue_mails, waiting_mail
    from penguinmails.notifications.mail.settings import MailSettings
    from penguinmails.notifications.model import (
        Channel,
        Notification,
        NotificationType,
        Severity,
        SystemEvent,
    )
    from penguinmails.notifications.service import (
        RAISED,
        RECEIVERS,
        count_unread,
        forget_tenant,
        list_events,
        list_notifications,
        mark_read,
        notify,
        raise_event,
        resolve_event,
        settle_event,
    )
else:
    __getattr__ = on_demand(__name__, __file__)

__all__ = [
    "PERIODIC",
    "RAISED",
    "RECEIVERS",
    "Channel",
    "Draft",
    "EventNotFound",
    "EventTypeInvalid",
    "Letter",
    "Mail",
    "MailSettings",
    "MailType",
    "Notification",
    "NotificationType",
    "NotificationUnending",
    "Severity",
    "SystemEvent",
    "WaitingMail",
    "Written",
    "count_unread",
    "forget_mail",
    "forget_tenant",
    "list_events",
    "list_notifications",
    "mail_jobs",
    "mark_read",
    "notify",
    "queue_mail",
    "queue_mails",
    "raise_event",
    "resolve_event",
    "settle_event",
    "waiting_mail",
]
