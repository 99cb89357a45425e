"""Undoing imports: all is as it was, but for what people have done since."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from penguinmails.audiences.imports.errors import (
    ImportUnderWay,
    ImportUndone,
    ImportUndoTooLate,
    ImportUnknown,
)
from penguinmails.audiences.imports.service import show_import, undo_import
from penguinmails.audiences.imports.settings import ImportSettings
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.audiences.imported import (
    OPERATOR,
    asked,
    audience,
    counts,
    defined,
    imported,
    list_of,
    started,
    undone,
    written,
)

OLD = [("ann@example.org", "Ann", "Buyer", "gold", "5", "old"), ("bob@example.org", "Bob", "", "", "", "")]
NEW = [
    ("ann@example.org", "Anna", "Chief", "silver", "6", "old,new"),
    ("cy@example.org", "Cy", "", "gold", "1", "new"),
    ("bob@example.org", "Bob", "", "", "", ""),
    ("dora@example.org", "Dora", "", "", "", ""),
    ("cy@example.org", "Cyrus", "", "", "", ""),
]


@pytest.fixture
async def files(tmp_path: Path, databases: Databases, tenant: Scope) -> tuple[Path, Path]:
    """What was there, and what is imported and undone."""
    await defined(databases, tenant)
    return written(tmp_path / "old.csv", OLD), written(tmp_path / "new.csv", NEW)


async def lead(databases: Databases, scope: Scope, email: str) -> tuple[Any, ...]:
    rows = await asked(
        databases,
        scope,
        "SELECT first_name, title, custom_fields, tags FROM oltp.leads WHERE email = %s AND deleted IS NULL",
        email,
    )
    return rows[0] if rows else ()


async def change(databases: Databases, scope: Scope, text: str, *parameters: object) -> None:
    await asked(databases, scope, f"{text} RETURNING 1", *parameters)


@pytest.mark.parametrize("update", [False, True])
@pytest.mark.parametrize("batch", [1, 2, 5_000])
async def test_undone_all_is_as_before(
    databases: Databases, tenant: Scope, files: tuple[Path, Path], update: bool, batch: int
) -> None:
    old, new = files
    some, everybody = await list_of(databases, tenant, "Some"), await list_of(databases, tenant)
    await imported(databases, tenant, old, list_id=some)
    before = await audience(databases, tenant)
    job = await imported(databases, tenant, new, update=update, list_id=everybody, batch=batch)
    assert counts(job) == ((2, 2, 1, 0) if update else (2, 0, 3, 0))
    over = await undone(databases, tenant, job.id, batch=batch)
    assert (over.status, over.undone_rows, over.kept_rows) == ("rolled_back", 3 if update else 2, 0)
    assert await audience(databases, tenant) == before
    assert counts(await imported(databases, tenant, new, update=update))[0] == 2


async def test_what_was_changed_since_keeps_its_value(
    databases: Databases, tenant: Scope, files: tuple[Path, Path]
) -> None:
    old, new = files
    await imported(databases, tenant, old)
    job = await imported(databases, tenant, new, update=True)
    await change(
        databases,
        tenant,
        "UPDATE oltp.leads SET title = 'President', custom_fields = custom_fields || '{\"seats\": 9}',"
        " tags = tags || '{later}' WHERE email = 'ann@example.org'",
    )
    await undone(databases, tenant, job.id)
    assert await lead(databases, tenant, "ann@example.org") == (
        "Ann",
        "President",
        {"plan": "gold", "seats": 9},
        ["old", "later"],
    )


@pytest.mark.parametrize(
    "use",
    [
        "UPDATE oltp.leads SET phone = '1' WHERE email = 'cy@example.org'",
        (
            "INSERT INTO oltp.lead_engagement (tenant_id, lead_id) SELECT tenant_id, id FROM oltp.leads"
            " WHERE email = 'cy@example.org'"
        ),
        (
            "INSERT INTO oltp.list_contacts (tenant_id, list_id, lead_id) SELECT l.tenant_id, n.id, l.id"
            " FROM oltp.leads l, oltp.lists n WHERE l.email = 'cy@example.org' AND n.name = 'Other'"
        ),
        (
            "UPDATE oltp.list_contacts m SET status = 'unsubscribed', unsubscribed = now() FROM oltp.leads l"
            " WHERE l.id = m.lead_id AND l.email = 'cy@example.org'"
        ),
        (
            "INSERT INTO oltp.consent_events (tenant_id, lead_id, address_hash, kind, source) SELECT tenant_id, id,"
            " sha256('x'), 'confirmed', 'form' FROM oltp.leads WHERE email = 'cy@example.org'"
        ),
    ],
)
async def test_who_was_used_or_changed_since_can_be_restored(
    databases: Databases, tenant: Scope, files: tuple[Path, Path], use: str
) -> None:
    _, new = files
    await list_of(databases, tenant, "Other")
    job = await imported(databases, tenant, new, list_id=await list_of(databases, tenant))
    await change(databases, tenant, use)
    over = await undone(databases, tenant, job.id)
    assert (over.status, over.undone_rows, over.kept_rows) == ("rolled_back", 3, 1)
    assert await asked(databases, tenant, "SELECT email, deleted IS NULL FROM oltp.leads") == [
        ("cy@example.org", False)
    ]


async def test_the_check_of_a_domain_is_no_use_of_a_lead(
    databases: Databases, tenant: Scope, files: tuple[Path, Path]
) -> None:
    job = await imported(databases, tenant, files[1])
    await change(databases, tenant, "UPDATE oltp.leads SET mx_status = 'found', address_checked = now()")
    assert (await undone(databases, tenant, job.id)).kept_rows == 0
    assert await asked(databases, tenant, "SELECT 1 FROM oltp.leads") == []


async def test_of_two_imports_either_can_be_undone(
    databases: Databases, tenant: Scope, files: tuple[Path, Path]
) -> None:
    old, new = files
    first = await imported(databases, tenant, old)
    second = await imported(databases, tenant, new, update=True)
    over = await undone(databases, tenant, first.id)
    assert (over.undone_rows, over.kept_rows) == (1, 1), "Ann was updated since, Bob was not"
    await undone(databases, tenant, second.id)
    assert await asked(databases, tenant, "SELECT email FROM oltp.leads WHERE deleted IS NULL") == []


async def test_only_what_is_over_and_fresh_is_undone(
    databases: Databases, tenant: Scope, other_tenant: Scope, files: tuple[Path, Path]
) -> None:
    async def undo(import_id: UUID, scope: Scope = tenant, **settings: int) -> None:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            await undo_import(tx, import_id, actor=OPERATOR, settings=ImportSettings(**settings))

    waiting = await started(databases, tenant, files[1])
    with pytest.raises(ImportUnderWay, match="queued"):
        await undo(waiting.id)
    job = await imported(databases, tenant, files[1])
    with pytest.raises(ImportUnknown):
        await undo(job.id, other_tenant)
    with pytest.raises(ImportUndoTooLate):
        await undo(job.id, import_undo_days=0)
    await undo(job.id)
    with pytest.raises(ImportUndone):
        await undo(job.id)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert (await show_import(tx, job.id)).undoing
