"""What can go wrong with system mail."""

from penguinmails.kernel.errors import PenguinError


class HeaderRefused(PenguinError):
    """The mail's {header} cannot be {value}: {reason}."""

    code, status = "mail_header_refused", 422
    hint = "Take out line breaks and other characters that cannot be seen."


class LetterUnknown(PenguinError):
    """No part of this platform writes mail of the type {type}."""

    code = "mail_letter_unknown"
    hint = "The worker is older than what queued the mail: start it again with this version."
