"""What a member finds in the product."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from penguinmails import notifications
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import Channel, Notification, NotificationType, NotificationUnending

ANN, BEN = ids.uuid7(), ids.uuid7()


async def notify(databases: Databases, scope: Scope, user_id: UUID | None, **given: Any) -> UUID | None:
    news: dict[str, Any] = {
        "type_": NotificationType.QUOTA_NEARING,
        "title": "Quota",
        "message": "80 % is used",
        **given,
    }
    async with databases.tenant(Tier.NOTIFICATIONS, scope) as tx:
        return await notifications.notify(tx, user_id=user_id, **news)


async def inbox(databases: Databases, scope: Scope, user_id: UUID, **wanted: Any) -> list[Notification]:
    async with databases.tenant(Tier.NOTIFICATIONS, scope) as tx:
        return await notifications.list_notifications(tx, user_id, **wanted)


async def unread(databases: Databases, scope: Scope, user_id: UUID) -> int:
    async with databases.tenant(Tier.NOTIFICATIONS, scope) as tx:
        return await notifications.count_unread(tx, user_id)


async def mark_read(databases: Databases, scope: Scope, user_id: UUID, *marked: UUID | None) -> int:
    async with databases.tenant(Tier.NOTIFICATIONS, scope) as tx:
        return await notifications.mark_read(tx, user_id, [one for one in marked if one])


async def test_a_notification_is_for_one_member(databases: Databases, tenant: Scope) -> None:
    made = await notify(databases, tenant, ANN, path="/billing", details={"percent": 80})
    (found,) = await inbox(databases, tenant, ANN)
    assert (found.id, found.title, found.path, found.details) == (made, "Quota", "/billing", {"percent": 80})
    assert not found.for_everybody
    assert await inbox(databases, tenant, BEN) == []
    assert [await unread(databases, tenant, user) for user in (ANN, BEN)] == [1, 0]


async def test_it_commits_with_the_change_it_tells_of(databases: Databases, tenant: Scope) -> None:
    async def change_and_fail() -> None:
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            await notifications.notify(
                tx, user_id=ANN, type_=NotificationType.NEW_MESSAGE, title="New", message="A reply"
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await change_and_fail()
    assert await inbox(databases, tenant, ANN) == []


async def test_reading_counts_once_and_only_ones_own(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    first, second = [await notify(databases, tenant, ANN) for _ in range(2)]
    of_ben = await notify(databases, tenant, BEN)
    elsewhere = await notify(databases, other_tenant, ANN)
    assert await mark_read(databases, tenant, ANN, first, of_ben, elsewhere, ids.uuid7()) == 1
    (read,) = [found for found in await inbox(databases, tenant, ANN) if found.read]
    assert read.id == first
    assert await mark_read(databases, tenant, ANN, first) == 0
    assert [found.id for found in await inbox(databases, tenant, ANN, unread_only=True)] == [second]
    assert await unread(databases, tenant, BEN) == 1
    assert await unread(databases, other_tenant, ANN) == 1


async def test_what_everybody_is_told_expires(databases: Databases, tenant: Scope) -> None:
    with pytest.raises(NotificationUnending):
        await notify(databases, tenant, None)
    made = await notify(databases, tenant, None, expires=clock.now() + timedelta(hours=1))
    await notify(databases, tenant, None, expires=clock.now() - timedelta(seconds=1))
    for user in (ANN, BEN):
        (found,) = await inbox(databases, tenant, user)
        assert (found.id, found.for_everybody) == (made, True)
    assert await mark_read(databases, tenant, ANN, made) == 0


async def test_nobody_is_told_of_an_occasion_twice(databases: Databases, tenant: Scope) -> None:
    occasion = "quota:80:2026-11"
    assert await notify(databases, tenant, ANN, occasion=occasion)
    assert await notify(databases, tenant, ANN, occasion=occasion) is None
    assert await notify(databases, tenant, BEN, occasion=occasion)
    assert await notify(databases, tenant, ANN, occasion=occasion, channel=Channel.EMAIL)
    assert len(await inbox(databases, tenant, ANN)) == 1, "mail is not shown in the product"


async def test_pages_follow_each_other(databases: Databases, tenant: Scope) -> None:
    made = [await notify(databases, tenant, ANN) for _ in range(5)]
    first = await inbox(databases, tenant, ANN, page=3)
    second = await inbox(databases, tenant, ANN, page=3, before=first[-1].id)
    assert [found.id for found in [*first, *second]] == made[::-1]


@pytest.mark.parametrize("type_", NotificationType)
async def test_the_table_knows_every_type(
    databases: Databases, tenant: Scope, type_: NotificationType
) -> None:
    assert await notify(databases, tenant, ANN, type_=type_)
