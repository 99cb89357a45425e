"""Running an import: reading the next batch in a thread while the database takes the last."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import structlog
from psycopg.errors import DeadlockDetected

from penguinmails.audiences.domains import enqueue_check
from penguinmails.audiences.fields import Field, list_fields
from penguinmails.audiences.files import LeadFile, open_file
from penguinmails.audiences.imports import store, upload
from penguinmails.audiences.imports.batches import Judged, Overtaken, judged, write
from penguinmails.audiences.imports.errors import ImportListUnknown, ImportTooLong
from penguinmails.audiences.imports.model import Batch, ImportJob, ImportStatus, Options
from penguinmails.audiences.imports.reading import Plan, Reader
from penguinmails.audiences.imports.settings import ImportSettings
from penguinmails.audiences.suppressions.checking import suppressed_among
from penguinmails.audiences.suppressions.hashing import AddressKeys, address_keys
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier

_log = structlog.stdlib.get_logger()

_TRIES = 5


@dataclass
class Spent:
    """Seconds spent by part; reading goes on while the database works."""

    reading: float = 0.0
    waiting: float = 0.0
    suppressions: float = 0.0
    database: float = 0.0


@dataclass(frozen=True)
class _Prepared:
    batch: Batch
    judged: Judged


async def run_import(
    databases: Databases, scope: Scope, import_id: UUID, settings: ImportSettings | None = None
) -> Spent | None:
    """Read the import's file from where it stands to its end; then it is completed. Commits batch by batch.

    None, and nothing more is done, where it is over already (cancelled, too) or another worker has taken it
    further: the one that is ahead goes on. Raises what makes going on impossible (`ImportFileGone`,
    `ImportFileChanged`, `ImportTooLong`, `ImportListUnknown`, what `open_file` raises); nothing of the batch
    under way is left.
    """
    settings = settings or ImportSettings.load()
    async with databases.tenant(Tier.OLTP, scope) as tx:
        job = await store.find(tx, import_id)
        if job is None or job.over:
            return None
        fields = await list_fields(tx, company_id=job.company_id)
        digest = await store.digest_of(tx, import_id)
    file = await asyncio.to_thread(upload.check, scope.tenant_id, import_id, digest)
    total = await asyncio.to_thread(_measured, file, job, settings)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        if not await store.set_running(tx, import_id, total_rows=total):
            return None
    return await _Run(databases, scope, job, fields, file, batch=settings.import_batch).to_the_end()


class _Run:
    def __init__(
        self,
        databases: Databases,
        scope: Scope,
        job: ImportJob,
        fields: list[Field],
        file: Path,
        *,
        batch: int,
    ) -> None:
        self._databases = databases
        self._scope = scope
        self._job = job
        self._options = Options.of(job.options)
        self._size = batch
        self._fields = fields
        self._file = file
        self._email_column = next(column for column, target in job.mapping.items() if target == "email")
        self._keys: AddressKeys | None = None
        self._left: frozenset[bytes] = frozenset()
        self._spent = Spent()

    async def to_the_end(self) -> Spent | None:
        self._keys = await address_keys(self._databases, self._scope.tenant_id)
        if self._job.list_id is not None:
            async with self._databases.tenant(Tier.OLTP, self._scope) as tx:
                self._left = await store.left_list(tx, self._job)
        batches = await asyncio.to_thread(self._batches)
        ahead = asyncio.create_task(self._prepare(batches))
        try:
            while True:
                start = time.perf_counter()
                prepared = await ahead
                self._spent.waiting += time.perf_counter() - start
                last = prepared.batch.last
                if not last:
                    ahead = asyncio.create_task(self._prepare(batches))
                start = time.perf_counter()
                if not await self._take(prepared):
                    return None
                self._spent.database += time.perf_counter() - start
                if last:
                    return self._spent
        finally:
            ahead.cancel()
            # A thread cannot be stopped: its file is closed after it.
            await asyncio.wait({ahead})

    def _batches(self) -> Iterator[Batch]:
        job, file = self._job, opened(self._file, self._job)
        plan = Plan.of(file.layout.columns, job.mapping, self._fields)
        reader = Reader(plan, self._options)
        return reader.batches(file.rows(after=job.position), self._size, after=job.position)

    async def _prepare(self, batches: Iterator[Batch]) -> _Prepared:
        batch = await asyncio.to_thread(next, batches)
        start = time.perf_counter()
        suppressed = await suppressed_among(
            self._databases,
            self._scope.tenant_id,
            list({row.email for row in batch.rows}),
            company_id=self._job.company_id,
            keys=self._keys,
        )
        self._spent.reading += batch.seconds
        self._spent.suppressions += time.perf_counter() - start
        ready = await asyncio.to_thread(self._judge, batch, suppressed)
        return _Prepared(batch, ready)

    def _judge(self, batch: Batch, suppressed: set[str]) -> Judged:
        away = frozenset[str]()
        if self._left and self._keys is not None:
            code = self._keys.own_hasher.address
            away = frozenset(row.email for row in batch.rows if code(row.email) in self._left)
        return judged(
            batch,
            suppressed,
            away,
            email_column=self._email_column,
            on_duplicate=self._job.on_duplicate,
        )

    async def _take(self, prepared: _Prepared) -> bool:
        for _ in range(_TRIES):
            try:
                return await self._try(prepared)
            except (Overtaken, DeadlockDetected):
                _log.info("imports.overtaken", import_id=str(self._job.id), line=prepared.batch.after)
        raise RuntimeError(f"{_TRIES} times somebody else made or changed the leads of one batch")

    async def _try(self, prepared: _Prepared) -> bool:
        batch = prepared.batch
        async with self._databases.tenant(Tier.OLTP, self._scope) as tx:
            job = await store.lock(tx, self._job.id)
            if job is None or job.status != ImportStatus.RUNNING or job.position != batch.after:
                _log.info("imports.left", import_id=str(self._job.id), line=batch.after)
                return False
            if self._job.list_id is not None and job.list_id is None:
                raise ImportListUnknown(list_id=self._job.list_id)
            counts = await write(tx, job, self._options, prepared.judged)
            await store.advance(tx, job.id, batch.until, counts)
            if batch.last:
                await store.set_over(tx, job.id, ImportStatus.COMPLETED)
                if self._options.check_mx:
                    await enqueue_check(tx, job.id)
        return True


def opened(file: Path, job: ImportJob) -> LeadFile:
    """The import's file, read as its options say."""
    options = Options.of(job.options)
    return open_file(
        file,
        format=job.format,
        encoding=options.encoding,
        delimiter=options.delimiter,
        sheet=options.sheet,
    )


def _measured(file: Path, job: ImportJob, settings: ImportSettings) -> int | None:
    # Lines are at least as many as rows, and are counted in no time: rows only where the limit may be passed.
    if job.total_rows is not None:
        return None
    total = upload.lines_of(file) if job.format == "csv" else None
    if total is None or total > settings.import_rows + 1:
        total = sum(1 for _ in opened(file, job).rows())
        if total > settings.import_rows:
            raise ImportTooLong(filename=job.filename, rows=total, limit=settings.import_rows)
        return total
    return max(total - 1, 0)
