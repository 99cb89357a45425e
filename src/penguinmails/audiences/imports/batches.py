"""A batch of an import: one transaction for leads, memberships, refused rows, counts and position.

So whoever is killed in the middle has done nothing of the batch, and the next begins after the position.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final

from penguinmails.audiences.addresses import masked
from penguinmails.audiences.imports import store
from penguinmails.audiences.imports.columns import new_lead_columns
from penguinmails.audiences.imports.folding import change, first_of_each, fold
from penguinmails.audiences.imports.model import Batch, Counts, ImportJob, OnDuplicate, Options, Refusal, Row
from penguinmails.kernel.db import Tx

# All imports make leads in one order, so that those who import the same people wait and do not deadlock.
_BY_ADDRESS: Final = attrgetter("email")


class Overtaken(Exception):
    """Somebody else made one of the batch's leads since it was looked for. The batch can be done again."""


@dataclass(frozen=True)
class Judged:
    """A batch without those who must not be written to, as ready as it can be before its transaction."""

    rows: list[Row]
    refused: list[Refusal]
    firsts: list[Row]
    columns: dict[str, str | None]


def judged(batch: Batch, suppressed: AbstractSet[str], email_column: str, on_duplicate: str) -> Judged:
    """Refuse the suppressed; of them neither the address nor anything else is kept."""
    rows, refused = batch.rows, batch.refused
    if suppressed:
        gone = [row for row in rows if row.email in suppressed]
        rows = [row for row in rows if row.email not in suppressed]
        refused = refused + [
            Refusal(row.line, "suppressed", None, {email_column: masked(row.email)}) for row in gone
        ]
    if on_duplicate == OnDuplicate.UPDATE or not rows:
        return Judged(rows, refused, [], {})
    firsts = sorted(first_of_each(rows), key=_BY_ADDRESS)
    return Judged(rows, refused, firsts, new_lead_columns(firsts))


async def write(tx: Tx, job: ImportJob, options: Options, batch: Judged, *, opt_in: str) -> Counts:
    """Write the rows of a batch into `tx`; what became of them. Under a lock on the import.

    Raises `Overtaken` where `tx` must be rolled back and the batch done again.
    """
    if batch.refused:
        await store.insert_rejects(tx, job, batch.refused)
    if not batch.rows:
        return Counts(rejected=len(batch.refused))
    if job.on_duplicate == OnDuplicate.UPDATE:
        members, counts = await _update(tx, job, options, batch.rows)
    else:
        members, counts = await _skip(tx, job, options, batch)
    if job.list_id is not None and members:
        status = "pending" if opt_in == "double" else "subscribed"
        await store.insert_members(tx, job, sorted(members), status=status)
    return replace(counts, rejected=len(batch.refused))


async def _skip(tx: Tx, job: ImportJob, options: Options, batch: Judged) -> tuple[list[str], Counts]:
    made = await store.insert_leads(tx, job, batch.columns, options)
    members = list(made)
    if job.list_id is not None and (others := [row.email for row in batch.firsts if row.id not in made]):
        members += [lead.id.hex for lead in await store.known(tx, job.company_id, others) if lead.writable]
    return members, Counts(created=len(made), skipped=len(batch.rows) - len(made))


async def _update(tx: Tx, job: ImportJob, options: Options, rows: Sequence[Row]) -> tuple[list[str], Counts]:
    addresses = list({row.email for row in rows})
    there = {lead.email: lead for lead in await store.lock_known(tx, job.company_id, addresses)}
    folded = fold(rows, {email: lead.as_row() for email, lead in there.items()})
    if folded.created:
        made = await store.insert_leads(
            tx, job, new_lead_columns(sorted(folded.created, key=_BY_ADDRESS)), options
        )
        if len(made) < len(folded.created):
            raise Overtaken
    if folded.changed:
        await store.update_leads(tx, [after for _, after in folded.changed])
        await store.note_changes(tx, job, [change(before, after) for before, after in folded.changed])
    members = [row.id for row in folded.created]
    members += [lead.id.hex for lead in there.values() if lead.writable]
    return members, Counts(created=len(folded.created), updated=folded.updated, skipped=folded.skipped)
