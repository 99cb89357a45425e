"""A world of two tenants for a module's attacks."""

from collections.abc import Iterator

import psycopg
import pytest

from penguinmails.kernel.tiers import Role, Tier
from tests.isolation.catalogue import Relation, relations
from tests.isolation.world import Connection, World
from tests.servers import Clone


@pytest.fixture(scope="module")
def superuser(rows_clone: Clone) -> Iterator[Connection]:
    """A superuser on a database in which every table has rows of two tenants."""
    with psycopg.connect(rows_clone.administrator, autocommit=True) as connection:
        connection.execute("SET search_path = pg_catalog")
        yield connection


@pytest.fixture(scope="module")
def app(rows_clone: Clone) -> Iterator[Connection]:
    """A real login as `app`."""
    with psycopg.connect(rows_clone.address(Tier.OLTP.home, Role.APP), autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def world(superuser: Connection) -> World:
    """The attacker is the tenant with two companies."""
    tenants = superuser.execute(
        "SELECT tenant_id, array_agg(id ORDER BY id) FROM oltp.companies GROUP BY 1 ORDER BY count(*) DESC, 1"
    ).fetchall()
    (own, companies), (other, _) = tenants[:2]
    users = {
        tenant: superuser.execute(
            "SELECT user_id FROM oltp.tenant_users WHERE tenant_id = %s ORDER BY user_id LIMIT 1", [tenant]
        ).fetchone()
        for tenant in (own, other)
    }
    own_user, other_user = users[own], users[other]
    assert own_user
    assert other_user
    return World(own, other, own_user[0], other_user[0], (companies[0], companies[1]))


@pytest.fixture(scope="module")
def every_relation(superuser: Connection) -> list[Relation]:
    return relations(superuser)


@pytest.fixture(scope="module")
def owned_tables(every_relation: list[Relation]) -> list[Relation]:
    """The tables whose rows belong to a tenant or a user."""
    return [relation for relation in every_relation if relation.is_table and relation.owned]
