"""Verifying: every hash computed again, every digest whose salt is there, the end compared with the head."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from penguinmails.audit import erasing, spans, store
from penguinmails.audit.chain import GENESIS, hash_of, values_of
from penguinmails.audit.model import AuditRow, Break, ErasureRecord, Head, Verdict
from penguinmails.kernel.db import Databases, Tx
from penguinmails.kernel.tiers import Tier


async def verify(
    databases: Databases, tenant_id: UUID | None = None, *, anchors: Mapping[UUID, Head] | None = None
) -> list[Verdict]:
    """Walk one tenant's chain or all of them, each as it stands at one moment, in constant memory.

    A chain that holds shows that nobody changed it piecemeal. Somebody who can write everything can compute a
    whole new one; `anchors`, heads kept elsewhere, show that too.
    """
    anchors = anchors or {}
    if tenant_id is None:
        async with databases.worker(Tier.OLAP) as tx:
            tenants = sorted({*await store.tenants_of_log(tx), *anchors})
    else:
        tenants = [tenant_id]
    return [await _verify_tenant(databases, tenant, anchors.get(tenant)) for tenant in tenants]


async def _verify_tenant(databases: Databases, tenant_id: UUID, anchor: Head | None) -> Verdict:
    async with databases.worker(Tier.OLAP) as tx:
        await tx.freeze()
        head = await store.head(tx, tenant_id) or Head(tenant_id, 0, GENESIS)
        erasures = _Erasures(await store.erasure_records(tx, tenant_id, erasing.ACTION))
        walk = _Walk(tx, head, erasures, anchor)
        broken = await walk.run()
    return Verdict(
        tenant_id=tenant_id,
        rows=walk.rows,
        erased=walk.erased,
        broken_seq=broken and broken.seq,
        kind=broken and broken.kind,
        head=head.hash.hex(),
    )


@dataclass(frozen=True)
class _Broken:
    seq: int
    kind: Break


class _Erasures:
    """Which rows were erased, and when, by what the log says. Holds spans, not rows."""

    def __init__(self, records: list[ErasureRecord]) -> None:
        self._spans = sorted(
            (first, last, record.created) for record in records for first, last in spans.read(record.seqs)
        )
        self._firsts = [first for first, _, _ in self._spans]

    def moment(self, seq: int) -> Decimal | None:
        """When the row was erased, if the log says so. No row is erased twice: spans never overlap."""
        index = bisect_right(self._firsts, seq) - 1
        if index >= 0 and seq <= self._spans[index][1]:
            return self._spans[index][2]
        return None


class _Walk:
    """One pass over one chain."""

    def __init__(self, tx: Tx, head: Head, erasures: _Erasures, anchor: Head | None) -> None:
        self._tx = tx
        self._head = head
        self._erasures = erasures
        self._anchor = anchor
        self.rows = 0
        self.erased = 0

    async def run(self) -> _Broken | None:
        """The first break, or None."""
        seq, prev_hash = 0, GENESIS
        async for row in store.chain(self._tx, self._head.tenant_id):
            self.rows += 1
            self.erased += row.erased is not None
            kind = await self._judge(row, seq + 1, prev_hash)
            if kind is not None:
                return _Broken(min(row.seq, seq + 1), kind)
            seq, prev_hash = row.seq, row.hash
        if self._head.seq > seq:
            return _Broken(seq + 1, Break.TRUNCATED)
        if (self._head.seq, self._head.hash) != (seq, prev_hash):
            return _Broken(self._head.seq, Break.HEAD_ALTERED)
        if self._anchor is not None and self._anchor.seq > seq:
            return _Broken(seq + 1, Break.TRUNCATED)
        return None

    async def _judge(self, row: AuditRow, expected: int, prev_hash: bytes) -> Break | None:
        if row.seq != expected:
            return Break.MISSING if row.seq > expected else Break.ALTERED
        if row.prev_hash != prev_hash or row.hash != hash_of(row, prev_hash):
            return Break.REORDERED if await self._followed_another(row) else Break.ALTERED
        if self._anchor is not None and self._anchor.seq == row.seq and self._anchor.hash != row.hash:
            return Break.REWRITTEN
        return self._judge_values(row)

    async def _followed_another(self, row: AuditRow) -> bool:
        """Whether the row's own account of the row before it is true of a row elsewhere."""
        if row.prev_hash == GENESIS:
            return row.seq != 1
        before = await store.seq_of_hash(self._tx, row.tenant_id, row.prev_hash)
        return before is not None and before != row.seq - 1

    def _judge_values(self, row: AuditRow) -> Break | None:
        values = values_of(row)
        if row.salt is not None:
            intact = row.erased is None and values.digest(row.salt) == row.values_digest
            return None if intact else Break.VALUES_ALTERED
        if values:
            return Break.VALUES_ALTERED
        if row.erased is None or self._erasures.moment(row.seq) != row.erased:
            return Break.VALUES_DROPPED
        return None
