"""What can go wrong with stored bodies."""

from penguinmails.kernel.errors import PenguinError


class BodyUnknown(PenguinError):
    """No stored body is called {storage_key}."""

    code, status = "body_unknown", 404
    hint = "It may have been removed when its retention ended."


class BodyIncomplete(PenguinError):
    """The body {storage_key} cannot be put together: the contents of {filename} are no longer kept."""

    code, status = "body_incomplete", 410
    hint = "Read its text instead; keep attachments longer with the tenant's retention policy."


class BodyDamaged(PenguinError):
    """The stored body {storage_key} does not have the bytes that were stored."""

    code = "body_damaged"
    hint = "Restore the content database from a backup, and check its disk."


class BodyEmpty(PenguinError):
    """A body without any bytes cannot be stored."""

    code, status = "body_empty", 400
    hint = "Hand over the whole message with its headers."


class HoldUnknown(PenguinError):
    """There is no legal hold {hold} in force."""

    code, status = "hold_unknown", 404
    hint = "See `penguinmails body holds`."
