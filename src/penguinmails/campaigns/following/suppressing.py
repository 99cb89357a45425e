"""Addresses that are not written to again, because of what came back. Nothing here commits."""

from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

from penguinmails.audiences import Reason, Source, read_target, suppress_all
from penguinmails.audit import Actor
from penguinmails.campaigns.following import store
from penguinmails.campaigns.following.model import Person
from penguinmails.kernel.db import Tx

_ACTOR: Final = Actor.system("campaigns")


async def suppress_bounced(tx: Tx, addresses: Iterable[tuple[str, UUID | None]]) -> None:
    """Addresses that do not exist, each with its lead's company (None: what the tenant shares)."""
    await _suppress(tx, addresses, Reason.HARD_BOUNCE, Source.BOUNCE)


async def suppress_declined(tx: Tx, addresses: Iterable[tuple[str, UUID | None]]) -> None:
    """People who answered that they want no more mail."""
    await _suppress(tx, addresses, Reason.REPLIED_NO, Source.REPLY)


async def suppress_complained(tx: Tx, addresses: Iterable[str]) -> None:
    """People who called it spam: in all companies of the tenant."""
    everywhere = [(address, None) for address in addresses]
    await _suppress(tx, everywhere, Reason.COMPLAINED, Source.FEEDBACK_LOOP)


async def suppress_soft_runs(tx: Tx, lead_ids: Collection[UUID]) -> set[UUID]:
    """Leads whose third message in a row bounced softly; which."""
    if not lead_ids:
        return set()
    people = await store.people_of(tx, await store.soft_in_row(tx, lead_ids))
    addresses = ((person.email, person.company_id) for person in people.values())
    await _suppress(tx, addresses, Reason.SOFT_BOUNCES, Source.BOUNCE)
    return set(people)


def place_of(people: dict[UUID, Person], lead_id: UUID | None) -> UUID | None:
    """The company of a lead; None where the tenant shares it, or it is gone."""
    person = None if lead_id is None else people.get(lead_id)
    return None if person is None else person.company_id


async def _suppress(
    tx: Tx, addresses: Iterable[tuple[str, UUID | None]], reason: Reason, source: Source
) -> None:
    of_company: dict[UUID | None, set[str]] = {}
    for address, company_id in addresses:
        of_company.setdefault(company_id, set()).add(address)
    for company_id, group in sorted(of_company.items(), key=lambda item: str(item[0])):
        await suppress_all(
            tx,
            [read_target(address) for address in sorted(group)],
            reason=reason,
            source=source,
            actor=_ACTOR,
            company_id=company_id,
        )
