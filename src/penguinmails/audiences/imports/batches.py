"""A batch of an import: one transaction for leads, memberships, refused rows, counts and position.

So whoever is killed in the middle has done nothing of the batch, and the next begins after the position.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final
from uuid import UUID

from penguinmails.audiences.addresses import masked
from penguinmails.audiences.imports import store
from penguinmails.audiences.imports.columns import new_lead_columns
from penguinmails.audiences.imports.folding import change, first_of_each, fold
from penguinmails.audiences.imports.model import Batch, Counts, ImportJob, OnDuplicate, Options, Refusal, Row
from penguinmails.audiences.lists.asking import ask
from penguinmails.audiences.lists.model import MemberStatus, OptIn
from penguinmails.audiences.lists.service import find_list
from penguinmails.kernel.db import Tx

# All imports make leads in one order, so that those who import the same people wait and do not deadlock.
_BY_ADDRESS: Final = attrgetter("email")


class Overtaken(Exception):
    """Somebody made or changed one of the batch's leads since it was read. The batch can be done again."""


@dataclass(frozen=True)
class Judged:
    """A batch without those who must not be written to, as ready as it can be before its transaction."""

    rows: list[Row]
    refused: list[Refusal]
    firsts: list[Row]
    columns: dict[str, str | None]
    away: frozenset[str] = frozenset()
    """Addresses of people who left the import's list: they stay out of it."""


def judged(
    batch: Batch,
    suppressed: AbstractSet[str],
    away: frozenset[str],
    *,
    email_column: str,
    on_duplicate: str,
) -> Judged:
    """Refuse the suppressed; of them neither the address nor anything else is kept."""
    rows, refused = batch.rows, batch.refused
    if suppressed:
        gone = [row for row in rows if row.email in suppressed]
        rows = [row for row in rows if row.email not in suppressed]
        refused = refused + [
            Refusal(row.line, "suppressed", None, {email_column: masked(row.email)}) for row in gone
        ]
    if on_duplicate == OnDuplicate.UPDATE or not rows:
        return Judged(rows, refused, [], {}, away)
    firsts = sorted(first_of_each(rows), key=_BY_ADDRESS)
    return Judged(rows, refused, firsts, new_lead_columns(firsts), away)


async def write(tx: Tx, job: ImportJob, options: Options, batch: Judged) -> Counts:
    """Write the rows of a batch into `tx`; what became of them. Under a lock on the import.

    Raises `ImportListUnknown`, and `Overtaken` where `tx` must be rolled back and the batch done again.
    """
    if batch.refused:
        await store.insert_rejects(tx, job, batch.refused)
    if not batch.rows:
        return Counts(rejected=len(batch.refused))
    if job.on_duplicate == OnDuplicate.UPDATE:
        members, counts = await _update(tx, job, options, batch)
    else:
        members, counts = await _skip(tx, job, options, batch)
    if members:
        await _join(tx, job, sorted(members))
    return replace(counts, rejected=len(batch.refused))


async def _join(tx: Tx, job: ImportJob, members: list[str]) -> None:
    if job.list_id is None:
        return
    target = await find_list(tx, job.list_id)
    if target.opt_in == OptIn.SINGLE:
        await store.insert_members(tx, job, members, status=MemberStatus.SUBSCRIBED)
        return
    await store.insert_members(tx, job, members, status=MemberStatus.PENDING)
    await ask(tx, target, [UUID(hex=lead_id) for lead_id in members])


async def _skip(tx: Tx, job: ImportJob, options: Options, batch: Judged) -> tuple[list[str], Counts]:
    made = await store.insert_leads(tx, job, batch.columns, options)
    members = list(made)
    if batch.away:
        members = [row.id for row in batch.firsts if row.id in made and row.email not in batch.away]
    if job.list_id is not None and (others := [row.email for row in batch.firsts if row.id not in made]):
        there = await store.known(tx, job.company_id, others)
        members += [lead.id.hex for lead in there if lead.writable and lead.email not in batch.away]
    return members, Counts(created=len(made), skipped=len(batch.rows) - len(made))


async def _update(tx: Tx, job: ImportJob, options: Options, batch: Judged) -> tuple[list[str], Counts]:
    addresses = list({row.email for row in batch.rows})
    # Read without a lock, which would touch every one of them: who changed meanwhile is found by the writing.
    there = {lead.email: lead for lead in await store.whole(tx, job.company_id, addresses)}
    folded = fold(batch.rows, {email: lead.as_row() for email, lead in there.items()})
    if folded.created:
        columns = new_lead_columns(sorted(folded.created, key=_BY_ADDRESS))
        made = await store.insert_leads(tx, job, columns, options)
        if len(made) < len(folded.created):
            raise Overtaken
    if folded.changed:
        changed = [(there[after.email], after) for _, after in folded.changed]
        if not await store.update_leads(tx, sorted(changed, key=lambda pair: pair[0].id)):
            raise Overtaken
        await store.note_changes(tx, job, [change(before, after) for before, after in folded.changed])
    members = [row.id for row in folded.created if row.email not in batch.away]
    members += [lead.id.hex for lead in there.values() if lead.writable and lead.email not in batch.away]
    return members, Counts(created=len(folded.created), updated=folded.updated, skipped=folded.skipped)
