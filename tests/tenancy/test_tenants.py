"""Making, finding, deleting and bringing back tenants."""

import asyncio

import pytest

from penguinmails.kernel.db import AllCompanies, Databases, Scope
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import (
    MemberRole,
    TenantStatus,
    create_tenant,
    delete_tenant,
    find_tenant,
    get_config,
    get_policies,
    list_companies,
    list_members,
    list_tenants,
    principal_for_user,
    purge_deleted,
    purge_tenant,
    rename_tenant,
    resolve_tenant,
    restore_tenant,
    set_tenant_status,
)
from penguinmails.tenancy.errors import (
    EmailInvalid,
    MemberUnknown,
    NameInvalid,
    NotAllowed,
    NotDeleted,
    PurgeRefused,
    RestoreTooLate,
    TenantAmbiguous,
    TenantReserved,
    TenantUnknown,
)
from penguinmails.tenancy.tenants import store
from tests.tenancy.factories import OPERATOR, audited, last_audited, member_of, owner_of, tenant_of, wide


async def test_a_new_tenant_has_an_owner_a_company_and_settings(databases: Databases) -> None:
    made = await create_tenant(
        databases,
        "  Acme   Ltd ",
        owner_email=" Ann@Acme.Example ",
        owner_name="Ann",
        company="Acme Sales",
        actor=OPERATOR,
    )
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        assert await find_tenant(tx) == made.tenant
        assert await list_companies(tx) == [made.company]
        members = await list_members(tx)
        config, policies = await get_config(tx), await get_policies(tx)
    assert made.tenant.name == "Acme Ltd"
    assert (made.company.name, made.company.slug, made.company.status) == (
        "Acme Sales",
        "acme-sales",
        "active",
    )
    assert (made.owner.email, made.owner.name, made.owner_is_new) == ("ann@acme.example", "Ann", True)
    assert [(member.user_id, member.email, member.roles, member.companies) for member in members] == [
        (made.owner.id, "ann@acme.example", {MemberRole.OWNER}, AllCompanies.ALL)
    ]
    assert config.billing_email == "ann@acme.example"
    assert policies.password_min_length == 8


async def test_every_part_of_a_new_tenant_is_audited(layout_databases: Databases) -> None:
    made = await tenant_of(layout_databases)
    entries = await audited(layout_databases, made.tenant.id)
    assert [(entry.action, entry.resource_id, entry.old_values, entry.new_values) for entry in entries] == [
        ("tenant.created", str(made.tenant.id), None, {"name": "Acme"}),
        ("user.created", str(made.owner.id), None, {"email": "owner@acme.example", "name": None}),
        (
            "member.added",
            str(made.owner.id),
            None,
            {"email": "owner@acme.example", "roles": ["owner"], "companies": "all"},
        ),
        (
            "company.created",
            str(made.company.id),
            None,
            {"name": "Acme", "slug": "acme", "status": "active"},
        ),
        ("tenant_config.created", str(made.tenant.id), None, {"billing_email": "owner@acme.example"}),
        ("tenant_policies.created", str(made.tenant.id), None, {}),
    ]
    assert {entry.data_classification for entry in entries if entry.action.startswith("user")} == {
        "confidential"
    }


async def test_one_address_is_one_user_in_many_tenants(databases: Databases) -> None:
    first = await tenant_of(databases, "Acme", "ann@acme.example")
    second = await tenant_of(databases, "Globex", "ANN@acme.example")
    assert first.owner.id == second.owner.id
    assert (first.owner_is_new, second.owner_is_new) == (True, False)
    assert first.tenant.id != second.tenant.id


async def test_tenants_made_at_once_for_the_same_new_owner_share_it(databases: Databases) -> None:
    made = await asyncio.gather(
        *(tenant_of(databases, f"Acme {number}", "ann@acme.example") for number in range(6))
    )
    assert len({created.tenant.id for created in made}) == 6
    assert len({created.owner.id for created in made}) == 1
    assert sum(created.owner_is_new for created in made) == 1
    for created in made:
        scope = await owner_of(databases, created)
        assert scope == Scope(created.tenant.id, AllCompanies.ALL, created.owner.id)


@pytest.mark.parametrize(
    ("name", "email", "error"),
    [
        ("", "a@b.example", NameInvalid),
        ("A\nB", "a@b.example", NameInvalid),
        ("Acme", "nobody", EmailInvalid),
    ],
)
async def test_what_cannot_be_is_refused_and_leaves_nothing(
    databases: Databases, name: str, email: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await tenant_of(databases, name, email)
    assert await list_tenants(databases) == []


async def test_operators_find_a_tenant_by_id_or_by_its_only_name(databases: Databases) -> None:
    made = await tenant_of(databases, "Acme")
    assert await resolve_tenant(databases, str(made.tenant.id)) == made.tenant.id
    assert await resolve_tenant(databases, "aCME ") == made.tenant.id
    with pytest.raises(TenantUnknown, match="penguinmails tenant list"):
        await resolve_tenant(databases, "Globex")
    with pytest.raises(TenantUnknown):
        await resolve_tenant(databases, str(made.company.id))
    await tenant_of(databases, "ACME")
    with pytest.raises(TenantAmbiguous, match="2 tenants"):
        await resolve_tenant(databases, "acme")


async def test_the_list_counts_what_lives(databases: Databases) -> None:
    made = await tenant_of(databases, "Acme")
    await tenant_of(databases, "Globex", "bob@globex.example")
    await member_of(databases, made, "eve@acme.example", MemberRole.VIEWER)
    assert [(row.name, row.companies, row.members) for row in await list_tenants(databases)] == [
        ("Acme", 1, 2),
        ("Globex", 1, 1),
    ]


async def test_a_renamed_tenant_tells_both_names(databases: Databases) -> None:
    made = await tenant_of(databases)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        assert (await rename_tenant(tx, "Acme II", actor=OPERATOR)).name == "Acme II"
    assert await last_audited(databases, made.tenant.id) == (
        "tenant.renamed",
        {"name": "Acme"},
        {"name": "Acme II"},
    )


async def test_a_status_is_changed_with_its_reason(databases: Databases) -> None:
    made = await tenant_of(databases)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        changed = await set_tenant_status(tx, TenantStatus.SUSPENDED, "unpaid", actor=OPERATOR)
    assert (changed.status, changed.status_reason) == ("suspended", "unpaid")
    assert await last_audited(databases, made.tenant.id) == (
        "tenant.status_changed",
        {"status": "active", "reason": None},
        {"status": "suspended", "reason": "unpaid"},
    )


async def test_a_deleted_tenant_is_hidden_and_comes_back(databases: Databases) -> None:
    made = await tenant_of(databases)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        await delete_tenant(tx, actor=OPERATOR)
    assert await list_tenants(databases) == []
    assert [row.id for row in await list_tenants(databases, deleted=True)] == [made.tenant.id]
    with pytest.raises(TenantUnknown):
        await resolve_tenant(databases, "Acme")
    with pytest.raises(MemberUnknown):
        await principal_for_user(databases, made.owner.id, made.tenant.id)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        with pytest.raises(TenantUnknown):
            await find_tenant(tx)
    again = Scope.tenant_wide(await resolve_tenant(databases, "Acme", deleted=True))
    async with databases.tenant(Tier.OLTP, again) as tx:
        assert await restore_tenant(tx, actor=OPERATOR) == made.tenant
    assert (await owner_of(databases, made)).tenant_id == made.tenant.id
    actions = [entry.action for entry in await audited(databases, made.tenant.id)]
    assert actions[-2:] == ["tenant.deleted", "tenant.restored"]


async def test_after_30_days_a_tenant_is_purged_and_not_restored(databases: Databases) -> None:
    made, kept = await tenant_of(databases), await tenant_of(databases, "Globex", "bob@globex.example")
    for created in (made, kept):
        async with databases.tenant(Tier.OLTP, wide(created)) as tx:
            await delete_tenant(tx, actor=OPERATOR)
    async with databases.worker(Tier.OLTP) as tx:
        await tx.connection.execute(
            "UPDATE oltp.tenants SET deleted = deleted - interval '31 days' WHERE id = %s", [made.tenant.id]
        )
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        with pytest.raises(RestoreTooLate):
            await restore_tenant(tx, actor=OPERATOR)
    purged = await purge_deleted(databases)
    assert (purged.tenants, purged.refused) == (1, [])
    assert [row.id for row in await list_tenants(databases, deleted=True)] == [kept.tenant.id]
    assert await store.exists(databases, made.tenant.id, deleted=True) is False
    assert (await last_audited(databases, made.tenant.id))[0] == "tenant.purged"


async def test_what_must_be_kept_stops_a_purge(databases: Databases) -> None:
    made = await tenant_of(databases)
    async with databases.worker(Tier.OLTP) as tx:
        await tx.connection.execute(
            "WITH plan AS (INSERT INTO oltp.plans (name, slug) VALUES ('Tiny', 'tiny') RETURNING id),"
            " subscription AS (INSERT INTO oltp.subscriptions"
            " (tenant_id, plan_id, status, current_period_start, current_period_end)"
            " SELECT %(tenant)s, id, 'active', now(), now() + interval '30 days' FROM plan RETURNING id)"
            " INSERT INTO oltp.payments (tenant_id, subscription_id, amount, status)"
            " SELECT %(tenant)s, id, 4900, 'succeeded' FROM subscription",
            {"tenant": made.tenant.id},
        )
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        await delete_tenant(tx, actor=OPERATOR)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        with pytest.raises(PurgeRefused, match="payments"):
            await purge_tenant(tx, actor=OPERATOR)
    assert [row.id for row in await list_tenants(databases, deleted=True)] == [made.tenant.id]


async def test_a_live_tenant_is_not_purged_or_restored(databases: Databases) -> None:
    made = await tenant_of(databases)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        with pytest.raises(NotDeleted):
            await purge_tenant(tx, actor=OPERATOR)
        with pytest.raises(NotDeleted):
            await restore_tenant(tx, actor=OPERATOR)


async def test_the_platform_is_nobodys_customer(databases: Databases) -> None:
    async with databases.tenant(Tier.OLTP, Scope.tenant_wide(PLATFORM_TENANT)) as tx:
        with pytest.raises(TenantReserved):
            await delete_tenant(tx, actor=OPERATOR)
        with pytest.raises(TenantReserved):
            await rename_tenant(tx, "Mine", actor=OPERATOR)


async def test_an_admin_renames_a_tenant_and_only_an_owner_deletes_it(databases: Databases) -> None:
    made = await tenant_of(databases)
    admin = await member_of(databases, made, "eve@acme.example", MemberRole.ADMIN)
    viewer = await member_of(databases, made, "vic@acme.example", MemberRole.VIEWER)
    async with databases.tenant(Tier.OLTP, admin.scope) as tx:
        await rename_tenant(tx, "Evil", actor=admin.actor)
        with pytest.raises(NotAllowed):
            await delete_tenant(tx, actor=admin.actor)
    async with databases.tenant(Tier.OLTP, viewer.scope) as tx:
        with pytest.raises(NotAllowed):
            await rename_tenant(tx, "Vile", actor=viewer.actor)
