"""Reading and changing a tenant's settings. What takes a `Tx` does not commit; every change is audited."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any
from zoneinfo import available_timezones

from psycopg.errors import CheckViolation

from penguinmails.audit import Actor, record_change
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy.access import require_manager
from penguinmails.tenancy.describing.service import describe_tenant
from penguinmails.tenancy.errors import SettingInvalid, TenantUnknown
from penguinmails.tenancy.members.store import lock_tenant
from penguinmails.tenancy.names import normalise_email
from penguinmails.tenancy.settings import store
from penguinmails.tenancy.settings.model import (
    ContentType,
    RetentionPolicy,
    TenantConfig,
    TenantPolicies,
    check_types,
)


async def get_config(tx: Tx) -> TenantConfig:
    """The tenant's billing contact, notices and look. Raises `TenantUnknown`."""
    found = await store.config(tx)
    if found is None:
        raise TenantUnknown(tenant=tx.tenant_id)
    return found


async def get_policies(tx: Tx) -> TenantPolicies:
    """The tenant's rules. Raises `TenantUnknown`."""
    found = await store.policies(tx)
    if found is None:
        raise TenantUnknown(tenant=tx.tenant_id)
    return found


async def set_config(tx: Tx, values: Mapping[str, Any], *, actor: Actor) -> TenantConfig:
    """Change some of the configuration; the rest stays. Owners and admins may.

    Raises `SettingUnknown`, `SettingInvalid`, `EmailInvalid`, `NotAllowed`.
    """
    check_types(TenantConfig, values)
    values = dict(values)
    if values.get("billing_email"):
        values["billing_email"] = normalise_email(values["billing_email"])
    if values.get("theme_primary_color"):
        values["theme_primary_color"] = values["theme_primary_color"].lower()
    if values.get("ui_timezone") and values["ui_timezone"] not in available_timezones():
        raise SettingInvalid(
            key="ui_timezone", value=values["ui_timezone"], reason="there is no such timezone"
        )
    for key in ("theme_logo_url", "theme_favicon_url"):
        if values.get(key) and not values[key].startswith("https://"):
            raise SettingInvalid(key=key, value=values[key], reason="it is to start with https://")
    await _may(tx, actor)
    old = await get_config(tx)
    new = replace(old, **values)
    if new != old:
        await _write(tx, new, values)
        await describe_tenant(tx)
        await record_change(
            tx, actor, "tenant_config.changed", tx.tenant_id, old=asdict(old), new=asdict(new), personal=True
        )
    return new


async def set_policies(tx: Tx, values: Mapping[str, Any], *, actor: Actor) -> TenantPolicies:
    """Change some of the rules; the rest stays. Owners and admins may.

    Raises `SettingUnknown`, `SettingInvalid`, `NotAllowed`.
    """
    check_types(TenantPolicies, values)
    await _may(tx, actor)
    old = await get_policies(tx)
    new = replace(old, **values)
    if new != old:
        await _write(tx, new, values)
        await record_change(
            tx, actor, "tenant_policies.changed", tx.tenant_id, old=asdict(old), new=asdict(new)
        )
    return new


async def get_retention(databases: Databases, scope: Scope) -> list[RetentionPolicy]:
    """How long the tenant keeps each kind of content: what it decided, else what the platform did."""
    policies = {policy.content_type: policy for policy in await store.platform_retention(databases)}
    async with databases.tenant(Tier.OLTP, scope) as tx:
        policies |= {policy.content_type: policy for policy in await store.retention(tx)}
    return [policies[content_type] for content_type in sorted(policies)]


async def set_retention(tx: Tx, policy: RetentionPolicy, *, actor: Actor) -> None:
    """Keep one kind of content for another time, or hold it. Raises `SettingInvalid`, `NotAllowed`."""
    if policy.content_type not in set(ContentType):
        known = ", ".join(ContentType)
        raise SettingInvalid(
            key="content_type", value=policy.content_type, reason=f"it is to be one of {known}"
        )
    if policy.retention_days is not None and policy.retention_days < 1:
        raise SettingInvalid(
            key="retention_days", value=policy.retention_days, reason="it is to be 1 or more, or none"
        )
    await _may(tx, actor)
    old = {row.content_type: row for row in await store.retention(tx)}.get(policy.content_type)
    if old != policy:
        await store.write_retention(tx, policy)
        await describe_tenant(tx)
        await record_change(
            tx,
            actor,
            "retention_policy.changed",
            policy.content_type,
            old=asdict(old) if old else None,
            new=asdict(policy),
        )


async def _write(tx: Tx, new: TenantConfig | TenantPolicies, values: Mapping[str, Any]) -> None:
    try:
        async with tx.savepoint():
            if isinstance(new, TenantConfig):
                await store.write_config(tx, new)
            else:
                await store.write_policies(tx, new)
    except CheckViolation as error:
        # The database's rule has a name that says it: tenant_policies_session_timeout_sane.
        rule = (error.diag.constraint_name or "").replace("_", " ")
        shown = ", ".join(str(value) for value in values.values())
        raise SettingInvalid(key=", ".join(values), value=shown, reason=f"the rule is: {rule}") from None


async def _may(tx: Tx, actor: Actor) -> None:
    await lock_tenant(tx)
    await require_manager(tx, actor, "change the settings of this tenant")
