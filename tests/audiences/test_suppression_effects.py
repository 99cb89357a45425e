"""What a suppression does to leads and lists, and what is left of an address: nothing."""

import base64
import subprocess
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from psycopg.conninfo import conninfo_to_dict

from penguinmails.audiences.suppressions import (
    CampaignType,
    Reason,
    Source,
    check,
    lift,
    list_suppressions,
    suppress,
    suppress_all,
    suppressed_among,
)
from penguinmails.audiences.suppressions.errors import SuppressionFileUnreadable
from penguinmails.audiences.suppressions.hashing import read_target
from penguinmails.audiences.suppressions.importing import Rejected, import_suppressions
from penguinmails.audiences.suppressions.jobs import forget_expired
from penguinmails.audit import RECEIVERS, Actor
from penguinmails.jobs import JobContext
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.handoff import Relay
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Home, Tier
from penguinmails.postgres.server.programs import binary
from penguinmails.tenancy import add_company
from tests.servers import Clone

OPERATOR = Actor.operator()
ANN = "ann.unlikely-canary@nowhere-else.example"
by_click = partial(suppress, reason=Reason.UNSUBSCRIBED, source=Source.ONE_CLICK, actor=Actor.system("tests"))


async def lead(tx: Tx, email: str, company_id: UUID | None = None, status: str = "active") -> UUID:
    lead_id = ids.uuid7()
    await tx.connection.execute(
        "INSERT INTO oltp.leads (tenant_id, id, company_id, email, status) VALUES (%s, %s, %s, %s, %s)",
        [tx.tenant_id, lead_id, company_id, email, status],
    )
    return lead_id


async def statuses(tx: Tx) -> dict[UUID, str]:
    cursor = await tx.connection.execute("SELECT id, status FROM oltp.leads")
    return dict(await cursor.fetchall())


async def on_list(tx: Tx, lead_id: UUID) -> UUID:
    list_id = ids.uuid7()
    await tx.connection.execute(
        "INSERT INTO oltp.lists (tenant_id, id, name) VALUES (%s, %s, 'News')", [tx.tenant_id, list_id]
    )
    await tx.connection.execute(
        "INSERT INTO oltp.list_contacts (tenant_id, list_id, lead_id) VALUES (%s, %s, %s)",
        [tx.tenant_id, list_id, lead_id],
    )
    return list_id


async def membership(tx: Tx, list_id: UUID) -> tuple[str, bool]:
    cursor = await tx.connection.execute(
        "SELECT status, unsubscribed IS NOT NULL FROM oltp.list_contacts WHERE list_id = %s", [list_id]
    )
    row = await cursor.fetchone()
    assert row
    return row[0], row[1]


async def test_leads_in_reach_take_the_status_of_the_reason(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        north = (await add_company(tx, "North", actor=OPERATOR)).id
        northern, shared, bob = (
            await lead(tx, ANN, north),
            await lead(tx, ANN),
            await lead(tx, "b@example.org"),
        )
        await suppress(
            tx, ANN, reason=Reason.HARD_BOUNCE, source=Source.BOUNCE, actor=OPERATOR, company_id=north
        )
        assert await statuses(tx) == {northern: "bounced", shared: "active", bob: "active"}
        await by_click(tx, ANN)
        assert await statuses(tx) == {northern: "unsubscribed", shared: "unsubscribed", bob: "active"}
        await suppress(tx, ANN, reason=Reason.COMPLAINED, source=Source.FEEDBACK_LOOP, actor=OPERATOR)
        await suppress(tx, ANN, reason=Reason.HARD_BOUNCE, source=Source.BOUNCE, actor=OPERATOR)
        assert await statuses(tx) == {northern: "complained", shared: "complained", bob: "active"}


async def test_what_is_narrow_or_passes_marks_no_lead(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        ann = await lead(tx, ANN)
        await by_click(tx, ANN, campaign_type=CampaignType.NEWSLETTER)
        await by_click(tx, "nowhere-else.example")
        await by_click(tx, ANN, expires=clock.now() + timedelta(days=30))
        assert await statuses(tx) == {ann: "active"}


async def test_their_own_will_ends_memberships_and_leaves_a_proof(
    databases: Databases, tenant: Scope
) -> None:
    message_id = ids.uuid7()
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        ann, bob = await lead(tx, ANN), await lead(tx, "bob@example.org")
        news = await on_list(tx, ann)
        await suppress(tx, "bob@example.org", reason=Reason.HARD_BOUNCE, source=Source.BOUNCE, actor=OPERATOR)
        await by_click(tx, ANN, message_id=message_id)
        await by_click(tx, ANN)
        assert await membership(tx, news) == ("unsubscribed", True)
        cursor = await tx.connection.execute("SELECT contact_count FROM oltp.lists")
        assert await cursor.fetchone() == (0,)
        cursor = await tx.connection.execute(
            "SELECT kind, source, message_id, lead_id, octet_length(address_hash) FROM oltp.consent_events"
        )
        assert await cursor.fetchall() == [("unsubscribed", "one_click", message_id, None, 32)]
        await lift(tx, ANN, actor=OPERATOR)
        assert await statuses(tx) == {ann: "active", bob: "bounced"}
        assert await membership(tx, news) == ("unsubscribed", True)


async def test_lifting_one_entry_leaves_leads_that_another_holds(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        north = (await add_company(tx, "North", actor=OPERATOR)).id
        northern, shared = await lead(tx, ANN, north), await lead(tx, ANN)
        await by_click(tx, ANN, company_id=north)
        await by_click(tx, ANN)
        await lift(tx, ANN, actor=OPERATOR)
        assert await statuses(tx) == {northern: "unsubscribed", shared: "active"}


async def test_erasure_leaves_nothing_but_the_hash(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await by_click(tx, ANN, note="By phone.")
        await by_click(tx, ANN, campaign_type=CampaignType.NEWSLETTER)
        await suppress(tx, ANN, reason=Reason.ERASED, source=Source.SYSTEM, actor=OPERATOR)
        found = await list_suppressions(tx)
    assert [(entry.hint, entry.note) for entry in found] == [(None, None)] * 2
    assert len(await check(databases, tenant.tenant_id, ANN)) == 2


async def test_many_at_once(databases: Databases, tenant: Scope) -> None:
    targets = [read_target(f"p{number}@example.org") for number in range(300)]
    why = partial(suppress_all, reason=Reason.MANUAL, source=Source.STAFF, actor=OPERATOR)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        first = await why(tx, [*targets, targets[0]])
        again = await why(tx, targets)
    assert (first.added, first.known, again.added, again.known) == (300, 0, 0, 300)
    among = [target.value for target in targets]
    assert await suppressed_among(databases, tenant.tenant_id, among) == set(among)


async def test_expired_entries_are_forgotten(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await by_click(tx, "a@example.org")
        await by_click(tx, "b@example.org", expires=clock.now() + timedelta(days=1))
        await by_click(tx, "c@example.org", expires=clock.now() + timedelta(days=1))
        await tx.connection.execute(
            "UPDATE oltp.suppressions SET expires = now() WHERE hint = 'c…@example.org'"
        )
    context = JobContext(databases, PLATFORM_TENANT, 1, forget_expired.name, 1, last_attempt=False)
    await forget_expired.handler(context, {})
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        found = await list_suppressions(tx)
    assert {entry.hint for entry in found} == {"a…@example.org", "b…@example.org"}


async def test_files_of_addresses_and_domains(databases: Databases, tenant: Scope, tmp_path: Path) -> None:
    plain = tmp_path / "plain.txt"
    plain.write_text("ann@example.org\n\n  <BOB@example.org> \nnobody\nexample.net\nann@example.org\n")
    told: list[int] = []
    result = await import_suppressions(databases, tenant, plain, actor=OPERATOR, told=told.append)
    assert (result.lines, result.added, result.known, result.rejected) == (5, 3, 0, 1)
    assert [reject.line for reject in result.rejects] == [4]
    assert "nobody" in result.rejects[0].reason
    assert told == [5]
    among = ["ann@example.org", "bob@example.org", "x@example.net", "eve@example.org"]
    assert await suppressed_among(databases, tenant.tenant_id, among) == set(among[:3])
    again = await import_suppressions(databases, tenant, plain, actor=OPERATOR)
    assert (again.added, again.known) == (0, 3)


async def test_files_with_columns(databases: Databases, tenant: Scope, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_bytes(
        "\ufeffName;E-Mail\r\nAnn;ann@example.org\r\n;\r\nBob;b\u00f6b@\u00fc.example\r\n".encode()
    )
    result = await import_suppressions(databases, tenant, table, actor=OPERATOR, reason=Reason.UNSUBSCRIBED)
    assert (result.added, [reject.line for reject in result.rejects]) == (1, [4])
    assert (await check(databases, tenant.tenant_id, "ann@example.org"))[0].reason == "unsubscribed"


async def test_our_own_export_is_taken_back_with_its_reasons(
    databases: Databases, tenant: Scope, other_tenant: Scope, tmp_path: Path
) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await by_click(tx, ANN)
        await suppress(tx, "example.net", reason=Reason.POLICY, source=Source.STAFF, actor=OPERATOR)
        cursor = await tx.connection.execute(
            "SELECT target, encode(target_hash, 'hex'), hint, reason FROM oltp.suppressions ORDER BY id"
        )
        rows = [["target", "target_hash", "hint", "reason"], *await cursor.fetchall()]
        await tx.connection.execute("DELETE FROM oltp.suppressions")
    file = tmp_path / "suppressions.csv"
    bad = ["address,xyz,,unsubscribed", f"planet,{'0' * 64},,unsubscribed", f"address,{'0' * 64},,whim"]
    file.write_text("\n".join([",".join(row) for row in rows] + bad))
    assert await suppressed_among(databases, tenant.tenant_id, [ANN]) == set()
    result = await import_suppressions(databases, tenant, file, actor=OPERATOR)
    assert (result.added, [reject.line for reject in result.rejects]) == (2, [4, 5, 6])
    (entry,) = await check(databases, tenant.tenant_id, ANN)
    assert (entry.reason, entry.source, entry.hint) == ("unsubscribed", "import", "a…@nowhere-else.example")
    assert await suppressed_among(databases, tenant.tenant_id, ["x@example.net"]) == {"x@example.net"}
    # Under another tenant's key the same hashes are nobody's.
    await import_suppressions(databases, other_tenant, file, actor=OPERATOR)
    assert await suppressed_among(databases, other_tenant.tenant_id, [ANN]) == set()


async def test_a_file_that_is_no_table_is_refused(
    databases: Databases, tenant: Scope, tmp_path: Path
) -> None:
    file = tmp_path / "huge.txt"
    file.write_text("x" * 200_000)
    with pytest.raises(SuppressionFileUnreadable, match=r"huge\.txt"):
        await import_suppressions(databases, tenant, file, actor=OPERATOR)
    file.write_bytes(b"\xff\xfe\x00\n\xc3\x28@example.org\n")
    result = await import_suppressions(databases, tenant, file, actor=OPERATOR)
    assert (result.added, result.rejected) == (0, 2)
    assert all(isinstance(reject, Rejected) for reject in result.rejects)


async def test_it_outlives_the_lead_its_purge_and_its_return(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        ann = await lead(tx, ANN)
        await by_click(tx, ANN)
        await tx.connection.execute("UPDATE oltp.leads SET deleted = now() WHERE id = %s", [ann])
    assert await suppressed_among(databases, tenant.tenant_id, [ANN]) == {ANN}
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute("DELETE FROM oltp.leads WHERE id = %s", [ann])
        await lead(tx, ANN)
    assert await suppressed_among(databases, tenant.tenant_id, [ANN]) == {ANN}


async def test_no_dump_of_the_databases_names_the_address(clone_apart: Clone) -> None:
    async with Databases(clone_apart.address) as databases:
        scope = Scope.tenant_wide(ids.uuid7())
        async with databases.tenant(Tier.OLTP, scope) as tx:
            await tx.connection.execute(
                "INSERT INTO oltp.tenants (id, name) VALUES (%s, 'Acme')", [scope.tenant_id]
            )
            await lead(tx, ANN)
        assert ANN.encode() in _dumps(clone_apart)
        async with databases.tenant(Tier.OLTP, scope) as tx:
            await suppress(tx, ANN, reason=Reason.UNSUBSCRIBED, source=Source.MEMBER, actor=OPERATOR)
            await tx.connection.execute("DELETE FROM oltp.leads")
        await Relay(databases, RECEIVERS).drain()
        assert found_in(_dumps(clone_apart)) == {"domain"}  # the hint is a…@domain
        async with databases.tenant(Tier.OLTP, scope) as tx:
            await suppress(tx, ANN, reason=Reason.ERASED, source=Source.STAFF, actor=OPERATOR)
        await Relay(databases, RECEIVERS).drain()
        dump = _dumps(clone_apart)
        assert b"suppression.added" in dump
        assert found_in(dump) == set()
        assert await suppressed_among(databases, scope.tenant_id, [ANN]) == {ANN}


def found_in(dump: bytes) -> set[str]:
    """In which forms the address is there."""
    folded = dump.lower()
    return {name for name, form in forms_of(ANN).items() if form.lower() in folded}


def forms_of(address: str) -> dict[str, bytes]:
    """The address as something careless could have written it down."""
    plain = address.encode()
    local, _, domain = plain.partition(b"@")
    return {
        "plain": plain,
        "local part": local,
        "domain": domain,
        "reversed": plain[::-1],
        "hex": plain.hex().encode(),
        "base64": base64.b64encode(plain).rstrip(b"=")[:-1],
        "base64url": base64.urlsafe_b64encode(plain).rstrip(b"=")[:-1],
        "percent": plain.replace(b"@", b"%40"),
        "escaped": plain.replace(b"@", rb"\u0040"),
        "UTF-16": plain.decode().encode("utf-16-be").hex().encode(),
    }


def _dumps(clone: Clone) -> bytes:
    """Everything in all databases of the platform, as text."""
    return b"".join(_dump(clone.administrators[home]) for home in Home)


def _dump(conninfo: str) -> bytes:
    parts = conninfo_to_dict(conninfo)
    environment = {"PGPASSWORD": str(parts["password"]), "PATH": ""}
    return subprocess.run(
        [
            binary("pg_dump"),
            f"--host={parts['host']}",
            f"--port={parts.get('port', '5432')}",
            f"--username={parts['user']}",
            "--data-only",
            "--no-sync",
            str(parts["dbname"]),
        ],
        env=environment,
        capture_output=True,
        check=True,
    ).stdout
