"""Servers of these tests are on this machine."""

import pytest


@pytest.fixture(autouse=True)
def _servers_may_be_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENGUINMAILS_MAIL_NETWORKS", "127.0.0.0/8,::1/128")
