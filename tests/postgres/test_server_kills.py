"""kill -9 of anything at any moment, and what else machines do to servers: the next start works."""

import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from penguinmails.postgres.server import EmbeddedServer, State, embedded, locks
from penguinmails.postgres.server.account import server_account
from penguinmails.postgres.server.errors import DataInUse, ServerBusy
from tests.postgres.conftest import Site, ask, connect, processes_in, refusal, starter


def pid_of(server: EmbeddedServer) -> int:
    pid = server.status().pid
    assert pid
    return pid


def soon(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def test_a_killed_server_loses_nothing_that_was_committed(site: Site) -> None:
    server = site.made(fsync="on", full_page_writes="on")
    server.start()
    committed = 0
    with connect(server) as connection:
        connection.execute("CREATE TABLE counted (number int)")
        killer = threading.Timer(0.4, os.kill, (pid_of(server), signal.SIGKILL))
        killer.start()
        with suppress(psycopg.OperationalError):
            while True:
                connection.execute("INSERT INTO counted VALUES (%s)", (committed,))
                committed += 1
    killer.join()
    assert server.state() is State.STALE
    assert not server.start().adopted
    assert committed <= int(str(ask(server, "SELECT count(*) FROM counted"))) <= committed + 1


def test_a_killed_backend_takes_the_others_along_and_the_server_recovers(site: Site) -> None:
    server = site.made()
    server.start()
    pid = pid_of(server)
    with connect(server) as victim:
        os.kill(victim.info.backend_pid, signal.SIGKILL)
        assert server.start().adopted  # waits until it takes logins again
        assert ask(server, "SELECT 1") == 1
    assert pid_of(server) == pid


def test_backends_that_outlive_a_killed_server_are_ended(site: Site) -> None:
    server = site.made()
    server.start()
    with connect(server) as connection:
        orphan = connection.info.backend_pid
        os.kill(orphan, signal.SIGSTOP)  # one that notices nothing, with the shared memory in its hands
        os.kill(pid_of(server), signal.SIGKILL)
        assert soon(lambda: server.state() is State.STALE)
        assert psutil.pid_exists(orphan)
        assert not server.start().adopted
    assert soon(lambda: not psutil.pid_exists(orphan))
    assert ask(server, "SELECT 1") == 1


def test_a_stop_ends_what_a_killed_server_left(site: Site) -> None:
    server = site.made()
    server.start()
    with connect(server) as connection:
        os.kill(connection.info.backend_pid, signal.SIGSTOP)
        os.kill(pid_of(server), signal.SIGKILL)
        assert soon(lambda: server.state() is State.STALE)
        server.stop()
    assert processes_in(site.home) == []
    server.start()  # and takes back the shared memory


@pytest.mark.parametrize("seed", range(3))
def test_a_first_start_killed_at_any_moment_leaves_all_or_nothing(site: Site, seed: int) -> None:
    command = subprocess.Popen(starter(site.home), stdout=subprocess.DEVNULL)
    assert soon((site.home / "postgres").exists)
    time.sleep(random.Random(seed).uniform(0, 0.25) + seed * 0.3)
    command.kill()
    command.wait()
    server = site.server()
    server.start()
    assert ask(server, "SELECT count(*) FROM pg_database") == 3
    kept = {path.name for path in (site.home / "postgres").iterdir()}
    assert not {name for name in kept if name.endswith(".new")}


def test_an_initdb_whose_command_was_killed_is_not_waited_for(site: Site) -> None:
    command = subprocess.Popen(starter(site.home), stdout=subprocess.DEVNULL)
    draft = site.home / "postgres" / "data.new"
    assert soon((draft / "base").exists)
    frozen = processes_in(draft)
    for process in frozen:
        process.suspend()
    command.kill()
    command.wait()
    server = site.server()
    server.start()
    assert ask(server, "SELECT 1") == 1
    assert soon(lambda: not any(process.is_running() for process in frozen))


def test_a_number_left_behind_is_no_server(site: Site) -> None:
    account = server_account()
    server = site.made()
    left = server.data_directory / "postmaster.pid", server.socket_directory / ".s.PGSQL.5432.lock"
    with subprocess.Popen(["sleep", "60"], user=account.uid if account.separate else None, cwd="/") as other:
        for number in ("", "garbage", 99999999, 1, os.getpid(), other.pid):
            for path in left:
                path.write_text(f"{number}\n{server.data_directory}\n" if number else "")
                os.chown(path, account.uid, account.gid)
            assert server.state() is (State.STALE if number else State.STOPPED)
            assert not server.start().adopted
            assert other.poll() is None
            assert ask(server, "SELECT 1") == 1
            server.stop()
        other.kill()


def test_a_server_whose_socket_was_removed_is_restarted(site: Site) -> None:
    server = site.made()
    server.start()
    before = pid_of(server)
    (server.socket_directory / ".s.PGSQL.5432").unlink()
    assert not server.start().adopted
    assert pid_of(server) != before
    assert ask(server, "SELECT 1") == 1


def test_a_server_whose_data_were_removed_is_ended_and_made_anew(site: Site) -> None:
    server = site.made()
    server.start()
    orphan = psutil.Process(pid_of(server))
    subprocess.run(["rm", "-r", server.data_directory], check=True)
    assert server.state() is State.MISSING
    assert not server.start().adopted
    assert soon(lambda: not orphan.is_running())
    assert ask(server, "SELECT 1") == 1


def test_a_home_may_be_moved_while_the_server_runs(site: Site) -> None:
    server = site.made()
    server.start()
    pid = pid_of(server)
    moved = site.server(site.home.rename(site.folder / "moved"))
    assert moved.start().adopted
    assert pid_of(moved) == pid
    assert ask(moved, "SELECT 1") == 1


def test_data_that_a_container_uses_are_left_alone(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    # Its processes cannot be seen, but they hold the lock. A second server would destroy the data.
    monkeypatch.setattr(embedded, "_IN_USE_SECONDS", 0.2)
    server = site.made()
    in_use = locks.claim(site.home / "postgres" / "in_use")
    assert in_use is not None
    refusal(server.start, DataInUse)
    os.close(in_use)
    server.start()


def test_a_running_server_holds_the_lock_on_its_data(site: Site) -> None:
    server = site.made()
    server.start()
    assert locks.claim(site.home / "postgres" / "in_use") is None
    server.stop()
    free = locks.claim(site.home / "postgres" / "in_use")
    assert free is not None
    os.close(free)


def test_a_command_that_takes_forever_is_not_waited_for_forever(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "START_SECONDS", 0.1)
    server = site.made()
    with locks.alone(site.home / "postgres" / "lock", patience=1, log=Path("log")):
        refusal(server.start, ServerBusy)
