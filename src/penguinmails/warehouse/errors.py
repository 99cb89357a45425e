"""What can go wrong in the warehouse."""

from penguinmails.kernel.errors import PenguinError


class SpanBackwards(PenguinError):
    """No day lies from {since} (included) to {until} (not included)."""

    code, status = "warehouse_span_backwards", 422
    hint = "Give --until a day after --since; each may be left out."
