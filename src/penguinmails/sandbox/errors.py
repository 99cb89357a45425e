"""What can go wrong with the sandbox itself; what goes wrong inside it is its purpose."""

from penguinmails.kernel.errors import PenguinError


class SandboxError(PenguinError):
    """Something about the sandbox went wrong."""

    code = "sandbox_error"


class ProfileInvalid(SandboxError):
    """A world cannot have {share} of {name}."""

    code, status = "sandbox_profile_invalid", 422
    hint = "Shares are between 0 and 1; hard, soft and late together are at most 1."


class MischiefUnknown(SandboxError):
    """The sandbox knows no such misbehaviour: {name}."""

    code, status = "sandbox_mischief_unknown", 422
    hint = "Write NAME=SHARE with one of {known}."


class AddressUnusable(SandboxError):
    """The sandbox cannot listen on {address}: {reason}."""

    code, status = "sandbox_address_unusable", 409
    hint = "Give another HOST:PORT, or stop what listens there."


class EndpointInvalid(SandboxError):
    """{value} is no HOST:PORT."""

    code, status = "sandbox_endpoint_invalid", 422
    hint = "Write it like 127.0.0.1:2525."


class SandboxSilent(SandboxError):
    """No sandbox answers on {address}."""

    code, status = "sandbox_silent", 503
    hint = "Start one with `penguinmails sandbox run`, or give its control port with --control."


class SandboxRefuses(SandboxError):
    """What listens on {address} does not do that: {reason}"""

    code, status = "sandbox_refuses", 502
    hint = "Look whether that is the control port of a sandbox of this version."


class TruthUnreadable(SandboxError):
    """The log {path} cannot be read: {reason}."""

    code, status = "sandbox_truth_unreadable", 404
    hint = "Give the file that `penguinmails sandbox run` was told to write."
