"""Bodies are stored once, come back to the byte, and go when they should."""

import asyncio
import hashlib
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest

from penguinmails.audit import Actor
from penguinmails.content.bodies import retention, service
from penguinmails.content.bodies.errors import BodyDamaged, BodyEmpty, BodyIncomplete, BodyUnknown
from penguinmails.content.bodies.model import HoldScope, Storage, Swept
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Home, Tier
from penguinmails.tenancy import (
    ContentType,
    RetentionPolicy,
    add_company,
    delete_tenant,
    purge_tenant,
)
from penguinmails.tenancy.settings.service import set_retention
from tests.content.test_cutting import LOGO, mail
from tests.servers import Clone

ACTOR = Actor.operator()


async def stored(databases: Databases, scope: Scope, raw: bytes, company_id: UUID | None = None) -> str:
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        return await service.store_body(tx, raw, company_id=company_id)


async def used(databases: Databases, scope: Scope) -> Storage:
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        return await service.storage_used(tx)


async def received(
    clone: Clone, scope: Scope, key: str | None, *, lead_id: UUID | None = None, days_ago: int = 0
) -> UUID:
    """A received message that carries the body, as the inbound side will write it."""
    moment = clock.now() - timedelta(days=days_ago)
    message_id = ids.uuid7()
    async with await psycopg.AsyncConnection.connect(clone.administrators[Home.CONTENT]) as connection:
        await connection.execute(
            "INSERT INTO content.email_messages (tenant_id, message_id, direction, kind, state, received, lead_id, "
            "storage_key) VALUES (%s, %s, 'inbound', 'reply', 'received', %s, %s, %s)",
            (scope.tenant_id, message_id, moment, lead_id, key),
        )
    return message_id


async def test_a_body_is_read_and_comes_back_to_the_byte(databases: Databases, tenant: Scope) -> None:
    raw = mail(("logo.png", LOGO), ("note.txt", b"short"))
    key = await stored(databases, tenant, raw)
    async with databases.tenant(Tier.CONTENT, tenant) as tx:
        assert await service.load_raw(tx, key) == raw
        body = await service.load_body(tx, key)
        assert body.text == "See the file."
        assert [file.filename for file in body.attachments] == ["logo.png", "note.txt"]
        assert all(file.is_kept for file in body.attachments)
        contents = [await service.load_attachment(tx, key, file.id) for file in body.attachments]
    assert contents == [LOGO, b"short"]


async def test_what_repeats_is_stored_once(databases: Databases, tenant: Scope) -> None:
    first = await stored(databases, tenant, mail(("logo.png", LOGO)))
    again = await stored(databases, tenant, mail(("logo.png", LOGO)))
    one = await used(databases, tenant)
    other = await stored(databases, tenant, b"Received: elsewhere\r\n" + mail(("logo.png", LOGO)))
    two = await used(databases, tenant)
    assert first == again != other
    assert (one.bodies, one.attachments, two.bodies, two.attachments) == (1, 1, 2, 1)
    assert two.stored_bytes - one.stored_bytes < len(LOGO) / 4


async def test_companies_and_tenants_share_nothing(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        company = await add_company(tx, "Second", actor=ACTOR)
    raw = mail(("logo.png", LOGO))
    shared = await stored(databases, tenant, raw)
    own = await stored(databases, tenant, raw, company.id)
    assert shared != own
    limited = Scope(tenant.tenant_id, frozenset({company.id}))
    async with databases.tenant(Tier.CONTENT, limited) as tx:
        assert await service.load_raw(tx, own) == raw
        with pytest.raises(BodyUnknown):
            await service.load_raw(tx, shared)
    async with databases.tenant(Tier.CONTENT, other_tenant) as tx:
        with pytest.raises(BodyUnknown):
            await service.load_body(tx, own)


async def test_the_same_mail_stored_at_once_is_one_row(databases: Databases, tenant: Scope) -> None:
    raws = [
        b"X: %d\r\n" % (number % 3) + mail(("a.png", LOGO), ("b.png", LOGO[::-1])) for number in range(12)
    ]
    keys = await asyncio.gather(*(stored(databases, tenant, raw) for raw in raws))
    assert len(set(keys)) == 3
    assert (await used(databases, tenant)).attachments == 2


async def test_nothing_and_damage_are_refused(databases: Databases, tenant: Scope, clone: Clone) -> None:
    with pytest.raises(BodyEmpty):
        await stored(databases, tenant, b"")
    key = await stored(databases, tenant, b"Subject: hi\r\n\r\nhello")
    async with await psycopg.AsyncConnection.connect(clone.administrators[Home.CONTENT]) as connection:
        await connection.execute(
            "UPDATE content.email_content SET raw = 'Subject: ho', compression_algorithm = 'none'"
        )
    async with databases.tenant(Tier.CONTENT, tenant) as tx:
        with pytest.raises(BodyDamaged):
            await service.load_raw(tx, key)


async def test_what_is_past_its_time_goes_and_what_is_held_stays(
    databases: Databases, tenant: Scope, clone: Clone
) -> None:
    lead = ids.uuid7()
    old = await stored(databases, tenant, b"Subject: old\r\n\r\n")
    held = await stored(databases, tenant, b"Subject: held\r\n\r\n")
    await received(clone, tenant, old)
    await received(clone, tenant, held, lead_id=lead)
    async with databases.tenant(Tier.CONTENT, tenant) as tx:
        hold = await retention.place_hold(tx, HoldScope.LEAD, lead, reason="Dispute", actor=ACTOR)
    later = clock.now() + timedelta(days=731)

    swept = await retention.sweep(databases, now=clock.now() + timedelta(days=700))
    assert (swept.expired_bodies, swept.held_bodies) == (0, 0)
    swept = await retention.sweep(databases, now=later)
    assert (swept.expired_bodies, swept.held_bodies) == (1, 1)
    assert swept.bytes_freed > 0
    async with databases.tenant(Tier.CONTENT, tenant) as tx:
        with pytest.raises(BodyUnknown):
            await service.load_body(tx, old)
        assert await service.load_raw(tx, held) == b"Subject: held\r\n\r\n"
        await retention.release_hold(tx, hold.id, actor=ACTOR)
    swept = await retention.sweep(databases, now=later)
    assert (swept.expired_bodies, swept.held_bodies) == (1, 0)


@pytest.mark.parametrize("scope", [HoldScope.TENANT, HoldScope.COMPANY, HoldScope.MESSAGE])
async def test_every_kind_of_hold_holds(
    scope: HoldScope, databases: Databases, tenant: Scope, clone: Clone
) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        company = await add_company(tx, "Second", actor=ACTOR)
    key = await stored(databases, tenant, b"Subject: kept\r\n\r\n", company.id)
    message = await received(clone, tenant, key)
    about = {HoldScope.TENANT: tenant.tenant_id, HoldScope.COMPANY: company.id, HoldScope.MESSAGE: message}
    async with databases.tenant(Tier.CONTENT, tenant) as tx:
        hold = await retention.place_hold(tx, scope, about[scope], reason="Audit", actor=ACTOR)
        other = await retention.place_hold(tx, HoldScope.LEAD, ids.uuid7(), reason="Other", actor=ACTOR)
    later = clock.now() + timedelta(days=731)
    assert (await retention.sweep(databases, now=later)).held_bodies == 1
    async with databases.tenant(Tier.CONTENT, tenant) as tx:
        await retention.release_hold(tx, hold.id, actor=ACTOR)
        assert [each.id for each in await retention.list_holds(tx)] == [other.id, hold.id]
    assert (await retention.sweep(databases, now=later)).expired_bodies == 1


async def test_attachments_have_a_time_of_their_own(
    databases: Databases, tenant: Scope, clone: Clone
) -> None:
    key = await stored(databases, tenant, mail(("logo.png", LOGO)))
    await received(clone, tenant, key)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        policy = RetentionPolicy(
            ContentType.ATTACHMENTS, 30, auto_archive=False, auto_delete=True, legal_hold=False
        )
        await set_retention(tx, policy, actor=ACTOR)
    swept = await retention.sweep(databases, now=clock.now() + timedelta(days=40))
    assert (swept.expired_bodies, swept.expired_attachments, swept.orphaned_files) == (0, 1, 1)
    async with databases.tenant(Tier.CONTENT, tenant) as tx:
        body = await service.load_body(tx, key)
        assert [file.is_kept for file in body.attachments] == [False]
        with pytest.raises(BodyIncomplete):
            await service.load_raw(tx, key)


async def test_a_changed_policy_counts_for_what_is_there(
    databases: Databases, tenant: Scope, clone: Clone
) -> None:
    key = await stored(databases, tenant, b"Subject: hi\r\n\r\n")
    await received(clone, tenant, key)
    for days, expired in ((None, 0), (10, 1)):
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            policy = RetentionPolicy(
                ContentType.EMAIL_CONTENT, days, auto_archive=False, auto_delete=True, legal_hold=False
            )
            await set_retention(tx, policy, actor=ACTOR)
        assert (
            await retention.sweep(databases, now=clock.now() + timedelta(days=900))
        ).expired_bodies == expired


async def test_orphans_of_both_directions_are_found(
    databases: Databases, tenant: Scope, clone: Clone
) -> None:
    orphan = await stored(databases, tenant, mail(("logo.png", LOGO)))
    kept = await stored(databases, tenant, b"Subject: kept\r\n\r\n")
    await received(clone, tenant, kept)
    await received(clone, tenant, None)
    assert (await retention.sweep(databases)).orphaned_bodies == 0, "it may be on its way"
    swept = await retention.sweep(databases, now=clock.now() + timedelta(days=2))
    assert (swept.orphaned_bodies, swept.orphaned_files, swept.bodies_missing) == (1, 1, 1)
    async with databases.tenant(Tier.CONTENT, tenant) as tx:
        assert await service.load_raw(tx, kept)
        with pytest.raises(BodyUnknown):
            await service.load_raw(tx, orphan)


async def test_what_is_being_stored_is_no_orphan(databases: Databases, tenant: Scope) -> None:
    """The sweep meets a file that a transaction, not yet committed, is about to use again."""
    await stored(databases, tenant, mail(("logo.png", LOGO)))
    async with databases.tenant(Tier.CONTENT, tenant) as tx:
        await tx.connection.execute("DELETE FROM content.email_content")
        await tx.connection.execute(
            "UPDATE content.attachment_contents SET last_stored = now() - interval '9 days'"
        )
    async with databases.tenant(Tier.CONTENT, tenant) as tx:
        raw = b"X: 2\r\n" + mail(("logo.png", LOGO))
        key = await service.store_body(tx, raw, company_id=None)
        sweeping = asyncio.create_task(
            retention.sweep_tenant(databases, tenant, Swept(), clock.now() + timedelta(minutes=1))
        )
        await blocked(tx.connection)
    await sweeping
    async with databases.tenant(Tier.CONTENT, tenant) as tx:
        assert await service.load_raw(tx, key) == raw


async def blocked(connection: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
    """Wait until somebody waits for this connection."""
    while True:
        cursor = await connection.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        if (await cursor.fetchone() or (0,))[0]:
            return
        await asyncio.sleep(0.01)


async def test_nothing_is_left_of_a_purged_tenant(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    await stored(databases, tenant, mail(("logo.png", LOGO)))
    theirs = await stored(databases, other_tenant, mail(("logo.png", LOGO)))
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await delete_tenant(tx, actor=ACTOR)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await purge_tenant(tx, actor=ACTOR)
    assert (await retention.sweep(databases)).tenants_gone == 1
    assert await used(databases, tenant) == Storage(0, 0, 0, 0)
    async with databases.tenant(Tier.CONTENT, other_tenant) as tx:
        assert hashlib.sha256(await service.load_raw(tx, theirs)).hexdigest() in theirs
