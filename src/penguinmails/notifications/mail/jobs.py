"""What workers do about system mail."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog

from penguinmails import jobs
from penguinmails.jobs import Job, JobContext, Payload, Periodic, job
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications.mail import store
from penguinmails.notifications.mail.model import Letter
from penguinmails.notifications.mail.sending import Sending
from penguinmails.notifications.mail.settings import MailSettings

_log = structlog.stdlib.get_logger()

_GRACE: Final = timedelta(minutes=1)
_BATCH: Final = 1000
_KEPT: Final = timedelta(days=90)


def send_job(letters: Iterable[Letter]) -> Job:
    """The job that sends one mail, for a worker that knows these letters."""
    known = {letter.type: letter for letter in letters}

    async def send(context: JobContext, payload: Payload) -> None:
        settings = MailSettings.load()
        if settings.missing:
            return  # the row waits; `send_waiting` finds it once there is a relay
        sending = Sending(context.databases, known, settings)
        pause = await sending.attempt(context.scope, UUID(payload["mail_id"]))
        if pause is not None:
            async with context.tenant(Tier.QUEUE) as tx:
                await jobs.enqueue(tx, send_job(()), payload, delay=pause)

    return Job("notifications.send_mail", "email-sending", send, timeout=60)


@job("notifications.send_waiting", queue="email-sending:low")
async def send_waiting(context: JobContext, payload: Payload) -> None:
    """Queue a job for each mail that has lost its own: there was no relay, or a worker died."""
    del payload
    if MailSettings.load().missing:
        return
    async with context.databases.worker(Tier.NOTIFICATIONS) as tx:
        overdue = await store.overdue(tx, _GRACE, _BATCH)
        for mail in overdue:
            await jobs.enqueue(
                tx,
                send_job(()),
                {"mail_id": str(mail.id)},
                tenant_id=mail.tenant_id,
                dedupe_key=str(mail.id),
            )
    if overdue:
        _log.info("mail.found_waiting", mails=len(overdue))


@job("notifications.forget_old_mail", queue="maintenance:process")
async def forget_old(context: JobContext, payload: Payload) -> None:
    """Delete what was sent or failed more than 90 days ago, addresses and all."""
    del payload
    gone, batch = 0, _BATCH
    while batch == _BATCH:
        async with context.databases.worker(Tier.NOTIFICATIONS) as tx:
            batch = await store.forget_old(tx, _KEPT, _BATCH)
        gone += batch
    _log.info("mail.forgotten", mails=gone)


def mail_jobs(letters: Iterable[Letter]) -> tuple[Job, ...]:
    """All jobs of system mail, for a worker that knows these letters."""
    return (send_job(letters), send_waiting, forget_old)


PERIODIC: Final = (Periodic("* * * * *", send_waiting), Periodic("40 3 * * *", forget_old))
