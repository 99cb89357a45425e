"""Nobody gets into the server without a password, and nobody else reads what it keeps."""

import os
import stat
import subprocess
from pathlib import Path

import psutil
import psycopg
import pytest

from penguinmails.postgres.server import EmbeddedServer, psql_path
from tests.postgres.conftest import Site, as_root, ask, connect

READ_BY_THE_SERVER = {"postgresql.conf", "pg_hba.conf", "custom.conf"}
"""They hold no secrets."""


def knock(server: EmbeddedServer, user: str, login: str = "postgres", **environment: str) -> str:
    """What psql answers to a user of this machine who tries to get in as `login`."""
    done = subprocess.run(
        [
            psql_path(),
            "-h",
            server.socket_directory,
            "-U",
            login,
            "-d",
            "postgres",
            "-w",
            "-tAc",
            "SELECT 'in'",
        ],
        capture_output=True,
        text=True,
        user=user,
        extra_groups=(),
        cwd="/",
        env=environment,
        check=False,
    )
    return done.stdout + done.stderr


def test_every_login_needs_its_password(running: EmbeddedServer) -> None:
    with connect(running) as connection:
        rules = connection.execute("SELECT type, auth_method FROM pg_hba_file_rules").fetchall()
    assert rules == [("local", "scram-sha-256"), ("local", "scram-sha-256")]
    assert str(ask(running, "SELECT rolpassword FROM pg_authid WHERE rolcanlogin")).startswith(
        "SCRAM-SHA-256$"
    )


@pytest.mark.parametrize("password", ["", "postgres", "x" * 43])
def test_a_wrong_password_is_refused(running: EmbeddedServer, password: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(running.conninfo("postgres", password, "postgres"))


def test_even_the_files_of_initdb_trust_nobody(running: EmbeddedServer) -> None:
    lines = (running.data_directory / "pg_hba.conf").read_text().splitlines()
    methods = {line.split()[-1] for line in lines if line and not line.startswith("#")}
    assert methods == {"scram-sha-256"}


@as_root
def test_another_user_reaches_no_socket(running: EmbeddedServer) -> None:
    password = running.superuser_password()
    assert "Permission denied" in knock(running, "nobody", PGPASSWORD=password)
    assert knock(running, "root", PGPASSWORD=password) == "in\n"


@as_root
def test_the_account_of_the_server_is_not_enough(running: EmbeddedServer) -> None:
    assert "no password supplied" in knock(running, "penguinmails")
    assert "no password supplied" in knock(running, "penguinmails", login="penguinmails")
    assert "no password supplied" in knock(running, "root")


def test_nothing_listens_on_a_network(running: EmbeddedServer) -> None:
    assert ask(running, "SHOW listen_addresses") == ""
    pid = running.status().pid
    assert pid
    processes = [psutil.Process(pid), *psutil.Process(pid).children()]
    assert [process.net_connections("inet") for process in processes] == [[]] * len(processes)


def test_an_operators_file_cannot_open_the_server(site: Site) -> None:
    server = site.made()
    (site.home / "postgres" / "custom.conf").write_text(
        "listen_addresses = '*'\nunix_socket_permissions = 0777\nhba_file = '/dev/null'\n"
    )
    server.start()
    with connect(server) as connection:
        connection.execute("ALTER SYSTEM SET listen_addresses = '*'")
    server.stop()
    server.start()
    assert ask(server, "SHOW listen_addresses") == ""
    assert ask(server, "SHOW unix_socket_permissions") == "0700"
    assert ask(server, "SHOW hba_file") == str(site.home / "postgres" / "pg_hba.conf")


def test_other_users_may_read_nothing_that_matters(running: EmbeddedServer) -> None:
    home = running.data_directory.parents[1]
    open_to_others = {
        path.relative_to(home).as_posix()
        for path in home.rglob("*")
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        and not path.is_relative_to(running.socket_directory)  # 0700 itself
    }
    allowed = {f"postgres/{name}" for name in READ_BY_THE_SERVER} | {"postgres"}
    assert open_to_others <= (allowed if os.geteuid() == 0 else set())
    assert running.socket_directory.stat().st_mode & 0o777 == 0o700
    assert (running.socket_directory / ".s.PGSQL.5432").stat().st_mode & 0o777 == 0o700


@as_root
def test_started_by_root_it_runs_as_an_account_without_rights(running: EmbeddedServer) -> None:
    pid = running.status().pid
    assert pid
    process = psutil.Process(pid)
    owner = running.data_directory.stat().st_uid
    assert owner != 0
    assert set(process.uids()) == {owner}
    groups = Path(f"/proc/{pid}/status").read_text().partition("Groups:")[2].splitlines()[0].split()
    assert groups == []
    assert running.data_directory.parents[1].stat().st_uid == 0


def test_the_superusers_password_is_in_one_file_only(running: EmbeddedServer) -> None:
    home = running.data_directory.parents[1]
    password = running.superuser_password().encode()
    holders = [path.name for path in home.rglob("*") if path.is_file() and password in path.read_bytes()]
    assert holders == ["database_superuser"]


def test_text_sorts_the_same_on_every_system_and_pages_have_checksums(running: EmbeddedServer) -> None:
    query = "SELECT concat_ws(' ', pg_encoding_to_char(encoding), datlocprovider, datlocale) FROM pg_database"
    assert ask(running, query) == "UTF8 b C.UTF-8"
    assert ask(running, "SHOW data_checksums") == "on"
    assert ask(running, "SELECT lower('ÄÉ')") == "äé"
