"""Whatever a superuser does to the log by hand is found, and where it was done is said."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest

from penguinmails import audit
from penguinmails.audit import Actor, Break, Erasure, Head, Verdict
from penguinmails.kernel.db import Databases, Scope
from tests.audit import factories
from tests.servers import Clone, Cluster

Superuser = psycopg.Connection[tuple[Any, ...]]

ROWS = 6
ERASED = (2, 3)

# For each column, what somebody might write over it.
FORGED: dict[str, list[str]] = {
    "tenant_id": ["gen_random_uuid()"],
    "seq": ["seq + 100", "-seq", "0"],
    "handoff_id": ["gen_random_uuid()"],
    "created": ["created + interval '1 microsecond'", "'infinity'", "'-infinity'"],
    "actor": ["'system'"],
    "admin_user_id": ["admin_user_id || ' '", "''"],
    "action": ["upper(action)"],
    "resource_type": ["'company'"],
    "resource_id": ["resource_id || '0'"],
    "old_values": ["NULL", "'{}'", "coalesce(old_values, '{}') || '{\"x\": 1}'"],
    "new_values": ["NULL", "'{}'", "jsonb_set(coalesce(new_values, '{}'), '{score}', '2.0')", "'[]'"],
    "ip_address": ["NULL", "'192.0.2.8'", "'192.0.2.7/24'"],
    "user_agent": ["NULL", "''"],
    "notes": ["NULL", "'other'"],
    "metadata": ["NULL", "'{\"request_id\": null}'"],
    "data_classification": ["'public'"],
    "retention_category": ["'legal'"],
    "values_digest": ["sha256('')"],
    "salt": ["NULL", "sha256('')"],
    "prev_hash": ["sha256('')", "hash"],
    "hash": ["sha256('')", "prev_hash"],
    "erased": ["now()", "NULL", "erased + interval '1 microsecond'"],
}


@pytest.fixture(scope="module")
def tampered_clone(cluster: Cluster) -> Iterator[Clone]:
    """No constraint stops whoever tampers."""
    with cluster.clone("together") as clone:
        with psycopg.connect(clone.administrator, autocommit=True) as connection:
            constraints = connection.execute(
                "SELECT string_agg(format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', conrelid::regclass, conname),"
                " ';' ORDER BY contype = 'n' DESC, contype) FROM pg_constraint WHERE conrelid IN"
                " ('olap.admin_audit_log'::regclass, 'olap.audit_heads'::regclass) AND contype IN ('c', 'p', 'u')"
            ).fetchone()
            assert constraints
            connection.execute(constraints[0])
            connection.execute("CREATE UNIQUE INDEX ON olap.audit_heads (tenant_id)")
        yield clone


@pytest.fixture(scope="module")
async def databases(tampered_clone: Clone) -> AsyncIterator[Databases]:
    async with Databases(tampered_clone.address) as databases:
        yield databases


@pytest.fixture(scope="module")
def superuser(tampered_clone: Clone) -> Iterator[Superuser]:
    with psycopg.connect(tampered_clone.administrator, autocommit=True) as connection:
        yield connection


@pytest.fixture
async def scope(databases: Databases) -> Scope:
    """A log of the test's own."""
    return await written(databases)


@pytest.fixture(scope="module")
async def restored_scope(databases: Databases) -> Scope:
    """A log that tests leave as they found it."""
    return await written(databases)


async def written(databases: Databases) -> Scope:
    """Six rows, of which the second and third were erased, and the seventh says so."""
    scope = await factories.chain(databases, range(1, ROWS + 1))
    for seq in ERASED:
        await audit.erase(
            databases,
            Erasure(resource=("lead", f"l-{seq}")),
            actor=Actor.operator(),
            reason="asked",
            tenant_id=scope.tenant_id,
        )
    (verdict,) = await audit.verify(databases, scope.tenant_id)
    assert (verdict.holds, verdict.rows, verdict.erased) == (True, ROWS + 2, 2)
    return scope


def tamper(
    superuser: Superuser, statement: str, scope: Scope, **params: Any
) -> psycopg.Cursor[tuple[Any, ...]]:
    query = statement.replace("LOG", "olap.admin_audit_log").replace("HEADS", "olap.audit_heads")
    return superuser.execute(query.encode(), {"tenant": scope.tenant_id, **params})


async def broken(databases: Databases, scope: Scope, **anchors: Any) -> Verdict:
    (verdict,) = await audit.verify(databases, scope.tenant_id, **anchors)
    return verdict


def test_every_column_is_forged(superuser: Superuser) -> None:
    columns = superuser.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE (table_schema, table_name) = ('olap', 'admin_audit_log')"
    ).fetchall()
    assert {column for (column,) in columns} == set(FORGED)


@pytest.mark.parametrize(
    ("column", "value"), [(column, value) for column, values in FORGED.items() for value in values]
)
async def test_any_value_changed_in_any_row_is_found(
    superuser: Superuser, databases: Databases, restored_scope: Scope, column: str, value: str
) -> None:
    scope, touched = restored_scope, 0
    for seq in range(1, ROWS + 3):
        where = "tenant_id = %(tenant)s AND seq = %(seq)s"
        kept = tamper(superuser, f"SELECT l::text FROM LOG l WHERE {where}", scope, seq=seq).fetchone()
        assert kept
        changed = tamper(
            superuser,
            f"UPDATE LOG SET {column} = {value} WHERE {where} AND {column} IS DISTINCT FROM ({value})"
            " RETURNING ctid",
            scope,
            seq=seq,
        ).fetchone()
        if not changed:
            continue
        touched += 1
        verdict = await broken(databases, scope)
        assert not verdict.holds, (column, value, seq)
        assert verdict.broken_seq is not None
        tamper(superuser, "DELETE FROM LOG WHERE ctid = %(row)s", scope, row=changed[0])
        tamper(superuser, "INSERT INTO LOG SELECT (%(row)s::LOG).*", scope, row=kept[0])
    assert touched
    assert (await broken(databases, scope)).holds


@pytest.mark.parametrize("seq", range(1, ROWS + 3))
async def test_any_row_deleted_is_found(
    superuser: Superuser, databases: Databases, scope: Scope, seq: int
) -> None:
    tamper(superuser, "DELETE FROM LOG WHERE tenant_id = %(tenant)s AND seq = %(seq)s", scope, seq=seq)
    verdict = await broken(databases, scope)
    last = seq == ROWS + 2
    expected = Break.TRUNCATED if last else Break.MISSING
    # The rows that say what was erased are missed where their say is needed.
    if seq > ROWS:
        assert verdict.broken_seq in (*ERASED, seq)
    else:
        assert (verdict.broken_seq, verdict.kind) == (seq, expected)


@pytest.mark.parametrize(("first", "second"), [(1, 2), (1, 6), (3, 4), (5, 6), (6, 8)])
async def test_two_rows_swapped_are_found(
    superuser: Superuser, databases: Databases, scope: Scope, first: int, second: int
) -> None:
    tamper(
        superuser,
        "UPDATE LOG SET seq = %(first)s + %(second)s - seq WHERE tenant_id = %(tenant)s AND seq IN (%(first)s, %(second)s)",
        scope,
        first=first,
        second=second,
    )
    verdict = await broken(databases, scope)
    assert (verdict.broken_seq, verdict.kind) == (first, Break.REORDERED)


@pytest.mark.parametrize("left", [0, 1, 5, ROWS + 1])
async def test_a_tail_cut_off_is_found(
    superuser: Superuser, databases: Databases, scope: Scope, left: int
) -> None:
    tamper(superuser, "DELETE FROM LOG WHERE tenant_id = %(tenant)s AND seq > %(left)s", scope, left=left)
    verdict = await broken(databases, scope)
    assert not verdict.holds
    if left < min(ERASED):
        assert (verdict.broken_seq, verdict.kind) == (left + 1, Break.TRUNCATED)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE HEADS SET hash = sha256('') WHERE tenant_id = %(tenant)s",
        "UPDATE HEADS SET seq = seq - 1 WHERE tenant_id = %(tenant)s",
        "DELETE FROM HEADS WHERE tenant_id = %(tenant)s",
        """INSERT INTO LOG SELECT (jsonb_populate_record(l, '{"seq": 9}')).* FROM LOG l
            WHERE tenant_id = %(tenant)s AND seq = 8""",
    ],
)
async def test_a_head_that_does_not_fit_is_found(
    superuser: Superuser, databases: Databases, scope: Scope, change: str
) -> None:
    tamper(superuser, change, scope)
    verdict = await broken(databases, scope)
    assert not verdict.holds


async def test_a_head_ahead_of_its_chain_is_a_chain_cut_off(
    superuser: Superuser, databases: Databases, scope: Scope
) -> None:
    tamper(superuser, "UPDATE HEADS SET seq = seq + 1 WHERE tenant_id = %(tenant)s", scope)
    verdict = await broken(databases, scope)
    assert (verdict.broken_seq, verdict.kind) == (ROWS + 3, Break.TRUNCATED)


@pytest.mark.parametrize("seq", [1, 4, 7, 8])
async def test_values_dropped_by_hand_are_found(
    superuser: Superuser, databases: Databases, scope: Scope, seq: int
) -> None:
    tamper(
        superuser,
        "UPDATE LOG SET (old_values, new_values, ip_address, user_agent, notes, metadata, salt, erased) ="
        " (NULL, NULL, NULL, NULL, NULL, NULL, NULL, now()) WHERE tenant_id = %(tenant)s AND seq = %(seq)s",
        scope,
        seq=seq,
    )
    verdict = await broken(databases, scope)
    assert verdict.kind is Break.VALUES_DROPPED
    assert verdict.broken_seq in (seq, *ERASED)


async def test_values_forged_into_an_erased_row_are_found(
    superuser: Superuser, databases: Databases, scope: Scope
) -> None:
    forged = "UPDATE LOG SET notes = 'never said' WHERE tenant_id = %(tenant)s AND seq = 2"
    tamper(superuser, forged, scope)
    verdict = await broken(databases, scope)
    assert (verdict.broken_seq, verdict.kind) == (2, Break.VALUES_ALTERED)


async def test_a_chain_written_anew_is_found_by_an_anchor(
    superuser: Superuser, databases: Databases, scope: Scope
) -> None:
    """Who can write everything can make a chain that holds. It does not end where the old one did."""
    heads = {head.tenant_id: head for head in await audit.heads(databases)}
    assert (await broken(databases, scope, anchors=heads)).holds
    for table in ("LOG", "HEADS"):
        tamper(superuser, f"DELETE FROM {table} WHERE tenant_id = %(tenant)s", scope)
    assert (await broken(databases, scope, anchors=heads)).kind is Break.TRUNCATED, (
        "even where nothing is left"
    )
    await factories.chain(databases, range(20), scope)
    assert (await broken(databases, scope)).holds
    verdict = await broken(databases, scope, anchors=heads)
    assert (verdict.broken_seq, verdict.kind) == (ROWS + 2, Break.REWRITTEN)


async def test_other_tenants_chains_are_not_suspected(
    superuser: Superuser, databases: Databases, scope: Scope
) -> None:
    other = await factories.chain(databases, [1])
    tamper(superuser, "UPDATE LOG SET action = 'x' WHERE tenant_id = %(tenant)s", scope)
    assert (await broken(databases, other)).holds
    assert await audit.verify(databases, UUID(int=1), anchors={}) == [
        Verdict(UUID(int=1), 0, 0, None, None, bytes(32).hex())
    ]
    assert isinstance((await audit.heads(databases))[0], Head)


async def test_verifying_goes_on_while_others_record(databases: Databases, scope: Scope) -> None:
    """Each chain is judged as it stood at one moment."""
    for _ in range(5):
        await factories.record(databases, scope)
        verdict, _ = await asyncio.gather(broken(databases, scope), factories.deliver(databases))
        assert verdict.holds
