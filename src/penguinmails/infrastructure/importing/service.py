"""Bringing in a file of mailboxes. Commits each mailbox by itself."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from penguinmails.audit import Actor
from penguinmails.infrastructure.checking.model import Checked
from penguinmails.infrastructure.connecting.service import add_connected_mailbox
from penguinmails.infrastructure.importing.model import ImportResult, Outcome, RowResult
from penguinmails.infrastructure.importing.reading import Row, draft_of, read_rows
from penguinmails.infrastructure.mailboxes.errors import MailboxTaken
from penguinmails.infrastructure.mailboxes.service import add_mailbox
from penguinmails.infrastructure.settings import InfrastructureSettings
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import find_company


async def import_mailboxes(
    databases: Databases,
    scope: Scope,
    name: str,
    content: bytes,
    *,
    company_id: UUID,
    preset: str | None = None,
    test: bool = True,
    seen: Callable[[int, int], None] | None = None,
    actor: Actor,
) -> ImportResult:
    """Add the mailboxes of a CSV file (`COLUMNS`), each after it could be signed in to.

    Some at a time (`mail_tests`); each is committed by itself, so that a second run of the same file does
    what the first one did not. Without `test` they are added as pending. `company_id` and `preset` hold where
    a row says nothing. `seen` is told how many of how many are done. Raises `FileUnreadable`,
    `ColumnUnknown`, `ColumnMissing`; what is wrong with a row is in its result.
    """
    rows = read_rows(name, content)
    companies = await _companies(databases, scope, rows)
    free = asyncio.Semaphore(InfrastructureSettings.load().mail_tests)
    results: list[RowResult] = []

    async def take(row: Row) -> None:
        async with free:
            try:
                found = companies[row.cells["company"]] if "company" in row.cells else company_id
                if isinstance(found, PenguinError):
                    raise found
                result = await _add(databases, scope, row, found, preset, test=test, actor=actor)
            except MailboxTaken:
                result = RowResult(row.line, row.email, Outcome.EXISTS)
            except PenguinError as error:
                result = RowResult(row.line, row.email, Outcome.FAILED, error.message, error.todo, error.code)
        results.append(result)
        if seen is not None:
            seen(len(results), len(rows))

    async with asyncio.TaskGroup() as group:
        for row in rows:
            group.create_task(take(row))
    counts = Counter(result.outcome for result in results)
    return ImportResult(
        added=counts[Outcome.ADDED],
        existed=counts[Outcome.EXISTS],
        failed=counts[Outcome.FAILED],
        rows=tuple(sorted(results, key=lambda result: result.line)),
    )


async def _add(
    databases: Databases,
    scope: Scope,
    row: Row,
    company_id: UUID,
    preset: str | None,
    *,
    test: bool,
    actor: Actor,
) -> RowResult:
    draft = draft_of(row, company_id, preset)
    if test:
        added = await add_connected_mailbox(databases, scope, draft, actor=actor)
    else:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            added = await add_mailbox(tx, draft, actor=actor)
    if isinstance(added, Checked):
        # The first trouble is enough to act on; the next run tells of the next.
        first = added.troubles[0]
        words = f"{first.side.value.upper()}: {first.words}"
        return RowResult(row.line, row.email, Outcome.FAILED, words, first.fix, first.code)
    return RowResult(row.line, added.email, Outcome.ADDED, mailbox_id=added.id)


async def _companies(
    databases: Databases, scope: Scope, rows: Sequence[Row]
) -> Mapping[str, UUID | PenguinError]:
    named = {row.cells["company"] for row in rows if "company" in row.cells}
    found: dict[str, UUID | PenguinError] = {}
    async with databases.tenant(Tier.OLTP, scope) as tx:
        for name in named:
            try:
                found[name] = (await find_company(tx, name)).id
            except PenguinError as error:
                found[name] = error
    return found
