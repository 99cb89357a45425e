"""Putting many leads on a list, batch by batch. Commits each batch."""

from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Sequence
from dataclasses import asdict
from typing import Final
from uuid import UUID

from penguinmails.audiences.addresses import read_address
from penguinmails.audiences.lists.members import add_members, find_leads
from penguinmails.audiences.lists.model import Added, ConsentSource, MailingList
from penguinmails.audiences.lists.screening import Screen
from penguinmails.audiences.segments.matching import all_matching
from penguinmails.audiences.segments.service import question_named
from penguinmails.audit import Actor
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier

BATCH: Final = 1000


async def add_all(
    databases: Databases,
    scope: Scope,
    target: MailingList,
    pages: AsyncIterable[Sequence[UUID]],
    *,
    source: ConsentSource,
    actor: Actor,
    resubscribe: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Added:
    """`add_members` for each page, in transactions of their own; all results added up.

    `progress` is told how many leads are done. Stopped halfway, the same call goes on: who is on the list
    already is left alone. Raises as `add_members`; the batches before stay.
    """
    screen = await Screen.of(databases, scope.tenant_id)
    total: Counter[str] = Counter()
    done = 0
    async for page in pages:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            added = await add_members(
                tx,
                target.id,
                page,
                screen=screen,
                source=source,
                actor=actor,
                resubscribe=resubscribe,
            )
        total.update(asdict(added))
        done += len(page)
        if progress is not None:
            progress(done)
    return Added(**total)


async def leads_named(
    databases: Databases, scope: Scope, target: MailingList, names: Sequence[str]
) -> AsyncGenerator[list[UUID]]:
    """The ids of leads given by id or address, in pages. Raises `AddressInvalid`, `LeadsUnknown`."""
    for first in range(0, len(names), BATCH):
        ids, addresses = _told_apart(names[first : first + BATCH])
        async with databases.tenant(Tier.OLTP, scope) as tx:
            page = await find_leads(tx, target, ids, addresses)
        yield page


async def leads_of_segment(
    databases: Databases, scope: Scope, target: MailingList, segment: str
) -> AsyncGenerator[list[UUID]]:
    """The ids of a segment's leads that the list could take, in pages. Raises `SegmentUnknown` …"""
    found, question, _ = await question_named(databases, scope, segment)
    company_id = found.company_id or target.company_id
    async for page in all_matching(databases, scope, question, company_id=company_id, size=BATCH):
        yield page


def _told_apart(names: Sequence[str]) -> tuple[list[UUID], list[str]]:
    ids: list[UUID] = []
    addresses: list[str] = []
    for name in dict.fromkeys(names):
        try:
            ids.append(UUID(name))
        except ValueError:
            addresses.append(read_address(name))
    return ids, list(dict.fromkeys(addresses))
