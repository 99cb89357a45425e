"""What can go wrong with sending. Every code is stable."""

from penguinmails.kernel.errors import PenguinError


class OutboundError(PenguinError):
    """Something about sending went wrong."""

    code = "outbound_error"


class StopReasonInvalid(OutboundError):
    """A stop needs a reason of at most {most} characters, for those who find nothing sent."""

    code, status = "stop_reason_invalid", 422
    hint = "Say in a few words why sending is stopped."


class ComposingFailed(OutboundError):
    """The message cannot be composed: {reason}"""

    code, status = "composing_failed", 422
    hint = "Correct the template or the lead's data."


class LeaseLost(Exception):
    """Another sender has the lane by now, or the reaper took it back: nothing more may be written of it."""
