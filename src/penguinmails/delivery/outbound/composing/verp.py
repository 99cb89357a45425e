"""Bounce addresses that say which message they are of: `bounce+TOKEN@host` (VERP).

A token is the message's id and six bytes of an HMAC over it, in hexadecimal digits, because servers on the
way change case as they like. The code keeps strangers from reporting bounces of messages they guess.
"""

import hmac
from typing import Final
from uuid import UUID

from penguinmails.kernel.db import Databases
from penguinmails.kernel.macs import Mac
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import KeyPurpose, platform_key

_ID_LENGTH: Final = 32
_MAC_BYTES: Final = 6
_PREFIX: Final = "bounce+"


class Verp:
    """Makes and reads bounce addresses. `key` from `verp_key`."""

    def __init__(self, key: bytes) -> None:
        self._mac = Mac(key)

    def token(self, message_id: UUID) -> str:
        """What stands behind `bounce+`: 44 hexadecimal digits."""
        code = self._mac.digest(message_id.bytes)[:_MAC_BYTES]
        return message_id.hex + code.hex()

    def read(self, local_part: str) -> UUID | None:
        """The message of a bounce address, from what stands before its @; None where it is none of ours."""
        token = local_part.lower().removeprefix(_PREFIX)
        if len(local_part) != len(_PREFIX) + len(token) or len(token) != _ID_LENGTH + 2 * _MAC_BYTES:
            return None
        try:
            message_id = UUID(hex=token[:_ID_LENGTH])
        except ValueError:
            return None
        # UUID() takes other writings of a number too: one of them is ours.
        return message_id if hmac.compare_digest(token.encode(), self.token(message_id).encode()) else None


async def verp_key(databases: Databases) -> bytes:
    """The platform's key of bounce addresses, made (and committed) if there was none. Ask once a process."""
    async with databases.worker(Tier.OLTP) as tx:
        return hmac.digest(await platform_key(tx, KeyPurpose.TRACKING), b"bounce addresses", "sha256")


def bounce_address(token: str, host: str) -> str:
    """The envelope sender of the message of that token."""
    return f"{_PREFIX}{token}@{host}"
