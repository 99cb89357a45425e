"""Getting a key. Nothing here commits."""

import os
from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.sealing import KEY_BYTES, Sealer
from penguinmails.kernel.sql import Queries
from penguinmails.tenancy.keys.model import KeyPurpose, SealedKey

queries = Queries.load(__name__)


async def tenant_key(tx: Tx, purpose: KeyPurpose) -> bytes:
    """The 32 bytes of the tenant's current key, made if there is none. Raises `SealBroken`.

    A new key lives and dies with the caller's transaction: use it only for what commits with it.
    """
    return await _key(tx, tx.tenant_id, purpose)


async def platform_key(tx: Tx, purpose: KeyPurpose) -> bytes:
    """The platform's own key, for what holds across tenants. The transaction is a worker's."""
    return await _key(tx, PLATFORM_TENANT, purpose)


async def _key(tx: Tx, tenant_id: UUID, purpose: KeyPurpose) -> bytes:
    place = f"tenant_keys/{tenant_id}/{purpose}"
    master = Sealer.master()
    found = await tx.one(queries.current_key, SealedKey, tenant_id=tenant_id, purpose=purpose)
    if found is None:
        sealed = master.seal(os.urandom(KEY_BYTES), place)
        await tx.execute(queries.insert_key, tenant_id=tenant_id, purpose=purpose, key_sealed=sealed)
        # Where two made one at once, INSERT waited for the other and did nothing.
        found = await tx.one(queries.current_key, SealedKey, tenant_id=tenant_id, purpose=purpose)
    if found is None:
        raise RuntimeError(f"{place} was inserted and is not there")
    return master.open(found.key_sealed, place)
