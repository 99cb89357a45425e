"""What a start cannot mend is refused in a sentence that says what to do, and nothing is damaged."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from penguinmails.kernel.secrets import SecretExposed, SecretMissing
from penguinmails.postgres.server import State, account, disk, programs
from penguinmails.postgres.server.account import server_account
from penguinmails.postgres.server.errors import (
    AccountRefused,
    AccountUnavailable,
    ClusterNotCreated,
    DataForeign,
    DataVersionMismatch,
    DiskFull,
    HomeExposed,
    HomeForeign,
    HomeUnreachable,
    HomeUnwritable,
    ProgramsMissing,
    ServerNotStarted,
)
from penguinmails.postgres.server.programs import Programs
from tests.postgres.conftest import Site, as_root, ask, refusal, starter

NOBODY = 65534


def test_data_of_another_major_version_are_left_alone(site: Site) -> None:
    server = site.made()
    (server.data_directory / "PG_VERSION").write_text("17\n")
    error = refusal(server.start, DataVersionMismatch)
    assert "PostgreSQL 17, and this installation brings 18" in error.message
    assert "pg_dumpall" in error.todo
    assert server.status().version == "17"


@pytest.mark.parametrize("file", ["letter.txt", "PG_VERSION"])
def test_a_folder_with_something_else_in_it_is_left_alone(site: Site, file: str) -> None:
    server = site.made()
    shutil.rmtree(server.data_directory)
    server.data_directory.mkdir()
    (server.data_directory / file).write_text("18")
    os.chown(server.data_directory, server_account().uid, server_account().gid)
    refusal(server.start, DataForeign)
    assert (server.data_directory / file).read_text() == "18"


def test_an_empty_folder_is_taken_and_a_file_is_not(site: Site) -> None:
    server = site.made()
    shutil.rmtree(server.data_directory)
    server.data_directory.write_text("")
    refusal(server.start, DataForeign)
    server.data_directory.unlink()
    server.data_directory.mkdir()
    assert not server.start().adopted


def test_data_may_lie_on_another_disk_behind_a_link(site: Site) -> None:
    server = site.made()
    server.data_directory.rename(site.folder / "disk")
    server.data_directory.symlink_to(site.folder / "disk")
    server.start()
    assert site.server().start().adopted
    server.stop()
    server.data_directory.unlink()
    server.data_directory.symlink_to(site.folder / "not there")
    refusal(server.start, DataForeign)


@as_root
def test_data_of_another_user_are_refused(site: Site) -> None:
    server = site.made()
    os.chown(server.data_directory, NOBODY, NOBODY)
    assert "belongs to nobody" in str(refusal(server.start, HomeForeign))


@as_root
def test_a_home_of_another_user_is_refused(site: Site) -> None:
    server = site.made()
    os.chown(site.home, NOBODY, NOBODY)
    refusal(server.start, HomeForeign)
    refusal(server.stop, HomeForeign)
    os.chown(site.home, os.geteuid(), -1)
    server.start()


def test_a_home_that_others_may_write_is_refused(site: Site) -> None:
    server = site.made()
    site.home.chmod(0o777)
    assert f"chmod go-w {site.home}" in refusal(server.start, HomeExposed).todo
    site.home.chmod(0o700)
    server.start()


@as_root
def test_a_folder_above_that_the_server_may_not_enter_is_named(site: Site) -> None:
    closed = site.folder / "closed"
    closed.mkdir(mode=0o700)
    server = site.made(closed / "home")
    error = refusal(server.start, HomeUnreachable)
    assert f"chmod o+x {closed}." in f"{error.todo}".replace("`", "")
    closed.chmod(0o711)
    server.start()


def test_a_lost_password_is_not_made_up_anew(site: Site) -> None:
    server = site.made()
    (site.home / "secrets" / "database_superuser").unlink()
    refusal(server.start, SecretMissing)
    assert server.state() is State.STOPPED


def test_a_password_that_others_may_read_is_refused(site: Site) -> None:
    server = site.made()
    (site.home / "secrets" / "database_superuser").chmod(0o644)
    refusal(server.start, SecretExposed)


def test_a_machine_without_the_wheel_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_WHEEL", "embedded-nothing")
    programs.installed.cache_clear()
    try:
        refusal(lambda: programs.binary("psql"), ProgramsMissing)
    finally:
        programs.installed.cache_clear()
    refusal(lambda: programs.binary("psqlite"), ProgramsMissing)


@as_root
def test_an_account_that_cannot_be_made_is_an_error_with_the_command(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "NAME", "penguinmails-absent")
    monkeypatch.setattr(account, "_SYSTEM_PATH", "/nowhere")
    assert "useradd --system" in refusal(site.server().start, AccountUnavailable).todo
    assert not site.home.exists()


@as_root
def test_programs_below_a_closed_folder_are_copied(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    package = programs.installed().folder.parents[1]
    closed = site.folder / "closed"
    closed.mkdir(mode=0o700)
    for name in (package.name, f"{package.name}.libs"):
        shutil.copytree(package.with_name(name), closed / name)
    for path in closed.rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)
    moved = Programs(closed / package.name / "pginstall" / "bin")
    monkeypatch.setattr(programs, "installed", lambda: moved)
    server = site.made()
    server.start()
    assert ask(server, "SELECT 1") == 1
    (copy,) = (site.home / "postgres").glob("programs-*")
    owners = {path.stat().st_uid for path in copy.rglob("*")}
    assert owners == {0}  # the server cannot change its own programs
    server.stop()
    assert not server.start().adopted


@as_root
def test_root_of_a_container_has_few_rights_but_these_suffice(site: Site) -> None:
    site.made()
    # What docker leaves to root.
    kept = "chown,dac_override,fowner,fsetid,kill,setgid,setuid,setpcap,net_bind_service,sys_chroot"
    start, stop = (
        starter(site.home),
        [word.replace("start().adopted", "stop()") for word in starter(site.home)],
    )
    assert [with_rights(kept, command) for command in (start, start, stop, start)] == [
        "False\n",
        "True\n",
        "None\n",
        "False\n",
    ]
    assert ask(site.server(), "SELECT 1") == 1


@as_root
def test_root_without_the_right_to_be_another_is_told_so(site: Site) -> None:
    site.made()
    assert with_rights("chown,dac_override,fowner", starter(site.home)) == f"{AccountRefused.code}\n"


def with_rights(kept: str, command: list[str]) -> str:
    """What a command says that runs as root with these capabilities only."""
    rights = ",".join(("-all", *(f"+{name}" for name in kept.split(","))))
    limited = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}", *command]
    return subprocess.run(limited, stdout=subprocess.PIPE, text=True, check=True).stdout


def test_a_home_that_is_a_file_is_said_to_be_one(site: Site) -> None:
    site.home.write_text("")
    assert "Not a directory" in str(refusal(site.server().start, HomeUnwritable))


def test_an_initdb_that_fails_leaves_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("penguinmails.postgres.server.cluster.INITDB", ("--encoding=NONSENSE",))
    server = site.server()
    assert "NONSENSE" in str(refusal(server.start, ClusterNotCreated))
    assert server.state() is State.MISSING
    assert not list((site.home / "postgres").glob("*.new"))


def test_a_damaged_control_file_is_an_error_with_its_reason(site: Site) -> None:
    server = site.made()
    (server.data_directory / "global" / "pg_control").write_bytes(b"\0" * 8192)
    assert "initialized with PG_CONTROL_VERSION 0" in str(refusal(server.start, ServerNotStarted))


class Disk:
    """A small disk of memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, *, leave: int = 0) -> None:
        """Use up what is free."""
        free = os.statvfs(self.folder)
        with self._ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize - leave)

    def free(self) -> None:
        """Give it back."""
        self._ballast.unlink()


@pytest.fixture
def small_disk(request: pytest.FixtureRequest, template: Path) -> Generator[Disk]:
    """A disk of as many megabytes as the test asks for."""
    folder = Path(tempfile.mkdtemp(prefix="pm-disk-", dir="/tmp"))
    options = f"size={request.param}m,mode=755"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        folder.rmdir()
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    try:
        yield Disk(folder)
    finally:
        Site(folder, template).server().stop(patience=1)
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()


@pytest.mark.parametrize("small_disk", [40], indirect=True)
def test_a_first_start_on_a_small_disk_says_how_much_it_takes(small_disk: Disk, template: Path) -> None:
    server = Site(small_disk.folder, template).server()
    error = refusal(server.start, DiskFull)
    assert error.message.endswith("40 MiB free, 96 MiB needed.")
    assert str(small_disk.folder) in error.message
    assert server.state() is State.MISSING


@pytest.mark.parametrize("small_disk", [24], indirect=True)
def test_a_disk_that_fills_up_while_the_data_are_made_leaves_nothing(
    small_disk: Disk, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "FIRST_START", 0)
    server = Site(small_disk.folder, template).server()
    refusal(server.start, DiskFull)
    assert server.state() is State.MISSING
    assert not list((small_disk.folder / "home" / "postgres").glob("*.new"))


@pytest.mark.parametrize("small_disk", [1], indirect=True)
def test_a_disk_without_room_for_anything_is_said_to_be_full(small_disk: Disk, template: Path) -> None:
    small_disk.fill()
    refusal(Site(small_disk.folder, template).server().start, DiskFull)


@pytest.mark.parametrize("small_disk", [90], indirect=True)
def test_a_server_on_a_full_disk_says_so_and_starts_when_there_is_room(
    small_disk: Disk, template: Path
) -> None:
    server = Site(small_disk.folder, template).made()
    small_disk.fill()
    refusal(server.start, DiskFull)
    small_disk.free()
    server.start()
    assert ask(server, "SELECT 1") == 1


@pytest.mark.parametrize("small_disk", [90], indirect=True)
def test_a_disk_that_cannot_be_written_is_said_to_be_so(small_disk: Disk, template: Path) -> None:
    server = Site(small_disk.folder, template).made()
    subprocess.run(["mount", "-o", "remount,ro", small_disk.folder], check=True)
    assert "Read-only file system" in str(refusal(server.start, HomeUnwritable))
    subprocess.run(["mount", "-o", "remount,rw", small_disk.folder], check=True)


@as_root
def test_an_ordinary_user_runs_a_server_of_his_own_and_not_that_of_root(site: Site) -> None:
    python = python_of_everybody(site.folder)
    own = site.folder / "own"
    own.mkdir()
    os.chown(own, NOBODY, NOBODY)
    home = own / "home"

    assert as_nobody(starter(home, python)) == "False\n"
    assert as_nobody(starter(home, python)) == "True\n"
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "postgres" / "data").stat().st_uid == NOBODY
    refusal(site.server(home).start, HomeForeign)
    stop = [word.replace(".start().adopted", ".stop()") for word in starter(home, python)]
    assert as_nobody(stop) == "None\n"

    site.made().start()
    assert as_nobody(starter(site.home, python)) == f"{HomeForeign.code}\n"
    look = [word.replace(".start().adopted", ".status()") for word in starter(site.home, python)]
    assert as_nobody(look) == f"{HomeForeign.code}\n"


def python_of_everybody(folder: Path) -> str:
    """A Python that an ordinary user can run with our modules."""
    candidates = starter(folder)[0], "/usr/bin/python3"
    for python in candidates:
        command = [word.partition("try:")[0] for word in starter(folder, python)]
        try:
            as_nobody(command)
        except (PermissionError, subprocess.CalledProcessError):
            continue
        return python
    pytest.skip(f"nobody can run neither of {candidates} with what we import")


def as_nobody(command: list[str]) -> str:
    """What a command says that an ordinary user runs."""
    return subprocess.run(
        command,
        user=NOBODY,
        group=NOBODY,
        extra_groups=(),
        cwd="/",
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
