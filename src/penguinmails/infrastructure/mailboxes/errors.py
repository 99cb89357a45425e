"""What can go wrong with mailboxes."""

from penguinmails.infrastructure.errors import InfrastructureError


class MailboxUnknown(InfrastructureError):
    """There is no mailbox {mailbox}."""

    code, status = "mailbox_unknown", 404
    hint = "See `penguinmails mailbox list` for those there are."


class MailboxTaken(InfrastructureError):
    """The tenant has a mailbox {email} already."""

    code, status = "mailbox_taken", 409
    hint = "Change that one, or delete it first."


class MailboxElsewhere(InfrastructureError):
    """{email} is connected by another tenant of this installation."""

    code, status = "mailbox_elsewhere", 409
    hint = "Whoever connected it must delete it there first; an operator can say who that is."


class MailboxInvalid(InfrastructureError):
    """{email} cannot be set up like this: {reason}."""

    code, status = "mailbox_invalid", 422
    hint = "Correct that and try again."


class MailboxNotStopped(InfrastructureError):
    """{email} is not stopped: it is {status}."""

    code, status = "mailbox_not_stopped", 409
    hint = "A pending mailbox starts with its first sign-in: `penguinmails mailbox test {email}`."


class FromAddressUnknown(InfrastructureError):
    """{email} does not write as {address}."""

    code, status = "from_address_unknown", 404
    hint = "See `penguinmails mailbox from list {email}`."


class MailboxRefused(InfrastructureError):
    """{email} cannot be signed in to. {troubles}"""

    code, status = "mailbox_refused", 422
    hint = "{fixes}"


class SecretUnreadable(InfrastructureError):
    """No secret can be read from {file}: {reason}."""

    code, status = "mailbox_secret_unreadable", 422
    hint = "Give a file with the secret alone, or - for standard input."


class MailboxBroken(InfrastructureError):
    """{email} cannot be used: {reason}."""

    code, status = "mailbox_broken", 409
    hint = "Correct its settings by `penguinmails mailbox change`, then `penguinmails mailbox test {email}`."

    def __init__(self, *, email: str, reason: str) -> None:
        super().__init__(email=email, reason=reason)
        self.reason = reason
        """Words for whoever owns the mailbox."""


class MailboxUnready(InfrastructureError):
    """{email} cannot be used now: {reason}."""

    code, status, transient = "mailbox_unready", 503, True
    hint = "It is tried again by itself."

    def __init__(self, *, email: str, reason: str) -> None:
        super().__init__(email=email, reason=reason)
        self.reason = reason
