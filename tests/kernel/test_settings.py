"""`PENGUINMAILS_*`."""

from pathlib import Path

import pytest

from penguinmails.kernel.settings import KernelSettings, SettingsInvalid
from penguinmails.kernel.tiers import Home


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "DATABASE_URL", "CONTENT_URL", "OLAP_URL"):
        monkeypatch.delenv(f"PENGUINMAILS_{name}", raising=False)


def test_without_urls_there_is_an_embedded_server() -> None:
    settings = KernelSettings.load()
    assert settings.home.is_absolute()
    assert [settings.url(home) for home in Home] == [None, None, None]


def test_a_tier_without_a_url_of_its_own_lives_in_the_main_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENGUINMAILS_DATABASE_URL", "postgresql://main")
    monkeypatch.setenv("PENGUINMAILS_OLAP_URL", "postgres://olap")
    settings = KernelSettings.load()
    assert [settings.url(home) for home in (Home.MAIN, Home.CONTENT, Home.OLAP)] == [
        "postgresql://main",
        "postgresql://main",
        "postgres://olap",
    ]


def test_a_wrong_value_is_named_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENGUINMAILS_OLAP_URL", "mysql://secret@host")
    with pytest.raises(SettingsInvalid) as caught:
        KernelSettings.load()
    assert caught.value.message.startswith(
        "The setting PENGUINMAILS_OLAP_URL has a value that cannot be used: "
    )
    assert "secret" not in str(caught.value)


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENGUINMAILS_DATABASE_URL", "")
    assert KernelSettings.load().database_url is None


def test_home_may_be_written_with_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PENGUINMAILS_HOME", "~/mails")
    assert KernelSettings.load().home == tmp_path / "mails"
