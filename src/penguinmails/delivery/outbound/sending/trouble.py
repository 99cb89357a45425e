"""A mailbox whose server does not let us in: nothing of it is tried for a while, and its owner is told."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Self

from penguinmails.delivery.outbound.lanes import store as lanes
from penguinmails.delivery.outbound.lanes.model import OWN_SERVER, Backoff, Lane
from penguinmails.delivery.outbound.lanes.rules import chance, pause_after
from penguinmails.delivery.outbound.sending.recording import Recorder
from penguinmails.delivery.smtp.errors import LoginRefused
from penguinmails.infrastructure import Cause, MailboxBroken, MailboxUnknown, report_mailbox_failure
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier

_FIRST: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Trouble:
    """Why a mailbox cannot send. `cause` is a reason of a lane's pause."""

    cause: str
    words: str

    @classmethod
    def of(cls, error: PenguinError) -> Self:
        """From what opening it raised."""
        is_login = isinstance(error, (LoginRefused, MailboxBroken, MailboxUnknown))
        return cls("authentication" if is_login else "connection", str(error))


async def note_trouble(tx: Tx, lane: Lane, trouble: Trouble, recorder: Recorder) -> None:
    """Pause the lane, longer each time in a row."""
    known = recorder.backoffs.get(OWN_SERVER)
    failures = known.failures + 1 if known else 1
    pause = pause_after(failures, _FIRST, chance())
    await lanes.back_off(tx, lane, [Backoff(OWN_SERVER, lane.now, failures)], [trouble.words[:1000]])
    await lanes.pause(tx, lane, pause, trouble.cause)


async def note_success(tx: Tx, lane: Lane, recorder: Recorder) -> None:
    """It let us in: the next trouble is the first again."""
    if OWN_SERVER in recorder.backoffs:
        await lanes.forget_backoffs(tx, lane, [OWN_SERVER])


async def report(databases: Databases, lane: Lane, trouble: Trouble) -> None:
    """Tell the mailbox's owner, who may find it stopped when that goes on. Commits."""
    cause = Cause.AUTHENTICATION if trouble.cause == "authentication" else Cause.CONNECTION
    async with databases.tenant(Tier.OLTP, Scope.tenant_wide(lane.tenant_id)) as tx:
        await report_mailbox_failure(tx, lane.mailbox_id, trouble.words, cause=cause)
