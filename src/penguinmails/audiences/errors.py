"""What can go wrong with those who are written to. Every code is stable; sub-packages add their own."""

from typing import Final

from penguinmails.kernel.errors import PenguinError

_SHOWN: Final = 100


class AudiencesError(PenguinError):
    """Something about leads or lists went wrong."""

    code = "audiences_error"


class AddressInvalid(AudiencesError):
    """{raw} is no e-mail address that can be written to: {reason}."""

    code, status = "address_invalid", 422
    hint = "Write it like name@example.com."

    def __init__(self, raw: str, reason: str) -> None:
        super().__init__(raw=shown(raw), reason=reason)
        self.reason = reason


def shown(raw: str) -> str:
    """What somebody wrote, quoted for a message: short, and with nothing invisible in it."""
    text = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in raw[:_SHOWN])
    return f'"{text}…"' if len(raw) > _SHOWN else f'"{text}"'
