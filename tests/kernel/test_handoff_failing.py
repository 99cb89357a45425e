"""What cannot be applied is tried again, then parked; what can, is not held up by it."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from psycopg import errors, sql

from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, DatabaseUnreachable, Scope, Tx
from penguinmails.kernel.handoff import (
    PARKED,
    Delivery,
    Receiver,
    Relay,
    Topic,
    forget_old_keys,
    parked,
    send,
    unpark,
)
from penguinmails.kernel.handoff.model import MAX_ATTEMPTS, pause_after
from penguinmails.kernel.tiers import Home, Role, Tier
from tests.kernel import news
from tests.servers import Clone

FAILING = Topic("failure.tested", Tier.OLAP)


def failing(error: Exception) -> Receiver:
    async def fail(tx: Tx, delivery: Delivery) -> None:
        await tx.execute(news.STATEMENTS[Tier.OLAP]["tell"], tenant_id=tx.tenant_id, note="half done")
        raise error

    return Receiver(FAILING, fail)


class Parkings:
    """Takes `handoff.parked` in."""

    def __init__(self) -> None:
        self.payloads: list[dict[str, object]] = []

    async def apply(self, _: Tx, delivery: Delivery) -> None:
        self.payloads.append(delivery.payload)

    @property
    def receiver(self) -> Receiver:
        return Receiver(PARKED, self.apply)


async def hand_over(databases: Databases, scope: Scope, topic: Topic = FAILING) -> str:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return str(await send(tx, topic, {"id": 7}))


async def try_until_parked(clone: Clone, relay: Relay, scope: Scope) -> None:
    """Deliver until nothing of the tenant waits any more."""
    await relay.drain()
    while news.look(clone, scope.tenant_id).waiting:
        news.let_retry(clone)
        await relay.drain()


@pytest.mark.parametrize(
    "error",
    [
        ValueError("a bug"),
        ValueError("with a \0 and half a \ud800 pair"),
        errors.DeadlockDetected("deadlock detected"),
        errors.QueryCanceled("canceling statement due to statement timeout"),
        DatabaseUnreachable(home="somewhere", reason="a database of the receiver's own"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_a_failure_is_retried_then_parked_then_unparked(
    clone: Clone, databases: Databases, somebody: Scope, error: Exception
) -> None:
    # psycopg knows an error's SQLSTATE from its class, as it does for the server's own.
    parkings = Parkings()
    handoff_id = await hand_over(databases, somebody)
    await news.tell(databases, somebody, ["unharmed"], to=Tier.OLAP)
    relay = Relay(databases, [failing(error), parkings.receiver, *news.RECEIVERS])

    await relay.drain()
    assert news.look(clone, somebody.tenant_id).news[Tier.OLAP] == ["unharmed"]
    assert news.look(clone, somebody.tenant_id).waiting == 1
    await try_until_parked(clone, relay, somebody)

    (row,) = [row for row in await parked(databases) if row.tenant_id == somebody.tenant_id]
    assert (str(row.handoff_id), row.topic, row.attempts) == (handoff_id, FAILING.name, MAX_ATTEMPTS)
    assert row.error.startswith(type(error).__name__)
    (told,) = parkings.payloads
    assert (told["topic"], told["handoff_id"]) == (FAILING.name, handoff_id)
    seen = news.look(clone, somebody.tenant_id)
    assert (seen.waiting, seen.parked) == (0, 1)

    async def mended(tx: Tx, delivery: Delivery) -> None:
        note = f"mended {delivery.payload['id']}"
        await tx.execute(news.STATEMENTS[Tier.OLAP]["tell"], tenant_id=tx.tenant_id, note=note)

    assert await unpark(databases, row.tenant_id, row.handoff_id)
    assert not await unpark(databases, row.tenant_id, row.handoff_id)
    assert await Relay(databases, [Receiver(FAILING, mended)]).drain() == 1
    seen = news.look(clone, somebody.tenant_id)
    assert seen.news[Tier.OLAP] == ["mended 7", "unharmed"]
    assert (seen.waiting, seen.parked) == (0, 0)


async def test_news_that_nobody_takes_in_is_parked(
    clone: Clone, databases: Databases, somebody: Scope
) -> None:
    parkings = Parkings()
    await hand_over(databases, somebody, Topic("nobody.listens", Tier.CONTENT))
    await try_until_parked(clone, Relay(databases, [parkings.receiver]), somebody)
    (row,) = [row for row in await parked(databases) if row.tenant_id == somebody.tenant_id]
    assert "nobody.listens" in row.error
    assert len(parkings.payloads) == 1


async def test_parking_what_tells_of_parking_ends_there(
    clone: Clone, databases: Databases, somebody: Scope
) -> None:
    await hand_over(databases, somebody)
    relay = Relay(databases, [failing(ValueError("always"))])  # and nobody takes PARKED in
    await try_until_parked(clone, relay, somebody)
    topics = {row.topic for row in await parked(databases) if row.tenant_id == somebody.tenant_id}
    assert topics == {FAILING.name, PARKED.name}
    assert news.look(clone, somebody.tenant_id).waiting == 0


async def test_a_receiver_that_swallows_an_error_loses_nobodys_news(
    clone: Clone, databases: Databases, somebody: Scope
) -> None:
    async def swallow(tx: Tx, _: Delivery) -> None:
        try:
            await tx.connection.execute("SELECT 1 / 0")
        except psycopg.Error:
            return

    await news.tell(databases, somebody, ["before"], to=Tier.OLAP)
    await hand_over(databases, somebody)
    await news.tell(databases, somebody, ["after"], to=Tier.OLAP)
    await Relay(databases, [Receiver(FAILING, swallow), *news.RECEIVERS]).drain()
    seen = news.look(clone, somebody.tenant_id)
    assert seen.news[Tier.OLAP] == ["after", "before"]
    assert seen.waiting == 1


async def test_a_row_that_only_the_commit_refuses_is_found_and_set_back_alone(
    clone: Clone, databases: Databases, somebody: Scope
) -> None:
    with psycopg.connect(clone.administrators[Home.OLAP], autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS olap.late (n int UNIQUE DEFERRABLE INITIALLY DEFERRED);"
            "GRANT INSERT ON olap.late TO penguinmails_app"
        )

    async def insert(tx: Tx, _: Delivery) -> None:
        await tx.connection.execute("INSERT INTO olap.late VALUES (1), (1)")

    await news.tell(databases, somebody, ["before"], to=Tier.OLAP)
    await hand_over(databases, somebody)
    await news.tell(databases, somebody, ["after"], to=Tier.OLAP)
    await Relay(databases, [Receiver(FAILING, insert), *news.RECEIVERS]).drain()
    seen = news.look(clone, somebody.tenant_id)
    assert (seen.news[Tier.OLAP], seen.waiting) == (["after", "before"], 1)


@contextmanager
def closed_to_us(clone: Clone, home: Home) -> Generator[None]:
    """Nobody but a superuser gets into that database."""
    with psycopg.connect(clone.administrators[home], autocommit=True) as connection:
        ours = sql.SQL(", ").join(
            [sql.SQL("PUBLIC"), *(sql.Identifier(role) for role in (Role.APP, Role.WORKER))]
        )
        database = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM {}").format(database, ours))
        yield
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, ours))


async def test_a_database_that_is_away_holds_up_only_what_it_takes_in(
    clone: Clone, somebody: Scope, somebody_else: Scope
) -> None:
    if len(set(clone.databases.values())) == 1:
        pytest.skip("one database cannot be away in part")
    async with Databases(clone.address) as databases:
        for scope in (somebody, somebody_else):
            await news.tell(databases, scope, ["first", "second"], to=Tier.CONTENT)
            await news.tell(databases, scope, ["unharmed"], to=Tier.OLAP)
    with closed_to_us(clone, Home.CONTENT):
        async with Databases(clone.address, patience=0.2) as databases:
            with pytest.raises((psycopg.Error, DatabaseUnreachable)):
                await Relay(databases, news.RECEIVERS).deliver_due()
    for scope in (somebody, somebody_else):
        seen = news.look(clone, scope.tenant_id)
        assert (seen.news[Tier.OLAP], seen.news[Tier.CONTENT], seen.waiting) == (["unharmed"], [], 2)
    async with Databases(clone.address) as databases:
        await Relay(databases, news.RECEIVERS).drain()
    for scope in (somebody, somebody_else):
        seen = news.look(clone, scope.tenant_id)
        assert (seen.news[Tier.CONTENT], seen.waiting, seen.parked) == (["first", "second"], 0, 0)


async def test_old_keys_are_forgotten(clone: Clone, databases: Databases, somebody: Scope) -> None:
    await news.tell(databases, somebody, ["applied"], to=Tier.OLAP)
    await Relay(databases, news.RECEIVERS).drain()
    await forget_old_keys(databases)
    assert news.look(clone, somebody.tenant_id).keys == 1
    await forget_old_keys(
        databases, older_than=clock.now() - ids.uuid7_time(ids.uuid7()) - timedelta(hours=1)
    )
    assert news.look(clone, somebody.tenant_id).keys == 0


def test_pauses_double_and_end() -> None:
    pauses = [pause_after(attempt).total_seconds() for attempt in range(1, 10)]
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 64, 64]
