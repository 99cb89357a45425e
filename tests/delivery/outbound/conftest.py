"""A server that takes mail, and a mailbox that sends by it."""

from collections.abc import AsyncIterator

import pytest

from penguinmails.kernel.db import Databases, Scope
from tests.delivery.outbound.factories import Box, Server, SmtpServer, box_of


@pytest.fixture(autouse=True)
def own_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers of this machine may be connected to."""
    monkeypatch.setenv("PENGUINMAILS_MAIL_NETWORKS", "127.0.0.0/8")


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def listening(server: Server) -> AsyncIterator[SmtpServer]:
    async with SmtpServer(server) as listening:
        yield listening


@pytest.fixture
async def box(databases: Databases, tenant: Scope, listening: SmtpServer) -> Box:
    """A mailbox without limits."""
    return await box_of(databases, tenant, listening.port)
