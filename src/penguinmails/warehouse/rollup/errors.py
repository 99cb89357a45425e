"""What can go wrong in counting."""

from penguinmails.kernel.errors import PenguinError


class Uncountable(PenguinError):
    """The facts of tenant {tenant_id} cannot be counted: {reason}."""

    code, status = "uncountable", 409
    hint = "An event lies on a day that has no partition: see `penguinmails doctor`. Nothing was changed."


class RebuildArchived(PenguinError):
    """Figures of this tenant rest on archived mail, sent until {day}: they cannot be counted anew."""

    code, status = "rebuild_archived", 409
    hint = "Bring the months back first: `penguinmails archive list`, then `penguinmails archive restore`."
