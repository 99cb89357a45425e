"""What must be readable again but not from a copy of the database: sealed by a key that lives beside it.

AES-256-GCM; a value's place is authenticated with it, so one that was moved to another row, tenant or column
does not open. The master key is a 0600 file of the platform's home, outside the database's folder and its
backups; it seals keys only, one a tenant and purpose (`tenancy.keys`), and those seal values.
"""

import base64
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.secrets import SecretStore
from penguinmails.kernel.settings import KernelSettings

KEY_BYTES: Final = 32
_FORMAT: Final = b"\x01"
_NONCE_BYTES: Final = 12
_MASTER: Final = "master-key"


class SealBroken(PenguinError):
    """What is stored for {place} does not open with the keys of this platform."""

    code = "seal_broken"
    hint = "Restore the file secrets/master-key that belongs to this database into the platform's home."


class Sealer:
    """Seals and opens values with one key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    @classmethod
    def master(cls) -> "Sealer":
        """The sealer of this platform's master key, which is made the first time somebody asks."""
        store = SecretStore(KernelSettings.load().home / "secrets")
        return cls(base64.urlsafe_b64decode(store.get_or_create(_MASTER, KEY_BYTES) + "=="))

    def seal(self, value: bytes, place: str) -> bytes:
        """Seal a value for one place, such as `tenant_keys/TENANT/address_hash`."""
        nonce = os.urandom(_NONCE_BYTES)
        return _FORMAT + nonce + self._cipher.encrypt(nonce, value, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """The value that was sealed for this place. Raises `SealBroken`."""
        nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            if sealed[:1] != _FORMAT:
                raise SealBroken(place=place)
            return self._cipher.decrypt(nonce, ciphertext, place.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken(place=place) from error
