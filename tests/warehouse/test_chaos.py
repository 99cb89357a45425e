"""Four write, four count, all of them and the server are killed again and again: no number is lost or doubled."""

import asyncio
import random
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess as Process
from pathlib import Path
from uuid import UUID

import pytest

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse import Rollup, verify
from tests.dying import start
from tests.servers import Clone, Cluster
from tests.warehouse import chaos
from tests.warehouse.counted_by_sql import counted_by_sql, stored

PARTS = ["writer"] * 4 + ["roller"] * 4


@dataclass
class Crowd:
    """The processes, and what they said."""

    clone: Clone
    tenants: list[UUID]
    folder: Path
    seed: int
    running: dict[int, tuple[str, Process]] = field(default_factory=dict[int, tuple[str, Process]])
    started: int = 0

    def start(self, part: str) -> None:
        self.started += 1
        number = self.started
        seed, said = self.seed * 1000 + number, self.folder / f"{number}.out"
        process = start(chaos.run, part, seed, self.tenants, self.clone.addresses, said)
        self.running[number] = part, process

    def kill(self, number: int) -> str:
        part, process = self.running.pop(number)
        alive = process.is_alive()
        process.kill()
        process.join()
        assert alive, (self.folder / f"{number}.err").read_text()
        return part

    def commits(self) -> int:
        return sum(file.read_text().splitlines().count(".") for file in self.folder.glob("*.out"))

    def said(self) -> str:
        return "".join(file.read_text() for file in self.folder.iterdir())


def server_log(cluster: Cluster) -> str:
    """All the server ever said; 40P01 is `deadlock detected` there."""
    logs = list((cluster.server.data_directory.parents[1] / "log").glob("postgres.log*"))
    assert logs
    return "".join(file.read_text("utf-8", "replace") for file in logs).lower()


async def until_more(crowd: Crowd, commits: int) -> None:
    """Until the writers have committed so many times more."""
    wanted = crowd.commits() + commits
    async with asyncio.timeout(300):
        while crowd.commits() < wanted:  # noqa: ASYNC110 -- of other processes
            await asyncio.sleep(0.02)


async def rampage(own_cluster: Cluster, own_clone: Clone, folder: Path, seed: int, kills: int) -> None:
    chance = random.Random(seed)
    crowd = Crowd(own_clone, [ids.uuid7() for _ in range(3)], folder, seed)
    try:
        for part in PARTS:
            crowd.start(part)
        await until_more(crowd, 20)
        for number in range(kills):
            if number % 4 == 2:
                await asyncio.to_thread(own_cluster.kill)
                await asyncio.to_thread(own_cluster.server.start)
            else:
                crowd.start(crowd.kill(chance.choice(list(crowd.running))))
            await until_more(crowd, chance.randrange(1, 60))
    finally:
        for number in list(crowd.running):
            crowd.kill(number)
    assert "deadlock" not in crowd.said().lower() + server_log(own_cluster)
    async with Databases(own_clone.address) as databases:
        while await Rollup(databases).turn():
            pass
        verified = await verify(databases)
        assert {each.tenant_id for each in verified} == set(crowd.tenants)
        for each in verified:
            assert (each.differences, each.rows_that_differ, each.waiting_since) == ((), 0, None)
            assert each.counts["message_states"] > 0
            async with databases.tenant(Tier.OLAP, Scope.tenant_wide(each.tenant_id)) as tx:
                assert await counted_by_sql(tx) == await stored(tx)


async def test_killed_again_and_again(own_cluster: Cluster, own_clone: Clone, tmp_path: Path) -> None:
    await rampage(own_cluster, own_clone, tmp_path, seed=1, kills=6)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
async def test_killed_very_often(own_cluster: Cluster, own_clone: Clone, tmp_path: Path, seed: int) -> None:
    await rampage(own_cluster, own_clone, tmp_path, seed=seed, kills=16)
