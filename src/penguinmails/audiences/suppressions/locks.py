"""Locks on recipients, by which suppressing waits for transmissions that have begun, and the others for it.

Advisory locks on the first 64 bits of the hashes. They are released when the transaction ends. Every call
takes its locks in one order, so that two calls never wait for each other; take all you need in one call a
transaction. Nothing here names a table, hence no named statement.
"""

from collections.abc import Iterable, Sequence
from typing import Final, LiteralString

from penguinmails.audiences.addresses import domain_of
from penguinmails.audiences.suppressions.hashing import AddressKeys
from penguinmails.kernel.db import Tx

_SHARED: Final = "SELECT pg_advisory_xact_lock_shared(key) FROM unnest(%s::bigint[]) AS key"
_EXCLUSIVE: Final = "SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key"


async def hold_addresses(tx: Tx, keys: AddressKeys, addresses: Sequence[str]) -> None:
    """Keep these addresses, and their domains, from being suppressed by anybody until the transaction ends.

    For a sender; waits for suppressions that are about to commit. Ask `blocked_among` after it, not before,
    in a transaction that reads what has been committed (PostgreSQL's default isolation).
    """
    domains = {domain_of(address) for address in addresses}
    hashes = (
        code
        for hasher in keys.hashers
        for codes in (map(hasher.address, addresses), *map(hasher.domains, domains))
        for code in codes
    )
    await _lock(tx, _SHARED, hashes)


async def lock_hashes(tx: Tx, hashes: Iterable[bytes]) -> None:
    """Wait until nobody transmits to these targets, and let nobody begin before the transaction ends."""
    await _lock(tx, _EXCLUSIVE, hashes)


async def _lock(tx: Tx, statement: LiteralString, hashes: Iterable[bytes]) -> None:
    numbers = sorted({int.from_bytes(code[:8], "big", signed=True) for code in hashes})
    await tx.connection.execute(statement, [numbers])
