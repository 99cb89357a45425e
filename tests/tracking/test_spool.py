"""What lies in the spool comes out whole, whatever happened to the disk around it."""

import asyncio
import errno
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penguinmails.tracking.errors import SpoolFull
from penguinmails.tracking.spool import places
from penguinmails.tracking.spool.model import HEADER, Way, packed
from penguinmails.tracking.spool.places import Cursor
from penguinmails.tracking.spool.reading import read_segment
from penguinmails.tracking.spool.state import spool_state
from penguinmails.tracking.spool.writing import Spool


def record(number: int, *, agent: bytes = b"Mozilla/5.0") -> bytes:
    return packed(
        number.to_bytes(16), 1_700_000_000_000_000 + number, Way.GET, b"T%d" % number, ip=b"::1", agent=agent
    )


def tokens_in(root: Path) -> list[str]:
    return [
        hit.token
        for place in places.places(root)
        for path in places.segments(place).values()
        for hit in read_segment(path, 0, 1_000_000, closed=True).hits
    ]


async def test_many_hits_share_a_flush_and_come_out_in_order(tmp_path: Path) -> None:
    async with Spool(tmp_path) as spool:
        await asyncio.gather(
            *(spool.add(Way.GET, b"T%d" % number, b"::1", b"agent \xff") for number in range(500))
        )
        assert tokens_in(tmp_path) == [f"T{number}" for number in range(500)]
    read = read_segment(next(iter(places.segments(tmp_path / "001").values())), 0, 1000, closed=True)
    assert len({hit.id for hit in read.hits}) == 500
    assert (read.hits[0].ip, read.hits[0].agent, read.hits[0].way) == (
        "::1",
        "agent \N{REPLACEMENT CHARACTER}",
        Way.GET,
    )
    assert read.over
    assert read.damaged == 0


async def test_leaving_writes_what_waits(tmp_path: Path) -> None:
    async with Spool(tmp_path) as spool:
        waiting = [spool.add(Way.GET, b"T", b"", b"") for _ in range(100)]
    assert all(future.done() for future in waiting)
    assert len(tokens_in(tmp_path)) == 100


async def test_a_full_segment_is_followed_by_the_next(tmp_path: Path) -> None:
    async with Spool(tmp_path, segment_bytes=300) as spool:
        for number in range(20):
            await spool.add(Way.GET, b"T%d" % number, b"", b"")
    assert len(places.segments(tmp_path / "001")) > 3
    assert tokens_in(tmp_path) == [f"T{number}" for number in range(20)]


async def test_two_writers_have_a_place_each(tmp_path: Path) -> None:
    async with Spool(tmp_path) as one, Spool(tmp_path) as other:
        await one.add(Way.GET, b"one", b"", b"")
        await other.add(Way.GET, b"other", b"", b"")
        assert [places.is_written(place) for place in places.places(tmp_path)] == [True, True]
        assert spool_state(tmp_path).writers == 2
    assert tokens_in(tmp_path) == ["one", "other"]
    assert spool_state(tmp_path).writers == 0


async def test_a_disk_that_is_full_is_said_and_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write: Callable[..., int] = os.write

    def torn(file: int, data: bytes) -> int:
        if len(data) > 20:
            return write(file, data[:20])
        raise OSError(errno.ENOSPC, "No space left on device")

    async with Spool(tmp_path) as spool:
        await spool.add(Way.GET, b"before", b"", b"")
        with monkeypatch.context() as full:
            full.setattr(os, "write", torn)
            with pytest.raises(SpoolFull):
                await spool.add(Way.GET, b"lost", b"", b"")
            assert spool.is_failing
            # Not even a new segment finds room now.
            with pytest.raises(SpoolFull):
                await spool.add(Way.GET, b"lost", b"", b"")
        await spool.add(Way.GET, b"after", b"", b"")
        assert (spool.failed, spool.is_failing) == (2, False)
    assert tokens_in(tmp_path) == ["before", "after"]


@given(st.integers(0, 20), st.integers(0, 2000), st.booleans())
def test_a_torn_tail_is_cut_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, whole: int, cut: int, closed: bool
) -> None:
    path = tmp_path_factory.mktemp("spool") / "1.hits"
    last = record(99, agent=b"x" * 400)
    path.write_bytes(HEADER + b"".join(map(record, range(whole))) + last[: cut % len(last)])
    read = read_segment(path, 0, 1000, closed=closed)
    assert [hit.token for hit in read.hits] == [f"T{number}" for number in range(whole)]
    assert read.over == closed
    # A tail that is still being written is read again later, from its beginning.
    assert read.end == (
        path.stat().st_size if closed else len(HEADER) + sum(len(record(n)) for n in range(whole))
    )


@settings(max_examples=50)
@given(st.integers(0, 2**32))
def test_damage_costs_the_damaged_records_only(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    chance = random.Random(seed)
    records = [record(number) for number in range(30)]
    hurt = set(chance.sample(range(30), 3))
    for number in hurt:
        broken = bytearray(records[number])
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        records[number] = bytes(broken)
    path = tmp_path_factory.mktemp("spool") / "1.hits"
    path.write_bytes(HEADER + b"".join(records))
    read = read_segment(path, 0, 1000, closed=True)
    assert [hit.token for hit in read.hits] == [f"T{number}" for number in range(30) if number not in hurt]
    assert read.damaged == sum(len(records[number]) for number in hurt)


def test_a_segment_is_read_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "1.hits"
    path.write_bytes(HEADER + b"".join(map(record, range(10))))
    first = read_segment(path, 0, 4, closed=True)
    second = read_segment(path, first.end, 100, closed=True)
    assert [hit.token for hit in (*first.hits, *second.hits)] == [f"T{number}" for number in range(10)]
    assert (first.over, second.over) == (False, True)


def test_megabytes_of_rubbish_are_passed(tmp_path: Path) -> None:
    path = tmp_path / "1.hits"
    path.write_bytes(HEADER + record(1) + b"x" * (10 << 20) + record(2))
    found, at, over = list[str](), 0, False
    while not over:
        read = read_segment(path, at, 100, closed=True)
        assert read.end > at
        found += [hit.token for hit in read.hits]
        at, over = read.end, read.over
    assert found == ["T1", "T2"]


async def test_the_state_says_how_much_waits_and_since_when(tmp_path: Path) -> None:
    assert spool_state(tmp_path / "none").waiting_bytes == 0
    async with Spool(tmp_path) as spool:
        await spool.add(Way.GET, b"T", b"", b"")
        state = spool_state(tmp_path)
        assert state.waiting_bytes > 0
        assert state.oldest is not None
        assert state.lag_seconds >= 0
        path = next(iter(places.segments(tmp_path / "001").values()))
        places.move_cursor(tmp_path / "001", Cursor(1, path.stat().st_size))
        assert (spool_state(tmp_path).waiting_bytes, spool_state(tmp_path).oldest) == (0, None)
