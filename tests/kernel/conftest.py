"""Databases with tables for news, one for a whole module: every test has a tenant of its own."""

from collections.abc import AsyncIterator, Iterator

import pytest

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from tests.kernel import news
from tests.servers import Clone, Cluster


@pytest.fixture(scope="module", params=["together", "apart"])
def clone(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[Clone]:
    """Either layout, in turn."""
    with cluster.clone(request.param) as clone:
        news.add_tables(clone)
        yield clone


@pytest.fixture
async def databases(clone: Clone) -> AsyncIterator[Databases]:
    """The databases of `clone`."""
    async with Databases(clone.address) as databases:
        yield databases


@pytest.fixture
def somebody() -> Scope:
    """A tenant's scope; the handoff asks for no row of it."""
    return Scope.tenant_wide(ids.uuid7())


@pytest.fixture
def somebody_else() -> Scope:
    """Another one's."""
    return Scope.tenant_wide(ids.uuid7())
