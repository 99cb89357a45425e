"""Asking for feature flags, and deciding them."""

import re
from dataclasses import asdict
from datetime import datetime
from typing import Final

from penguinmails.audit import Actor, ActorKind, record_change
from penguinmails.kernel.db import AllCompanies, Databases, Tx
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy.errors import FlagUnknown, NotAllowed, SettingInvalid
from penguinmails.tenancy.flags import store
from penguinmails.tenancy.flags.model import Flag, Override, is_on

_PLATFORM: Final = frozenset({ActorKind.OPERATOR, ActorKind.SYSTEM, ActorKind.STAFF})
_KEY: Final = re.compile(r"[a-z][a-z0-9_.-]{0,99}")


async def is_enabled(tx: Tx, key: str) -> bool:
    """Whether the transaction's tenant has a feature. A flag that nobody made is off.

    Ask in a tenant-wide transaction: what was decided for a tenant is hidden from members of some companies,
    so the answer could be wrong there. That is a programming error.
    """
    if tx.scope.companies is not AllCompanies.ALL:
        raise RuntimeError("flags are the tenant's: ask in a tenant-wide transaction")
    state = await store.state(tx, key)
    return state is not None and is_on(state, key, tx.tenant_id)


async def list_flags(tx: Tx) -> list[Flag]:
    """All flags of the platform."""
    return await tx.many(store.queries.list_flags, Flag)


async def set_flag(
    databases: Databases,
    key: str,
    *,
    enabled: bool,
    rollout_percentage: int = 100,
    description: str | None = None,
    actor: Actor,
) -> Flag:
    """Make a flag or change it, for all tenants. For operators. Commits.

    Raises `SettingInvalid`, `NotAllowed`.
    """
    if actor.kind not in _PLATFORM:
        raise NotAllowed(what="switch features")
    if not _KEY.fullmatch(key):
        raise SettingInvalid(key="flag", value=key, reason="it is to be lower-case letters, digits and . _ -")
    if not 0 <= rollout_percentage <= 100:  # noqa: PLR2004 - percent
        raise SettingInvalid(key="rollout", value=rollout_percentage, reason="it is to be 0 to 100")
    async with databases.worker(Tier.OLTP) as tx:
        old = await tx.one(store.queries.find_flag, Flag, key=key)
        await tx.execute(
            store.queries.write_flag,
            key=key,
            description=description,
            is_enabled=enabled,
            rollout_percentage=rollout_percentage,
        )
        new = await tx.one(store.queries.find_flag, Flag, key=key)
        if new is None:
            raise FlagUnknown(key=key)
        await record_change(
            tx,
            actor,
            "feature_flag.changed",
            key,
            old=_audited(old) if old else None,
            new=_audited(new),
            tenant_id=PLATFORM_TENANT,
        )
    return new


async def list_overrides(tx: Tx) -> list[Override]:
    """What was decided for the transaction's tenant, by key."""
    return list((await store.overrides(tx)).values())


async def set_override(
    tx: Tx,
    key: str,
    *,
    enabled: bool,
    reason: str | None = None,
    expires: datetime | None = None,
    actor: Actor,
) -> None:
    """Decide a flag for one tenant, whatever the rollout says. For operators.

    Raises `FlagUnknown`, `NotAllowed`.
    """
    if actor.kind not in _PLATFORM:
        raise NotAllowed(what="switch features")
    old = (await store.overrides(tx)).get(key)
    new = Override(key, enabled, reason, expires)
    written = await tx.execute(
        store.queries.write_override,
        tenant_id=tx.tenant_id,
        key=key,
        is_enabled=enabled,
        reason=reason,
        expires=expires,
    )
    if not written:
        raise FlagUnknown(key=key)
    await record_change(
        tx, actor, "feature_override.changed", key, old=asdict(old) if old else None, new=asdict(new)
    )


async def clear_override(tx: Tx, key: str, *, actor: Actor) -> None:
    """Let the rollout decide again. For operators. Raises `FlagUnknown`, `NotAllowed`."""
    if actor.kind not in _PLATFORM:
        raise NotAllowed(what="switch features")
    old = (await store.overrides(tx)).get(key)
    if old is None:
        raise FlagUnknown(key=key)
    await tx.execute(store.queries.clear_override, tenant_id=tx.tenant_id, key=key)
    await record_change(tx, actor, "feature_override.cleared", key, old=asdict(old))


def _audited(flag: Flag) -> dict[str, object]:
    return {"is_enabled": flag.is_enabled, "rollout_percentage": flag.rollout_percentage}
