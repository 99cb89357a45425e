"""`migrations/schema/` is what the migrations make, and differs where they do."""

import asyncio
from pathlib import Path

import pytest

from penguinmails.kernel.tiers import Tier
from penguinmails.postgres import provision, snapshot
from penguinmails.postgres.session import administrator
from tests.postgres.fixtures_scratch import Scratch, everywhere, run, scratch
from tests.servers import Clone

__all__ = ["scratch"]


async def test_the_files_are_current(clone: Clone) -> None:
    found = {
        tier: await asyncio.to_thread(snapshot.dump, clone.administrators[tier.home], tier) for tier in Tier
    }

    assert snapshot.differences(found) == [], "run: python -m penguinmails.postgres.snapshot"


async def test_a_change_shows_and_is_written(scratch: Scratch, tmp_path: Path) -> None:
    conninfo = await scratch.database()
    await provision(everywhere(conninfo), scratch.passwords)
    before = {Tier.QUEUE: snapshot.dump(conninfo, Tier.QUEUE)}
    snapshot.write(before, tmp_path)
    assert snapshot.differences(before, tmp_path) == []

    async with administrator(conninfo) as connection:
        await run(connection, "ALTER TABLE queue.jobs ADD COLUMN colour text")
    after = {Tier.QUEUE: snapshot.dump(conninfo, Tier.QUEUE)}

    assert "+    colour text," in snapshot.differences(after, tmp_path)


async def test_nothing_of_the_day_or_the_server_gets_in(clone: Clone) -> None:
    text = await asyncio.to_thread(snapshot.dump, clone.administrators[Tier.OLAP.home], Tier.OLAP)

    assert "_p20" not in text
    assert "Dumped" not in text
    assert "restrict " not in text
    assert "CREATE POLICY" in text
    assert "GRANT SELECT" in text


async def test_a_server_that_is_away_is_named(scratch: Scratch) -> None:
    with pytest.raises(snapshot.DumpFailed, match="oltp"):
        await asyncio.to_thread(snapshot.dump, "host=/tmp/nowhere dbname=none", Tier.OLTP)
