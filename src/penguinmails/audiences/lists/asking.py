"""Asking pending members to confirm. Nothing here commits."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from penguinmails.audiences.lists import store
from penguinmails.audiences.lists.errors import AskedJustNow, AskedTooOften, MemberUnknown, NotPending
from penguinmails.audiences.lists.model import MailingList, MemberStatus
from penguinmails.audiences.lists.service import find_list
from penguinmails.audit import Actor, record_change
from penguinmails.kernel.db import Tx
from penguinmails.notifications import Draft, MailType, queue_mails

MOST: Final = 3
APART: Final = timedelta(hours=1)


async def ask(tx: Tx, target: MailingList, lead_ids: Sequence[UUID]) -> int:
    """Queue a confirmation mail to each of these who is pending and may be asked now; to how many.

    Three times at most since they came onto the list, an hour apart; nobody who may not be written to.
    """
    asked = await store.ask(tx, target.id, lead_ids, most=MOST, apart=APART)
    drafts = [
        Draft(
            row.email,
            {"list_id": str(target.id), "lead_id": str(row.lead_id)},
            f"confirmation:{target.id}:{row.lead_id}:{row.round.isoformat()}:{row.confirm_mails}",
        )
        for row in asked
    ]
    if drafts:
        await queue_mails(tx, type_=MailType.CONFIRMATION, drafts=drafts, company_id=target.company_id)
    return len(asked)


async def resend(tx: Tx, list_id: UUID, lead_id: UUID, *, actor: Actor) -> None:
    """Ask a pending member once more.

    Raises `ListUnknown`, `MemberUnknown`, `NotPending`, `AskedTooOften`, `AskedJustNow`.
    """
    target = await find_list(tx, list_id)
    await store.lock_leads(tx, [lead_id])
    if not await ask(tx, target, [lead_id]):
        member = await store.find_member(tx, list_id, lead_id)
        if member is None:
            raise MemberUnknown(lead=lead_id, list=target.name)
        if member.status != MemberStatus.PENDING:
            raise NotPending(lead=lead_id, status=member.status, list=target.name)
        if member.confirm_mails >= MOST:
            raise AskedTooOften(lead=lead_id, mails=member.confirm_mails)
        if member.confirm_sent is not None:
            raise AskedJustNow(lead=lead_id, sent=member.confirm_sent)
        raise NotPending(lead=lead_id, status="not to be written to", list=target.name)
    await record_change(tx, actor, "list.confirmation_sent", list_id, new={"lead_id": str(lead_id)})
