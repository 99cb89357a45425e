"""What keeps the five tiers apart, and soft-deleted rows out of sight, read from the schema and the statements."""

import re

import psycopg
import pytest

from penguinmails.kernel.db import Databases
from penguinmails.kernel.sql import Query
from penguinmails.kernel.tiers import Home, Role, Tier
from tests.schema.test_queries import QUERIES
from tests.servers import Clone, Cluster

_NAMED = re.compile(r"(?<![\w.%])(?:oltp|content|olap|queue|notifications)\.\w+")

# Statements that mean every row, deleted or not, each with its reason.
_MEAN_ALL = {
    "penguinmails.audiences.engagement.take_copies": "a deleted lead may come back, with its engagement",
    "penguinmails.audiences.leads.lock_person": "an erasure finds the deleted too",
    "penguinmails.audiences.leads.erase_leads": "and removes them",
    "penguinmails.content.bodies.living_tenants": "the mail of a deleted tenant is kept until its purge",
    "penguinmails.content.templates.drafts.lock_names": "it locks the name and reads no row",
    "penguinmails.delivery.inbound.polling.end_turn": "a lease on a deleted mailbox's folder is given back too",
    "penguinmails.delivery.outbound.lanes.abandoned_lanes": "what was in the air when a mailbox was deleted is settled",
    "penguinmails.delivery.outbound.lanes.prolong_lease": "the same",
    "penguinmails.delivery.outbound.lanes.release_lane": "the same",
    "penguinmails.delivery.outbound.lanes.save_lane": "the same",
    "penguinmails.delivery.outbound.lanes.settle_lane": "the same",
    "penguinmails.delivery.outbound.lanes.take_back": "the same",
    "penguinmails.infrastructure.health.count_day": "what a mailbox did stays counted",
    "penguinmails.infrastructure.health.count_planned": "the same",
    "penguinmails.campaigns.describing.hold": "it locks, so that two tellers of the same thing go one after the other",
    "penguinmails.delivery.forgetting.messages_of_person": "an erasure finds the deleted too",
    "penguinmails.delivery.forgetting.clear_threads": "and clears them",
    "penguinmails.delivery.forgetting.delete_rest": "a purge removes everything",
    "penguinmails.notifications.forget_tenant": "the same",
    "penguinmails.tenancy.describing.hold": "it locks, so that two tellers of the same thing go one after the other",
    "penguinmails.warehouse.dimensions.copy_into_campaigns": "what a deleted campaign did stays counted",
    "penguinmails.warehouse.dimensions.copy_into_leads": "the same",
    "penguinmails.warehouse.dimensions.copy_into_mailboxes": "the same",
    "penguinmails.warehouse.dimensions.copy_into_warmups": "the same",
    "penguinmails.warehouse.dimensions.copy_plan": "the usage of a deleted tenant is still stated",
    "penguinmails.warehouse.erasing.delete_copies_and_queues": "a purge removes everything",
    "penguinmails.warehouse.erasing.lead_ids": "an erasure finds the deleted too",
    "penguinmails.warehouse.erasing.reopen": "the same",
}


@pytest.fixture(scope="module")
def softly_deleted(schema_addresses: Databases) -> set[str]:
    """The tables that have `deleted`."""
    found: set[str] = set()
    for home in Home:
        with psycopg.connect(schema_addresses.address(home, Role.BACKUP)) as connection:
            found |= {
                row[0]
                for row in connection.execute(
                    "SELECT n.nspname || '.' || c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid"
                    " JOIN pg_namespace n ON n.oid = c.relnamespace"
                    " WHERE attname = 'deleted' AND nspname = ANY (%s) AND relkind IN ('r', 'p') AND NOT relispartition",
                    [[tier.value for tier in Tier]],
                )
            }
    return found


def test_no_statement_forgets_the_deleted(softly_deleted: set[str]) -> None:
    """A statement that reads or changes a table with `deleted` says which rows it means."""
    forgetful = {
        f"{query.package}.{query.name}"
        for query in QUERIES
        if softly_deleted & tables_read(query) and "deleted" not in query.text
    }
    assert any(softly_deleted & tables_read(query) for query in QUERIES)
    assert forgetful == _MEAN_ALL.keys()


def tables_read(query: Query) -> set[str]:
    """The tables of a statement, but for one it only inserts into."""
    text = re.sub(r"INSERT\s+INTO\s+\S+", "", query.text)
    return {match[0] for match in re.finditer(_NAMED, text)}


def test_no_foreign_key_crosses_a_tier(schema_addresses: Databases) -> None:
    """In one database it could; here all three are looked at together."""
    for home in Home:
        with psycopg.connect(schema_addresses.address(home, Role.BACKUP)) as connection:
            crossing = connection.execute(
                "SELECT conrelid::regclass, confrelid::regclass FROM pg_constraint"
                " JOIN pg_class child ON child.oid = conrelid JOIN pg_class parent ON parent.oid = confrelid"
                " WHERE contype = 'f' AND child.relnamespace <> parent.relnamespace"
            ).fetchall()
        assert crossing == []


def test_each_database_holds_its_own_tiers_only(cluster: Cluster) -> None:
    with cluster.clone("apart") as clone:
        assert {home: schemas(clone, home) for home in Home} == {
            home: {tier.value for tier in home.tiers} for home in Home
        }


def schemas(clone: Clone, home: Home) -> set[str]:
    with psycopg.connect(clone.administrators[home]) as connection:
        rows = connection.execute(
            "SELECT DISTINCT relnamespace::regnamespace::text FROM pg_class WHERE relkind IN ('r', 'p')"
        ).fetchall()
    return {row[0] for row in rows} & {tier.value for tier in Tier}


def test_no_trigger_stands_on_what_is_distributed(schema_addresses: Databases) -> None:
    """Citus refuses them; `oltp`'s small ones can be left out, and PgQueuer's wakes the workers."""
    for home in Home:
        with psycopg.connect(schema_addresses.address(home, Role.BACKUP)) as connection:
            rows = connection.execute(
                "SELECT tgrelid::regclass::text FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
                " WHERE NOT tgisinternal AND c.relnamespace::regnamespace::text IN ('content', 'olap', 'queue', 'notifications')"
            ).fetchall()
        assert {row[0] for row in rows} <= {"queue.jobs"}
