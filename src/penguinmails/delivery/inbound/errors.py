"""What can go wrong with received mail."""

from penguinmails.kernel.errors import PenguinError


class InboundUnknown(PenguinError):
    """There is no received mail {mail}."""

    code, status = "inbound_unknown", 404
    hint = "See `penguinmails inbound list`."


class InboundBodyGone(PenguinError):
    """The received mail {mail} cannot be tried again: its body is not kept any more."""

    code, status = "inbound_body_gone", 410
    hint = "Retention ended, or somebody deleted it; what was found out about it stays listed."
