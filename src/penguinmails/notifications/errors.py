"""What can go wrong with notifications and system events."""

from penguinmails.kernel.errors import PenguinError


class EventTypeInvalid(PenguinError):
    """{event_type} cannot name a system event."""

    code, status = "event_type_invalid", 422
    hint = "Use lower-case words joined by underscores, such as handoff_parked."


class EventNotFound(PenguinError):
    """There is no open system event {event_id}."""

    code, status = "event_not_found", 404
    hint = "See `penguinmails events list`."


class NotificationUnending(PenguinError):
    """A notification for all members of a tenant needs a time at which it expires."""

    code, status = "notification_unending", 422
    hint = "Nobody in particular can mark it as read; give `expires`."
