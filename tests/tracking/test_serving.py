"""Over real HTTP: what is answered, and that a hit is on disk before it is."""

import asyncio
import resource
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from penguinmails.kernel import ids
from penguinmails.tracking import Ref
from tests.tracking.factories import (
    LINKS,
    NO_DATABASE,
    Client,
    Worker,
    path_of,
    start_worker,
    stored,
    worker_at,
)

REF = Ref(ids.uuid7(), ids.uuid7(), ids.uuid7(), ids.uuid7())
OPEN, CLICK = LINKS.open(REF), LINKS.click(REF, "https://acme.example/a?b=1&c=ü#x")
LEAVE = LINKS.unsubscribe(REF, "anna@acme.example")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def token_of(link: str) -> str:
    return link.rpartition("/")[2].removesuffix(".gif")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the worker that answers most of these tests."""
    return tmp_path_factory.mktemp("tracking")


@pytest.fixture(scope="module")
async def worker(home: Path) -> AsyncIterator[Worker]:
    """Its databases are away."""
    async with worker_at(home, NO_DATABASE) as worker:
        yield worker


@pytest.fixture
async def client(worker: Worker) -> AsyncIterator[Client]:
    """A connection to it."""
    client = await worker.client()
    yield client
    await client.close()


@pytest.fixture
def taken(home: Path) -> Callable[[], list[str]]:
    """The tokens it stored since the test began."""
    before = len(stored(home))
    return lambda: stored(home)[before:]


async def test_a_worker_answers_and_stores_before_that(
    client: Client, taken: Callable[[], list[str]]
) -> None:
    pixel = await client.ask(path_of(OPEN))
    assert (pixel.status, pixel.headers["content-type"], pixel.body[:6]) == (200, "image/gif", b"GIF89a")
    assert "no-store" in pixel.headers["cache-control"]
    assert taken() == [token_of(OPEN)]

    click = await client.ask(path_of(CLICK))
    assert (click.status, click.headers["location"]) == (302, "https://acme.example/a?b=1&c=%C3%BC#x")
    assert taken() == [token_of(OPEN), token_of(CLICK)]

    head = await client.ask(path_of(OPEN), "HEAD")
    assert (head.status, head.headers["content-length"]) == (200, str(len(pixel.body)))
    assert len(taken()) == 3

    honeypot = await client.ask(path_of(LINKS.honeypot(REF)))
    assert (honeypot.status, "location" in honeypot.headers) == (200, False)
    assert taken()[3] == token_of(LINKS.honeypot(REF))


async def test_a_link_that_is_not_ours_leads_nowhere(client: Client, taken: Callable[[], list[str]]) -> None:
    forged = path_of(CLICK)[:-3] + "AAA"
    crossed = [path_of(OPEN).replace("/o/", "/c/").removesuffix(".gif"), path_of(CLICK).replace("/c/", "/u/")]
    for path in (forged, path_of(CLICK)[:-9], "/c/" + "A" * 5000, "/c/%00", "/c/é", *crossed):
        answer = await client.ask(path)
        assert (answer.status, "location" in answer.headers) == (404, False)
        assert b"Traceback" not in answer.body
    assert (await client.ask("/o/x.gif")).status == 404
    assert (await client.ask("/p/x", "POST", body=b"save=yes")).status == 404
    assert (await client.ask("/")).status == 404
    assert taken() == []


async def test_following_an_unsubscribe_link_unsubscribes_nobody(
    client: Client, taken: Callable[[], list[str]]
) -> None:
    answer = await client.ask(path_of(LEAVE))
    assert answer.status == 200
    assert b'<form method="post">' in answer.body
    assert b"anna@acme.example" not in answer.body
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    assert (await client.ask(path_of(LEAVE), "HEAD")).status == 200
    assert taken() == []


async def test_one_click_unsubscribes_by_either_form(client: Client, taken: Callable[[], list[str]]) -> None:
    done = await client.ask(path_of(LEAVE), "POST", body=b"List-Unsubscribe=One-Click", headers=FORM)
    multipart = (
        b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    )
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    again = await client.ask(path_of(LEAVE), "POST", body=multipart, headers=kind)
    assert (done.status, again.status, done.body) == (200, 200, b"You are unsubscribed.\n")
    page = await client.ask(path_of(LEAVE), "POST", body=b"confirm=yes", headers=FORM)
    assert b"You are unsubscribed" in page.body
    assert taken() == [token_of(LEAVE)] * 3


async def test_other_posts_do_nothing(client: Client, taken: Callable[[], list[str]]) -> None:
    assert (await client.ask(path_of(LEAVE), "POST", body=b"x=y", headers=FORM)).status == 400
    assert (await client.ask(path_of(LEAVE), "POST")).status == 400
    assert (await client.ask(path_of(LEAVE), "DELETE")).status == 405
    assert (await client.ask(path_of(OPEN), "POST", body=b"List-Unsubscribe=One-Click")).status == 405
    assert taken() == []


async def test_a_form_has_a_size(client: Client, taken: Callable[[], list[str]]) -> None:
    answer = await client.ask(path_of(LEAVE), "POST", body=b"confirm=" + b"x" * 20_000, headers=FORM)
    assert answer.status == 413
    assert taken() == []


async def test_choices_wait_for_the_database_but_leaving_does_not(
    client: Client, taken: Callable[[], list[str]]
) -> None:
    page = path_of(LINKS.preferences(REF, "anna@acme.example"))
    # Nothing was saved, and nobody is told that it was.
    assert (await client.ask(page, "POST", body=b"save=yes&tracking=off", headers=FORM)).status == 503
    done = await client.ask(page, "POST", body=b"everything=yes", headers=FORM)
    assert (done.status, len(taken())) == (200, 1)


async def test_machines_are_asked_to_stay_away(client: Client) -> None:
    assert b"Disallow: /" in (await client.ask("/robots.txt")).body


async def test_kill_9_in_the_middle_of_load_loses_no_answered_hit(tmp_path: Path) -> None:
    worker = await start_worker(tmp_path, NO_DATABASE)
    answered: list[str] = []
    enough = asyncio.Event()

    async def load() -> None:
        client = await worker.client()
        with suppress(OSError, asyncio.IncompleteReadError):  # the worker is gone
            while True:
                link = LINKS.open(Ref(REF.tenant_id, ids.uuid7()))
                assert (await client.ask(path_of(link))).status == 200
                answered.append(token_of(link))
                if len(answered) == 2000:
                    enough.set()
        await client.close()

    async with asyncio.TaskGroup() as group:
        for _ in range(32):
            group.create_task(load())
        await enough.wait()
        await worker.kill()
    found = stored(tmp_path)
    assert set(answered) <= set(found)
    assert len(found) == len(set(found))
    # Who comes next has a place of their own and leaves what is there alone.
    async with worker_at(tmp_path, NO_DATABASE) as following:
        client = await following.client()
        await client.ask(path_of(OPEN))
        await client.close()
    assert stored(tmp_path) == [*found, token_of(OPEN)]


async def test_a_full_disk_turns_no_reader_away_and_takes_no_wish_for_done(tmp_path: Path) -> None:
    worker = await start_worker(tmp_path, NO_DATABASE)
    resource.prlimit(worker.process.pid, resource.RLIMIT_FSIZE, (20, 20))  # bytes, of any file
    client = await worker.client()
    assert (await client.ask(path_of(OPEN))).status == 200
    assert (await client.ask(path_of(CLICK))).headers["location"].startswith("https://acme.example/")
    refused = await client.ask(path_of(LEAVE), "POST", body=b"List-Unsubscribe=One-Click", headers=FORM)
    assert (refused.status, refused.headers["retry-after"]) == (503, "120")
    assert (await client.ask("/health")).status == 503
    assert stored(tmp_path) == []
    await client.close()
    await worker.kill()


async def test_stopping_finishes_what_is_in_hand(tmp_path: Path) -> None:
    async with worker_at(tmp_path, NO_DATABASE) as worker:
        clients = [await worker.client() for _ in range(20)]
        asking = [asyncio.create_task(client.ask(path_of(OPEN))) for client in clients]
        await asking[0]
        await worker.stop()
        done = await asyncio.gather(*asking, return_exceptions=True)
        for client in clients:
            await client.close()
    answered = [reply for reply in done if not isinstance(reply, BaseException)]
    assert len(stored(tmp_path)) >= len(answered) >= 1
