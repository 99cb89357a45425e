"""Bounce addresses that say which message they are of: `bounce+TOKEN@host` (VERP).

A token is base32 of the message's id and of five bytes of an HMAC over it, in lower case, because servers on
the way change case as they like. The code keeps strangers from reporting bounces of messages they guess.
"""

import base64
import binascii
import hmac
from typing import Final
from uuid import UUID

from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import KeyPurpose, platform_key

_ID_BYTES: Final = 16
_MAC_BYTES: Final = 5
_ID_LENGTH: Final = 26
_MAC_LENGTH: Final = 8
_PREFIX: Final = "bounce+"


class Verp:
    """Makes and reads bounce addresses. `key` from `verp_key`."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def token(self, message_id: UUID) -> str:
        """What stands behind `bounce+`: 34 letters and digits."""
        return _coded(message_id.bytes) + _coded(self._code(message_id))

    def address(self, message_id: UUID, host: str) -> str:
        """The envelope sender of a message."""
        return f"{_PREFIX}{self.token(message_id)}@{host}"

    def read(self, local_part: str) -> UUID | None:
        """The message of a bounce address, from what stands before its @; None where it is none of ours."""
        lowered = local_part.lower()
        token = lowered.removeprefix(_PREFIX)
        if token == lowered or len(token) != _ID_LENGTH + _MAC_LENGTH:
            return None
        try:
            message_id = UUID(bytes=_decoded(token[:_ID_LENGTH]))
            code = _decoded(token[_ID_LENGTH:])
        except (ValueError, binascii.Error):
            return None
        # Two texts decode to the same id, as 26 letters hold two bits more: one of them is ours.
        is_ours = hmac.compare_digest(code, self._code(message_id)) and self.token(message_id) == token
        return message_id if is_ours else None

    def _code(self, message_id: UUID) -> bytes:
        return hmac.digest(self._key, message_id.bytes, "sha256")[:_MAC_BYTES]


async def verp_key(databases: Databases) -> bytes:
    """The platform's key of bounce addresses, made (and committed) if there was none. Ask once a process."""
    async with databases.worker(Tier.OLTP) as tx:
        return hmac.digest(await platform_key(tx, KeyPurpose.TRACKING), b"bounce addresses", "sha256")


def _coded(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()


def _decoded(text: str) -> bytes:
    return base64.b32decode(text.upper() + "=" * (-len(text) % 8))
