"""Forgetting whoever waits to be forgotten."""

import asyncio
import hashlib
import secrets
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg
import structlog

from penguinmails import audit
from penguinmails.audiences import LEAD_ERASED, LEAD_FORGOTTEN
from penguinmails.audit import Actor, Classification, Retention
from penguinmails.jobs import rename_in_jobs
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.handoff import Delivery, Receiver, send
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import TENANT_PURGED
from penguinmails.warehouse.archiving.model import ArchiveRun
from penguinmails.warehouse.archiving.running import Work, sweep, working
from penguinmails.warehouse.archiving.settings import ArchiveSettings
from penguinmails.warehouse.archiving.writing import TIER
from penguinmails.warehouse.erasing import files, journal, store, tenants
from penguinmails.warehouse.erasing.model import Clicked, Erased, Erasure, NewLink
from penguinmails.warehouse.erasing.store import Leads, Place
from penguinmails.warehouse.rollup.service import apply
from penguinmails.warehouse.rollup.store import lock_waiting

_log = structlog.stdlib.get_logger()

PAGE: Final = 200
"""Leads forgotten in one transaction."""
_ROWS: Final = 20_000
_ACTOR: Final = Actor.system("warehouse.erase")


async def take_leads(tx: Tx, delivery: Delivery) -> None:
    """Write down who is to be counted on under which random id; `erase_waiting` does it soon."""
    await store.note(
        tx,
        "lead",
        {
            store.digest_of(tx.tenant_id, lead_id): (lead_id, UUID(each["surrogate"]))
            for each in delivery.payload["leads"]
            for lead_id in [UUID(each["lead_id"])]
        },
    )


async def take_tenant(tx: Tx, delivery: Delivery) -> None:
    """Write down that a tenant is gone; `erase_waiting` deletes what is here of it."""
    del delivery
    await store.note(tx, "tenant", {store.digest_of(tx.tenant_id, tx.tenant_id): (tx.tenant_id, uuid4())})


RECEIVERS: Final = (Receiver(LEAD_ERASED, take_leads), Receiver(TENANT_PURGED, take_tenant))


async def erase_waiting(databases: Databases, settings: ArchiveSettings | None = None) -> list[Erased]:
    """Forget everybody who waits for it, tenant by tenant; what it came to. Commits as it goes.

    To run it again, or to be killed in it, changes nothing twice. What cannot be done for one tenant is
    logged, waits on, and stops no other.
    """
    settings = settings or ArchiveSettings.load()
    async with databases.worker(TIER) as tx:
        waiting = await store.tenants_waiting(tx)
    done: list[Erased] = []
    for tenant_id in waiting:
        try:
            done.append(await erase_in_tenant(databases, Scope.tenant_wide(tenant_id), settings))
        except (PenguinError, psycopg.Error):  # others are waiting too
            _log.exception("warehouse.erase.failed", tenant_id=str(tenant_id))
    return done


async def erase_in_tenant(databases: Databases, scope: Scope, settings: ArchiveSettings) -> Erased:
    """Forget whoever waits for it in one tenant. Waits for a run of its archive. Commits as it goes.

    Raises what is wrong with an archived file; live rows are cleared before.
    """
    erased = Erased(scope.tenant_id)
    async with working(databases, scope, settings, ArchiveRun(scope.tenant_id), wait=True) as work:
        await sweep(work)
        while page := await _waiting(databases, scope.tenant_id):
            gone = [each for each in page if each.subject == "tenant"]
            if gone:
                await tenants.forget_tenant(work, erased)
                await _finish(work, gone, erased)
            else:
                await _forget_leads(work, page, erased)
    return erased


async def _waiting(databases: Databases, tenant_id: UUID) -> list[Erasure]:
    async with databases.worker(TIER) as tx:
        page = await store.waiting(tx, tenant_id, PAGE)
        if any(each.subject == "lead" and each.subject_id is None for each in page):
            # Only digests are known of these: whoever is here under such an id is found by it.
            await store.reopen(tx, tenant_id)
            page = await store.waiting(tx, tenant_id, PAGE)
    return page


async def _forget_leads(work: Work, page: Sequence[Erasure], erased: Erased) -> None:
    leads = {each.subject_id: each.surrogate for each in page if each.subject_id is not None}
    if leads:
        clicks = await files.clicks_in_files(work, leads)
        await _count_what_waits(work)
        links = await _forget_live(work, leads, clicks, erased)
        erased.files += await files.forget_in_files(work, leads, links)
        await _forget_in_queues(work, leads)
        erased.leads += len(leads)
    await _finish(work, page, erased)


async def _count_what_waits(work: Work) -> None:
    """So that the facts of links know of all clicks."""
    while True:
        async with work.databases.worker(TIER) as tx:
            if not await apply(tx, work.scope.tenant_id, rows=_ROWS, wait=True):
                return


async def _forget_live(work: Work, leads: Leads, clicks: files.Clicks, erased: Erased) -> list[NewLink]:
    tenant_id = work.scope.tenant_id
    async with work.databases.worker(TIER) as tx:
        await lock_waiting(tx, tenant_id)
        messages = await store.messages_of(tx, tenant_id, leads)
        clicked = await store.clicked(tx, tenant_id, messages)
        links = await _own_links(tx, tenant_id, clicked, clicks)
        erased.count("olap.email_events", await store.clear_events(tx, tenant_id, leads, messages, links))
        erased.count("olap.message_states", await store.rename_states(tx, tenant_id, leads, messages, links))
        erased.count("olap.link_totals", await store.rename_links(tx, tenant_id, links))
        for table, rows in (await store.rename_facts(tx, tenant_id, leads)).items():
            erased.count(table, rows)
        erased.count("olap.late_events", await store.clear_late(tx, tenant_id, leads, messages))
        await store.rename_handed(tx, tenant_id, leads)
    return links


async def _own_links(
    tx: Tx, tenant_id: UUID, clicked: Sequence[Clicked], archived: files.Clicks
) -> list[NewLink]:
    """New names for the links that nobody else clicked: such an address may be one person's."""
    own: dict[Place, int] = dict(archived)
    for each in clicked:
        place = (each.campaign_id, each.step_id, each.link_url)
        own[place] = own.get(place, 0) + each.clicks
    of_all = await store.clicks_of_all(tx, tenant_id, list(own))
    return [_renamed(*place) for place, clicks in sorted(own.items(), key=str) if clicks >= of_all[place]]


def _renamed(campaign_id: UUID, step_id: UUID, url: str) -> NewLink:
    parts = urlsplit(url)
    host = (parts.hostname or "unknown").encode("ascii", "ignore").decode()
    # Never the same twice: two links of a message that became one would be one clicked link, and not two.
    new = f"{parts.scheme or 'https'}://{host}/erased/{secrets.token_hex(8)}"
    return NewLink(
        campaign_id,
        step_id,
        url,
        hashlib.sha256(url.encode()).digest(),
        new,
        hashlib.sha256(new.encode()).digest(),
    )


async def _forget_in_queues(work: Work, leads: Leads) -> None:
    """Jobs that wait, dead ones, and news that a person is to look at name random ids too."""
    tenant_id = work.scope.tenant_id
    renamed = {str(lead_id): str(surrogate) for lead_id, surrogate in leads.items()}
    async with work.databases.worker(Tier.QUEUE) as tx:
        await rename_in_jobs(tx, tenant_id, renamed)
        await store.rename_parked(tx, tenant_id, leads)


async def _finish(work: Work, page: Sequence[Erasure], erased: Erased) -> None:
    tenant_id, settings = work.scope.tenant_id, work.settings
    entries = [
        journal.Entry(tenant_id, each.subject, each.subject_digest, each.surrogate, each.created)
        for each in page
    ]
    await asyncio.to_thread(_remember, settings, entries)
    async with work.databases.worker(TIER) as tx:
        for subject in sorted({each.subject for each in page}):
            own = [each for each in page if each.subject == subject]
            await store.finish(tx, tenant_id, subject, [each.subject_digest for each in own], erased.rows)
            await audit.record(
                tx,
                action=f"{subject}.anonymised",
                resource_type="erasure",
                resource_id=own[0].surrogate,
                new={"subjects": len(own), "rows": erased.rows, "files": erased.files},
                actor=_ACTOR,
                classification=Classification.INTERNAL,
                retention=Retention.LEGAL,
                tenant_id=tenant_id,
            )
        await _forget_mail_again(tx, tenant_id, page)


async def _forget_mail_again(tx: Tx, tenant_id: UUID, page: Sequence[Erasure]) -> None:
    # A message that was planned just before may have reached the send queue after it was cleared there.
    leads = [
        {"lead_id": str(each.subject_id), "surrogate": str(each.surrogate)}
        for each in page
        if each.subject == "lead" and each.subject_id is not None
    ]
    if leads:
        await send(tx, LEAD_FORGOTTEN, {"email": "", "leads": leads}, tenant_id=tenant_id)


def _remember(settings: ArchiveSettings, entries: Sequence[journal.Entry]) -> None:
    known = {(entry.tenant_id, entry.subject, entry.digest) for entry in journal.read(settings.journal)}
    new = [entry for entry in entries if (entry.tenant_id, entry.subject, entry.digest) not in known]
    if new:
        journal.append(settings.journal, new)


async def find_returned(databases: Databases) -> int:
    """Look for people who were forgotten and are here again under their old ids; how many. Commits.

    By news that were late, or a backup restored without its journal. `erase_waiting` forgets them again.
    """
    async with databases.worker(TIER) as tx:
        tenants_of = await store.tenants_with_erasures(tx)
    found = 0
    for tenant_id in tenants_of:
        async with databases.worker(TIER) as tx:
            found += len(await store.reopen(tx, tenant_id))
    return found
