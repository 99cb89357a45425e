"""What can go wrong in counting."""

from penguinmails.kernel.errors import PenguinError


class Uncountable(PenguinError):
    """The facts of tenant {tenant_id} cannot be counted: {reason}."""

    code, status = "uncountable", 409
    hint = "An event lies on a day that has no partition: see `penguinmails doctor`. Nothing was changed."
