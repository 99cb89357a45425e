"""The token of a confirmation link: whose answer it is, and a code that only this platform can make.

Nothing secret is stored: the token is made anew from the tenant's key whenever a mail is written, and the
database has its SHA-256. It holds ids and no address. A round is one time on the list: who leaves and comes
back is asked anew, and the old link is worth nothing.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final, Self
from uuid import UUID

from penguinmails.audiences.lists.errors import ConfirmationInvalid

_CODE_BYTES: Final = 32
_ID_BYTES: Final = 16
_TOKEN_BYTES: Final = 3 * _ID_BYTES + _CODE_BYTES
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Token:
    """A token taken apart; nothing is proven yet."""

    tenant_id: UUID
    list_id: UUID
    lead_id: UUID
    code: bytes

    @classmethod
    def made(cls, key: bytes, tenant_id: UUID, list_id: UUID, lead_id: UUID, round_: datetime) -> Self:
        """The token of a round: the same whenever it is made. `key` is the tenant's for confirmations."""
        moment = (round_ - _EPOCH) // timedelta(microseconds=1)
        signed = tenant_id.bytes + list_id.bytes + lead_id.bytes + moment.to_bytes(8, "big", signed=True)
        return cls(tenant_id, list_id, lead_id, hmac.digest(key, signed, "sha256"))

    @classmethod
    def read(cls, text: str) -> Self:
        """Take a token apart. Raises `ConfirmationInvalid`."""
        try:
            raw = base64.b64decode(
                text.strip() + "=" * (-len(text.strip()) % 4), altchars=b"-_", validate=True
            )
        except (binascii.Error, ValueError):
            raise ConfirmationInvalid from None
        if len(raw) != _TOKEN_BYTES:
            raise ConfirmationInvalid
        tenant_id, list_id, lead_id = (UUID(bytes=raw[at : at + _ID_BYTES]) for at in (0, 16, 32))
        return cls(tenant_id, list_id, lead_id, raw[3 * _ID_BYTES :])

    def __str__(self) -> str:
        raw = self.tenant_id.bytes + self.list_id.bytes + self.lead_id.bytes + self.code
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    @property
    def hash(self) -> bytes:
        """What the database keeps of it."""
        return sha256(self.tenant_id.bytes + self.list_id.bytes + self.lead_id.bytes + self.code).digest()

    def is_that_of(self, stored_hash: bytes | None) -> bool:
        """Whether it is the token of that hash; takes as long whatever the answer."""
        return hmac.compare_digest(self.hash, stored_hash or bytes(_CODE_BYTES))
