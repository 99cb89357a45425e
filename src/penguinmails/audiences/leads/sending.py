"""Leads as sending and reports see them: many at once. Nothing here commits."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from penguinmails.audiences.describing.service import describe
from penguinmails.audiences.fields import list_fields
from penguinmails.audiences.leads import store
from penguinmails.audiences.leads.model import Lead
from penguinmails.audiences.leads.service import merged
from penguinmails.kernel.db import Tx


async def hold_leads(tx: Tx, lead_ids: Sequence[UUID]) -> list[Lead]:
    """The live ones of these leads, which nobody erases until the transaction ends.

    Who is being erased or purged at this moment is left out, like who was deleted: `deleted_among` tells
    them apart.
    """
    return await store.hold(tx, lead_ids)


async def deleted_among(tx: Tx, lead_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these leads that were deleted and may still be restored."""
    return await store.deleted_among(tx, lead_ids) if lead_ids else set()


async def addresses_of(tx: Tx, lead_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The addresses of those of these leads that are there, and in scope."""
    return await store.addresses_of(tx, lead_ids) if lead_ids else {}


async def merge_data_of(tx: Tx, leads: Iterable[Lead]) -> dict[UUID, dict[str, object]]:
    """What `merge_data` says, of many leads that were read already: one statement a company."""
    of_company: dict[UUID | None, list[Lead]] = {}
    for lead in leads:
        of_company.setdefault(lead.company_id, []).append(lead)
    said: dict[UUID, dict[str, object]] = {}
    for company_id, group in of_company.items():
        fields = await list_fields(tx, company_id=company_id)
        said |= {lead.id: merged(lead, fields) for lead in group}
    return said


async def mark_replied(tx: Tx, lead_ids: Sequence[UUID]) -> int:
    """Note that these leads answered, where status or stage does not say more already; how many changed."""
    changed = await store.mark_replied(tx, lead_ids) if lead_ids else 0
    if changed:
        await describe(tx, lead_ids)
    return changed
