"""What clients say after AUTH: PLAIN (RFC 4616), LOGIN and XOAUTH2."""

import binascii
from base64 import b64decode
from typing import Final

from penguinmails.delivery.smtp.handler import Login

LONGEST: Final = 12288
"""Octets of a line that answers a challenge (RFC 4954 §4)."""
_USER: Final = "VXNlcm5hbWU6"  # "Username:"
_PASSWORD: Final = "UGFzc3dvcmQ6"  # noqa: S105 - "Password:"


class Asking:
    """One attempt to log in, challenge by challenge."""

    def __init__(self, mechanism: str) -> None:
        self._mechanism = mechanism
        self._user: str | None = None

    def next(self, response: bytes | None) -> Login | str | None:
        """The login, or the next challenge; None when the response makes no sense or gives up."""
        if response is None:
            return _USER if self._mechanism == "LOGIN" else ""
        try:
            said = b64decode(response, validate=True).decode() if response != b"=" else ""
        except (binascii.Error, UnicodeDecodeError):
            return None
        match self._mechanism:
            case "PLAIN":
                parts = said.split("\0")
                return Login("PLAIN", parts[1], parts[2]) if len(parts) == 3 else None
            case "LOGIN" if self._user is None:
                self._user = said
                return _PASSWORD
            case "LOGIN":
                return Login("LOGIN", self._user or "", said)
            case _:
                fields = dict(part.split("=", 1) for part in said.split("\x01") if "=" in part)
                user, bearer = fields.get("user"), fields.get("auth", "").removeprefix("Bearer ")
                return Login("XOAUTH2", user, bearer) if user and bearer else None
