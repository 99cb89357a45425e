"""Settings, retention and feature flags."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.audit import Actor
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import (
    MemberRole,
    RetentionPolicy,
    clear_override,
    get_config,
    get_policies,
    get_retention,
    is_enabled,
    list_flags,
    list_overrides,
    set_config,
    set_flag,
    set_override,
    set_policies,
    set_retention,
)
from penguinmails.tenancy.errors import FlagUnknown, NotAllowed, SettingInvalid, SettingUnknown
from penguinmails.tenancy.flags.model import FlagState, bucket, is_on
from penguinmails.tenancy.settings.model import TenantConfig, TenantPolicies, parse_settings
from tests.tenancy.factories import OPERATOR, audited, last_audited, member_of, owner_of, tenant_of, wide


async def test_a_changed_setting_leaves_the_others(databases: Databases) -> None:
    made = await tenant_of(databases)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        before = await get_config(tx)
        after = await set_config(
            tx,
            {
                "theme_primary_color": "#00FFaa",
                "ui_timezone": "Europe/Berlin",
                "billing_address": {"city": "Bonn"},
            },
            actor=OPERATOR,
        )
        assert await get_config(tx) == after
    assert after == replace(
        before, theme_primary_color="#00ffaa", ui_timezone="Europe/Berlin", billing_address={"city": "Bonn"}
    )
    assert await last_audited(databases, made.tenant.id) == (
        "tenant_config.changed",
        {"theme_primary_color": None, "ui_timezone": None, "billing_address": {}},
        {
            "theme_primary_color": "#00ffaa",
            "ui_timezone": "Europe/Berlin",
            "billing_address": {"city": "Bonn"},
        },
    )


async def test_setting_what_is_set_changes_nothing(databases: Databases) -> None:
    made = await tenant_of(databases)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        await set_policies(tx, {"password_min_length": 8}, actor=OPERATOR)
    assert "tenant_policies.changed" not in {
        entry.action for entry in await audited(databases, made.tenant.id)
    }


@pytest.mark.parametrize(
    "values",
    [
        {"theme_primary_color": "red"},
        {"ui_timezone": "Mars/Base"},
        {"theme_logo_url": "javascript:alert(1)"},
        {"notify_on_billing_changes": "yes"},
        {"billing_address": ["Bonn"]},
        {"billing_email": 7},
    ],
)
async def test_a_configuration_that_cannot_be_is_refused(
    databases: Databases, values: dict[str, object]
) -> None:
    made = await tenant_of(databases)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        before = await get_config(tx)
        with pytest.raises(SettingInvalid):
            await set_config(tx, values, actor=OPERATOR)
        assert await get_config(tx) == before


@pytest.mark.parametrize(
    "values",
    [{"password_min_length": 4}, {"session_timeout_hours": 0}, {"default_tracking_consent": "maybe"}],
)
async def test_a_policy_that_cannot_be_names_the_rule(
    databases: Databases, values: dict[str, object]
) -> None:
    made = await tenant_of(databases)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        with pytest.raises(SettingInvalid, match="the rule is: tenant policies"):
            await set_policies(tx, values, actor=OPERATOR)
        assert (await get_policies(tx)).password_min_length == 8


def test_settings_are_read_as_people_type_them() -> None:
    assert parse_settings(
        TenantPolicies, {"two_factor_required": "Yes", "max_emails_per_lead_per_day": "none"}
    ) == {
        "two_factor_required": True,
        "max_emails_per_lead_per_day": None,
    }
    assert parse_settings(TenantConfig, {"billing_address": '{"city": "Bonn"}'}) == {
        "billing_address": {"city": "Bonn"}
    }
    with pytest.raises(SettingUnknown, match="tenant_id"):
        parse_settings(TenantConfig, {"tenant_id": "1"})
    with pytest.raises(SettingInvalid, match="whole number"):
        parse_settings(TenantPolicies, {"password_min_length": "many"})


async def test_only_owners_and_admins_change_settings(databases: Databases) -> None:
    made = await tenant_of(databases)
    viewer = await member_of(databases, made, "vic@acme.example", MemberRole.VIEWER)
    policy = RetentionPolicy("exports", 1, auto_archive=False, auto_delete=True, legal_hold=False)
    async with databases.tenant(Tier.OLTP, viewer.scope) as tx:
        with pytest.raises(NotAllowed):
            await set_config(tx, {"ui_date_format": "iso"}, actor=viewer.actor)
        with pytest.raises(NotAllowed):
            await set_policies(tx, {"two_factor_required": False}, actor=viewer.actor)
        with pytest.raises(NotAllowed):
            await set_retention(tx, policy, actor=viewer.actor)


async def test_a_tenant_follows_the_platforms_retention_until_it_decides(databases: Databases) -> None:
    made = await tenant_of(databases)
    before = {policy.content_type: policy for policy in await get_retention(databases, wide(made))}
    assert before["email_content"].retention_days == 730
    assert before["analytics"].retention_days is None
    held = RetentionPolicy("email_content", None, auto_archive=True, auto_delete=False, legal_hold=True)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        await set_retention(tx, held, actor=OPERATOR)
    after = {policy.content_type: policy for policy in await get_retention(databases, wide(made))}
    assert after == before | {"email_content": held}
    assert (await last_audited(databases, made.tenant.id))[0] == "retention_policy.changed"
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        for wrong in (replace(held, content_type="dreams"), replace(held, retention_days=0)):
            with pytest.raises(SettingInvalid):
                await set_retention(tx, wrong, actor=OPERATOR)


@given(st.text(max_size=30), st.uuids(), st.integers(0, 100), st.integers(0, 100))
def test_a_growing_rollout_takes_nothing_away(key: str, tenant: UUID, some: int, more: int) -> None:
    assert 0 <= bucket(key, tenant) < 100
    low, high = sorted((some, more))
    before, after = (is_on(FlagState(True, share, None), key, tenant) for share in (low, high))
    assert after or not before
    assert is_on(FlagState(True, 100, None), key, tenant)
    assert not is_on(FlagState(True, 0, None), key, tenant)
    assert not is_on(FlagState(False, 100, None), key, tenant)


def test_a_rollout_reaches_about_its_share() -> None:
    tenants = [UUID(int=number) for number in range(5000)]
    assert 0.27 < sum(bucket("inbox", tenant) < 30 for tenant in tenants) / 5000 < 0.33
    both = sum(bucket("inbox", tenant) < 30 and bucket("reports", tenant) < 30 for tenant in tenants)
    assert 0.06 < both / 5000 < 0.12


async def test_a_flag_is_decided_for_all_or_for_one(databases: Databases) -> None:
    made = await tenant_of(databases)
    other = await tenant_of(databases, "Globex", "bob@globex.example")

    async def on() -> list[bool]:
        answers: list[bool] = []
        for created in (made, other):
            async with databases.tenant(Tier.OLTP, wide(created)) as tx:
                answers.append(await is_enabled(tx, "inbox"))
        return answers

    assert await on() == [False, False]
    await set_flag(
        databases, "inbox", enabled=True, rollout_percentage=0, description="One inbox", actor=OPERATOR
    )
    assert await on() == [False, False]
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        await set_override(tx, "inbox", enabled=True, reason="beta", actor=OPERATOR)
    assert await on() == [True, False]
    flag = await set_flag(databases, "inbox", enabled=True, rollout_percentage=100, actor=OPERATOR)
    assert (flag.description, flag.rollout_percentage) == ("One inbox", 100)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        await set_override(tx, "inbox", enabled=False, actor=OPERATOR)
        assert [(override.key, override.is_enabled) for override in await list_overrides(tx)] == [
            ("inbox", False)
        ]
    assert await on() == [False, True]
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        await set_override(
            tx, "inbox", enabled=False, expires=clock.now() - timedelta(days=1), actor=OPERATOR
        )
        assert await is_enabled(tx, "inbox")
        await clear_override(tx, "inbox", actor=OPERATOR)
        assert await list_overrides(tx) == []
        assert [row.key for row in await list_flags(tx)] == ["inbox"]
    action, old, new = await last_audited(databases, made.tenant.id)
    assert (action, new) == ("feature_override.cleared", None)
    assert isinstance(old, dict)
    assert (old["key"], old["is_enabled"]) == ("inbox", False)


async def test_a_tenant_does_not_switch_its_own_features(databases: Databases) -> None:
    made = await tenant_of(databases)
    await set_flag(databases, "inbox", enabled=True, rollout_percentage=0, actor=OPERATOR)
    scope, actor = await owner_of(databases, made), Actor.user(made.owner.id)
    with pytest.raises(NotAllowed):
        await set_flag(databases, "inbox", enabled=True, actor=actor)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        with pytest.raises(NotAllowed):
            await set_override(tx, "inbox", enabled=True, actor=actor)
        with pytest.raises(NotAllowed):
            await clear_override(tx, "inbox", actor=actor)


async def test_flags_that_are_not_there_or_asked_wrongly(databases: Databases) -> None:
    made = await tenant_of(databases)
    async with databases.tenant(Tier.OLTP, wide(made)) as tx:
        assert not await is_enabled(tx, "inbox")
        with pytest.raises(FlagUnknown):
            await set_override(tx, "inbox", enabled=True, actor=OPERATOR)
        with pytest.raises(FlagUnknown):
            await clear_override(tx, "inbox", actor=OPERATOR)
    with pytest.raises(SettingInvalid):
        await set_flag(databases, "In Box", enabled=True, actor=OPERATOR)
    with pytest.raises(SettingInvalid):
        await set_flag(databases, "inbox", enabled=True, rollout_percentage=101, actor=OPERATOR)
    async with databases.tenant(Tier.OLTP, Scope(made.tenant.id, frozenset({made.company.id}))) as tx:
        with pytest.raises(RuntimeError, match="tenant-wide"):
            await is_enabled(tx, "inbox")
