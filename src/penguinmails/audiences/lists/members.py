"""Who is on a list. Nothing here commits.

Each change locks its leads first, in the order of their ids: a lead cannot be deleted in between, and no two
changes wait for each other in a circle. A transaction that changes several lists does so in several calls,
for the same leads in the same order.
"""

from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from penguinmails.audiences.lists import store
from penguinmails.audiences.lists.asking import ask
from penguinmails.audiences.lists.errors import ConsentUnexplained, LeadsOfOtherCompany, LeadsUnknown
from penguinmails.audiences.lists.model import (
    MAILABLE,
    Added,
    Candidate,
    ConsentSource,
    ListMember,
    MailingList,
    MembershipIn,
    MemberStatus,
    OptIn,
    Reachable,
)
from penguinmails.audiences.lists.screening import Screen
from penguinmails.audiences.lists.service import find_list
from penguinmails.audit import Actor, record_change
from penguinmails.kernel.db import Tx

PAGE: Final = 1000


async def find_leads(
    tx: Tx, target: MailingList, ids: Sequence[UUID], addresses: Sequence[str]
) -> list[UUID]:
    """The ids of the leads with these ids and normalised addresses that the list could take.

    Raises `LeadsUnknown` where one of them finds nobody.
    """
    leads = await store.find_leads(tx, ids, addresses, target.company_id)
    known = {str(lead.lead_id) for lead in leads} | {lead.email for lead in leads}
    unknown = [wanted for wanted in (*map(str, ids), *addresses) if wanted not in known]
    if unknown:
        raise LeadsUnknown(unknown)
    return [lead.lead_id for lead in leads]


async def add_members(
    tx: Tx,
    list_id: UUID,
    lead_ids: Sequence[UUID],
    *,
    screen: Screen,
    source: ConsentSource,
    actor: Actor,
    resubscribe: str | None = None,
    proof: Mapping[str, Any] | None = None,
    noted: str | None = None,
) -> Added:
    """Put leads on a list: subscribed at once, or, where opt-in is double, pending and asked by mail.

    `screen` is of the tenant, made before `tx` was opened. `source` says where the consent comes from,
    `proof` what else is known of it. Who left the list before stays away, unless `resubscribe` says, in a
    sentence, how they asked to come back. `noted` is kept with the membership instead of the source. Up to a
    few thousand leads a call.

    Raises `ListUnknown`, `LeadsUnknown`, `LeadsOfOtherCompany`, `ConsentUnexplained`; then nothing is
    changed.
    """
    if resubscribe is not None and not resubscribe.strip():
        raise ConsentUnexplained
    target = await find_list(tx, list_id)
    leads = await _candidates(tx, target, lead_ids)
    counts: Counter[str] = Counter()
    mailable = [lead for lead in leads if lead.status in MAILABLE]
    counts["unmailable"] = len(leads) - len(mailable)
    suppressed = await screen.suppressed(mailable)
    counts["suppressed"] = len(suppressed)
    welcome = [lead for lead in mailable if lead.lead_id not in suppressed]
    hashes = {lead.lead_id: screen.hash(lead.email) for lead in welcome}
    left = await store.left_before(tx, list_id, welcome, list(hashes.values()))
    if resubscribe is None:
        counts["left_before"] = len(left)
        welcome = [lead for lead in welcome if lead.lead_id not in left]
    status = MemberStatus.PENDING if target.opt_in == OptIn.DOUBLE else MemberStatus.SUBSCRIBED
    joined = await store.insert_members(
        tx, list_id, welcome, status=status, source=noted or source.value, again=resubscribe is not None
    )
    counts[status.value] = len(joined)
    counts["already"] = len(welcome) - len(joined)
    if status is MemberStatus.PENDING:
        await ask(tx, target, [row.lead_id for row in joined])
    elif joined:
        back = {row.lead_id for row in joined if row.again or row.lead_id in left}
        by_id = {lead.lead_id: lead for lead in welcome}
        said = [
            (
                row.lead_id,
                by_id[row.lead_id].company_id,
                hashes[row.lead_id],
                "resubscribed" if row.lead_id in back else "subscribed",
            )
            for row in joined
        ]
        kept = dict(proof or {}) | ({"note": resubscribe.strip()} if resubscribe else {})
        await store.insert_consents(tx, list_id, said, source=source, proof=kept)
    added = Added(**counts)
    if joined:
        await record_change(tx, actor, "list.members_added", list_id, new=dict(vars(added)))
    return added


async def remove_members(tx: Tx, list_id: UUID, lead_ids: Sequence[UUID], *, actor: Actor) -> int:
    """Take leads off a list as if they had never been on it; how many were.

    No consent is taken back by it: who unsubscribed stays known as somebody who did. Raises `ListUnknown`.
    """
    await find_list(tx, list_id)
    leads = await store.lock_leads(tx, lead_ids)
    removed = await store.remove_members(tx, list_id, [lead.lead_id for lead in leads])
    if removed:
        await record_change(tx, actor, "list.members_removed", list_id, old={"members": removed})
    return removed


async def leave(
    tx: Tx,
    list_id: UUID,
    lead_ids: Sequence[UUID],
    *,
    screen: Screen,
    source: ConsentSource,
    actor: Actor | None = None,
    ip: str | None = None,
    user_agent: str | None = None,
    note: str | None = None,
) -> int:
    """Leads unsubscribe from a list, themselves or by somebody they told (`actor`); how many were on it.

    Done twice it changes nothing. Raises `ListUnknown`.
    """
    await find_list(tx, list_id)
    leads = await store.lock_leads(tx, lead_ids)
    left = await store.leave(tx, list_id, [lead.lead_id for lead in leads])
    if not left:
        return 0
    said = [(row.lead_id, row.company_id, screen.hash(row.email), "unsubscribed") for row in left]
    proof = {"note": note} if note else {}
    await store.insert_consents(tx, list_id, said, source=source, proof=proof, ip=ip, user_agent=user_agent)
    if actor is not None:
        await record_change(tx, actor, "list.members_left", list_id, old={"members": len(left)})
    return len(left)


async def members(
    tx: Tx,
    list_id: UUID,
    *,
    status: MemberStatus | None = None,
    after: UUID | None = None,
    page: int = PAGE,
) -> list[ListMember]:
    """A page of those on a list; the next begins after the last lead of this one. Raises `ListUnknown`."""
    await find_list(tx, list_id)
    return await store.members(tx, list_id, status=status, after=after, page=page)


async def reachable(tx: Tx, list_id: UUID, *, after: UUID | None = None, page: int = PAGE) -> list[Reachable]:
    """A page of the leads that a broadcast to the list may go to, by lead id.

    Subscribed, confirmed where opt-in is double, not deleted, and in a state in which they may be written to.
    Suppressions are read when a message is sent. Nobody, where the list is deleted or unknown.
    """
    return await store.reachable(tx, list_id, after=after, page=page)


async def every_reachable(tx: Tx, list_id: UUID, *, page: int = PAGE) -> AsyncGenerator[Reachable]:
    """All of `reachable`, page by page."""
    after: UUID | None = None
    while rows := await reachable(tx, list_id, after=after, page=page):
        for row in rows:
            yield row
        after = rows[-1].lead_id


async def _candidates(tx: Tx, target: MailingList, lead_ids: Sequence[UUID]) -> list[Candidate]:
    wanted = set(lead_ids)
    leads = await store.lock_leads(tx, sorted(wanted))
    if unknown := wanted - {lead.lead_id for lead in leads}:
        raise LeadsUnknown(sorted(map(str, unknown)))
    if target.company_id is not None:
        others = sum(lead.company_id != target.company_id for lead in leads)
        if others:
            raise LeadsOfOtherCompany(count=others, list=target.name)
    return leads


async def memberships_among(tx: Tx, lead_ids: Sequence[UUID], list_ids: Sequence[UUID]) -> list[MembershipIn]:
    """In which of these lists these leads are or were, and whether they may be written to for it.

    Memberships that were removed, and those of deleted lists, are not among them.
    """
    return await store.memberships_among(tx, lead_ids, list_ids) if lead_ids and list_ids else []
