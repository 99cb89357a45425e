"""The statements about folders that are read, as functions."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from penguinmails.delivery.inbound.polling.model import (
    ClaimedTurn,
    CursorShown,
    FolderCursor,
    FolderPurpose,
    Turn,
)
from penguinmails.infrastructure import PolledMailbox
from penguinmails.kernel import ids
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)

LEASE_SECONDS: Final = 300.0
"""Longer than one mail takes: every mail that is stored begins it anew."""


async def plan_turns(tx: Tx, mailboxes: Sequence[PolledMailbox]) -> None:
    """Give these mailboxes, of all tenants, their turns, and no others. The transaction is a worker's."""
    mailbox_ids = [mailbox.mailbox_id for mailbox in mailboxes]
    await tx.execute(
        queries.plan_turns,
        tenant_ids=[mailbox.tenant_id for mailbox in mailboxes],
        mailbox_ids=mailbox_ids,
        company_ids=[mailbox.company_id for mailbox in mailboxes],
    )
    await tx.execute(queries.end_turns, mailbox_ids=mailbox_ids)


async def claim_turns(tx: Tx, most: int) -> list[Turn]:
    """Mailboxes that are due, leased to the caller alone. The transaction is a worker's."""
    holder = str(ids.uuid7())
    claimed = await tx.many(
        queries.claim_turns, ClaimedTurn, holder=holder, lease_seconds=LEASE_SECONDS, most=most
    )
    return [Turn(each.tenant_id, each.mailbox_id, each.failures, holder) for each in claimed]


async def hold_turn(tx: Tx, turn: Turn) -> bool:
    """Whether the mailbox is still the caller's; then it stays so until the transaction ends."""
    held = await tx.value(
        queries.hold_turn,
        tenant_id=tx.tenant_id,
        mailbox_id=turn.mailbox_id,
        holder=turn.holder,
        lease_seconds=LEASE_SECONDS,
    )
    return held is not None


async def open_cursor(
    tx: Tx, turn: Turn, folder: str, company_id: UUID, purpose: FolderPurpose
) -> FolderCursor:
    """How far a folder was read."""
    cursor = await tx.one(
        queries.open_cursor,
        FolderCursor,
        tenant_id=tx.tenant_id,
        mailbox_id=turn.mailbox_id,
        folder=folder,
        company_id=company_id,
        purpose=purpose,
    )
    if cursor is None:
        raise RuntimeError(f"the cursor of {folder} was made and is not there")
    return cursor


async def renumber(tx: Tx, turn: Turn, folder: str, uid_validity: int) -> None:
    """Begin a folder again, under the server's new numbers."""
    await tx.execute(
        queries.renumber,
        tenant_id=tx.tenant_id,
        mailbox_id=turn.mailbox_id,
        folder=folder,
        uid_validity=uid_validity,
    )


async def move_cursor(tx: Tx, turn: Turn, folder: str, uid_validity: int, uid: int) -> None:
    """All up to this UID has been read."""
    await tx.execute(
        queries.move_cursor,
        tenant_id=tx.tenant_id,
        mailbox_id=turn.mailbox_id,
        folder=folder,
        uid_validity=uid_validity,
        uid=uid,
    )


async def note_folder(tx: Tx, turn: Turn, folder: str, error: str | None) -> None:
    """A folder was read, or why not."""
    await tx.execute(
        queries.note_folder, tenant_id=tx.tenant_id, mailbox_id=turn.mailbox_id, folder=folder, error=error
    )


async def end_turn(tx: Tx, turn: Turn, failures: int, error: str | None, pause_seconds: float) -> None:
    """Let the mailbox go, until its next turn."""
    await tx.execute(
        queries.end_turn,
        tenant_id=tx.tenant_id,
        mailbox_id=turn.mailbox_id,
        holder=turn.holder,
        failures=failures,
        error=error,
        pause_seconds=pause_seconds,
    )


async def list_cursors(tx: Tx) -> list[CursorShown]:
    """A tenant's folders, and how far each was read."""
    return await tx.many(queries.list_cursors, CursorShown, tenant_id=tx.tenant_id)
