"""Secrets are made once, whole, and for their owner's eyes only."""

import os
import string
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from penguinmails.kernel.secrets import (
    SecretExposed,
    SecretMissing,
    SecretStore,
    SecretUnreadable,
    SecretUnwritable,
)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "home" / "secrets"


def test_a_secret_stays_what_it_was(directory: Path) -> None:
    first = SecretStore(directory).get_or_create("one")
    assert SecretStore(directory).get_or_create("one") == first == SecretStore(directory).read("one")
    assert SecretStore(directory).get_or_create("other") != first


def test_its_length_is_chosen_and_it_fits_into_a_url(directory: Path) -> None:
    store = SecretStore(directory)
    assert (len(store.get_or_create("usual")), len(store.get_or_create("long", 64))) == (43, 86)
    assert set(store.read("long")) <= set(string.ascii_letters + string.digits + "-_")


def test_only_its_owner_may_look(directory: Path) -> None:
    SecretStore(directory).get_or_create("one")
    assert directory.stat().st_mode & 0o777 == 0o700
    assert (directory / "one").stat().st_mode & 0o777 == 0o600


def test_all_who_make_it_at_once_get_the_same(directory: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(SecretStore(directory).get_or_create, ["one"] * 64))
    assert len(set(made)) == 1
    assert [path.name for path in directory.iterdir()] == ["one"]


def test_reading_makes_nothing(directory: Path) -> None:
    with pytest.raises(SecretMissing, match="one"):
        SecretStore(directory).read("one")
    assert not directory.exists()


def test_an_exposed_secret_is_refused_with_the_command_that_closes_it(directory: Path) -> None:
    SecretStore(directory).get_or_create("one")
    (directory / "one").chmod(0o640)
    with pytest.raises(SecretExposed, match=f"chmod 600 {directory}/one"):
        SecretStore(directory).get_or_create("one")
    (directory / "one").chmod(0o600)
    directory.chmod(0o755)
    with pytest.raises(SecretExposed, match=f"chmod 700 {directory}"):
        SecretStore(directory).read("one")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe"])
def test_a_damaged_secret_is_not_used(directory: Path, content: bytes) -> None:
    SecretStore(directory).get_or_create("one")
    (directory / "one").write_bytes(content)
    with pytest.raises(SecretUnreadable):
        SecretStore(directory).get_or_create("one")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_secrets_of_another_user_are_refused_by_name(directory: Path) -> None:
    SecretStore(directory).get_or_create("one")
    os.chown(directory, 65534, 65534)
    with pytest.raises(SecretUnreadable, match="Run this as nobody"):
        SecretStore(directory).get_or_create("one")


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises((SecretUnwritable, SecretUnreadable), match="Not a directory"):
        SecretStore(tmp_path / "file" / "secrets").get_or_create("one")


@pytest.mark.parametrize("name", ["", "../one", ".hidden", "a/b", "Größe"])
def test_a_name_is_no_path(directory: Path, name: str) -> None:
    with pytest.raises(ValueError, match="name of a secret"):
        SecretStore(directory).get_or_create(name)
