"""Counting what mailboxes did, stopping them, bringing them back. What takes a `Tx` never commits."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

from penguinmails.audit import Actor, record_change
from penguinmails.infrastructure.health import store
from penguinmails.infrastructure.health.brakes import (
    FAILURES,
    UNREACHABLE_TIME,
    WINDOW_DAYS,
    Brake,
    Counts,
    judge,
)
from penguinmails.infrastructure.health.model import MailboxDay, Standing
from penguinmails.infrastructure.mailboxes import store as mailboxes
from penguinmails.infrastructure.mailboxes.errors import MailboxInvalid, MailboxNotStopped, MailboxUnknown
from penguinmails.infrastructure.mailboxes.handing import hand_on, touch
from penguinmails.infrastructure.mailboxes.model import Cause, Mailbox, Status
from penguinmails.infrastructure.mailboxes.service import find_mailbox
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import NotificationType, notify

_TOLD_FOR: Final = timedelta(days=30)
_BATCH: Final = 500
_LONGEST_WORDS: Final = 500


async def count_mailbox_day(
    tx: Tx,
    mailbox_id: UUID,
    day: date,
    *,
    sent: int = 0,
    deferred: int = 0,
    bounced_hard: int = 0,
    bounced_soft: int = 0,
    complained: int = 0,
    replied: int = 0,
    failed: int = 0,
    planned: int = 0,
) -> None:
    """Add to what a mailbox did on a UTC day, and brake it where that is too much.

    Added every time it is called: the caller does so in the transaction that takes the news in, which happens
    once. `sent` counts every message that got an answer, a refused one too (which is `bounced_hard` besides).
    A bounce or complaint has the mailbox judged by its last seven days, or those since its status changed.
    A mailbox that is not there any more counts nothing.
    """
    await tx.execute(
        store.queries.count_day,
        tenant_id=tx.tenant_id,
        mailbox_id=mailbox_id,
        day=day,
        sent=sent,
        deferred=deferred,
        bounced_hard=bounced_hard,
        bounced_soft=bounced_soft,
        complained=complained,
        replied=replied,
        failed=failed,
        planned=planned,
    )
    if sent:
        await tx.execute(store.queries.forget_failures, tenant_id=tx.tenant_id, mailbox_id=mailbox_id)
    if bounced_hard or bounced_soft or complained:
        await _judge(tx, mailbox_id)


async def count_planned(tx: Tx, day: date, planned: Mapping[UUID, int]) -> None:
    """Add messages that were planned for a UTC day, by mailbox: as `count_mailbox_day`, in one statement."""
    await tx.execute(
        store.queries.count_planned,
        tenant_id=tx.tenant_id,
        day=day,
        mailbox_ids=list(planned),
        planned=list(planned.values()),
    )


async def report_mailbox_failure(
    tx: Tx, mailbox_id: UUID, words: str, *, cause: Cause = Cause.CONNECTION
) -> None:
    """A sender or reader could not connect or sign in, `words` being the server's or ours for its owner.

    The third time in a row stops the mailbox: for an hour where it could not be reached, until a person acts
    where it refused the login (`cause=Cause.AUTHENTICATION`). A message that goes out starts the count anew.
    """
    failures = await store.one_more_failure(tx, mailbox_id)
    if failures is None or failures < FAILURES:
        return
    standing = await store.lock_standing(tx, mailbox_id, clock.now().date())
    if standing is None or standing.status not in (Status.ACTIVE, Status.RESTING):
        return
    said = "".join(sign if sign.isprintable() else " " for sign in words)[:_LONGEST_WORDS]
    rests = UNREACHABLE_TIME if cause is Cause.CONNECTION else None
    await _stop(tx, mailbox_id, standing, Brake(Status.ERROR, cause, said, rests))


async def pause_mailbox(
    tx: Tx, mailbox_id: UUID, *, until: datetime | None = None, reason: str | None = None, actor: Actor
) -> Mailbox:
    """Stop a mailbox: until a moment, or until it is resumed. Raises `MailboxUnknown`, `MailboxInvalid`."""
    standing = await _locked(tx, mailbox_id)
    if standing.status == Status.PENDING:
        raise MailboxInvalid(email=standing.email, reason="it is pending and sends nothing as it is")
    if until is not None and until <= clock.now():
        raise MailboxInvalid(email=standing.email, reason=f"{until.isoformat()} has passed")
    words = reason or "Paused by a person."
    await mailboxes.set_status(tx, mailbox_id, Status.PAUSED, cause=Cause.PERSON, reason=words, until=until)
    await hand_on(tx, [mailbox_id])
    new = {"status": "paused", "until": until and until.isoformat()}
    await record_change(tx, actor, "mailbox.paused", mailbox_id, old={"status": standing.status}, new=new)
    return await find_mailbox(tx, mailbox_id)


async def resume_mailbox(tx: Tx, mailbox_id: UUID, *, actor: Actor) -> Mailbox:
    """Let a mailbox send again, whatever stopped it; brakes judge it by what it does from today on.

    Raises `MailboxUnknown`, and `MailboxNotStopped` where it sends or nobody has signed in to it yet.
    """
    standing = await _locked(tx, mailbox_id)
    if standing.status in (Status.ACTIVE, Status.PENDING):
        raise MailboxNotStopped(email=standing.email, status=standing.status)
    await tx.execute(store.queries.forget_failures, tenant_id=tx.tenant_id, mailbox_id=mailbox_id)
    await mailboxes.set_status(tx, mailbox_id, Status.ACTIVE)
    await hand_on(tx, [mailbox_id])
    before, after = {"status": standing.status}, {"status": "active"}
    await record_change(tx, actor, "mailbox.resumed", mailbox_id, old=before, new=after)
    return await find_mailbox(tx, mailbox_id)


async def list_days(tx: Tx, mailbox_id: UUID, *, most: int = 30) -> list[MailboxDay]:
    """What a mailbox did, the latest day first."""
    return await store.days(tx, mailbox_id, most)


async def recover(databases: Databases) -> int:
    """Bring back every mailbox whose rest or pause is over; how many. Commits, a tenant at a time."""
    now = clock.now()
    async with databases.worker(Tier.OLTP) as tx:
        due = await store.rested(tx, now, _BATCH)
    recovered: list[UUID] = []
    for tenant_id, group in groupby(due, key=lambda each: each.tenant_id):
        async with databases.tenant(Tier.OLTP, Scope.tenant_wide(tenant_id)) as tx:
            back: list[UUID] = []
            for each in group:
                standing = await store.lock_standing(tx, each.id, now.date())
                # Somebody may have changed it since it was found.
                if standing is None or standing.paused_until is None or standing.paused_until > now:
                    continue
                await mailboxes.set_status(tx, each.id, Status.ACTIVE)
                back.append(each.id)
            await hand_on(tx, back)
        recovered += back
    return len(recovered)


async def raise_ramps(databases: Databases) -> int:
    """Tell the lanes of mailboxes that are being ramped up what they may send today; how many. Commits."""
    async with databases.worker(Tier.OLTP) as tx:
        ramping = await mailboxes.ramping(tx, clock.now().date())
    for tenant_id, group in groupby(ramping, key=lambda each: each.tenant_id):
        async with databases.tenant(Tier.OLTP, Scope.tenant_wide(tenant_id)) as tx:
            await touch(tx, [each.id for each in group])
    return len(ramping)


async def _judge(tx: Tx, mailbox_id: UUID) -> None:
    now = clock.now()
    standing = await store.lock_standing(tx, mailbox_id, now.date() - timedelta(days=WINDOW_DAYS - 1))
    if standing is None or standing.status not in (Status.ACTIVE, Status.RESTING):
        return
    brake = judge(Counts(standing.sent, standing.bounced, standing.complained))
    # One that rests is not sent to rest again; it may still be suspended.
    if brake is None or brake.status == standing.status:
        return
    await _stop(tx, mailbox_id, standing, brake)


async def _stop(tx: Tx, mailbox_id: UUID, standing: Standing, brake: Brake) -> None:
    now = clock.now()
    until = None if brake.rests is None else now + brake.rests
    await mailboxes.set_status(
        tx, mailbox_id, brake.status, cause=brake.cause, reason=brake.words, until=until
    )
    await hand_on(tx, [mailbox_id])
    await notify(
        tx,
        user_id=None,
        type_=NotificationType.MAILBOX_PAUSED,
        title=_TITLES[brake.status].format(email=standing.email),
        message=brake.words,
        details={
            "mailbox_id": str(mailbox_id),
            "status": brake.status.value,
            "cause": brake.cause.value,
        },
        occasion=f"mailbox:{mailbox_id}:{brake.status.value}:{now.date().isoformat()}",
        expires=now + _TOLD_FOR,
    )


_TITLES: Final = {
    Status.RESTING: "{email} rests",
    Status.SUSPENDED: "{email} was suspended",
    Status.ERROR: "{email} cannot be used",
}


async def _locked(tx: Tx, mailbox_id: UUID) -> Standing:
    standing = await store.lock_standing(tx, mailbox_id, clock.now().date())
    if standing is None:
        raise MailboxUnknown(mailbox=mailbox_id)
    return standing
