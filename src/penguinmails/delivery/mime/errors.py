"""What cannot be written into a message."""

from penguinmails.kernel.errors import PenguinError


class HeaderRefused(PenguinError):
    """The message's {header} cannot be {value}: {reason}."""

    code, status = "message_header_refused", 422
    hint = "Correct it where it was entered; the message is not sent like this."

    def __init__(self, header: str, value: str, reason: str) -> None:
        super().__init__(header=header, value=ascii(value[:_SHOWN]), reason=reason)


_SHOWN = 100
