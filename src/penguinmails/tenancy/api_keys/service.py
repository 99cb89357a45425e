"""Making, listing, ending and checking API keys."""

import hmac
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from penguinmails.audit import Actor, ActorKind, record_change
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy.access import require_manager
from penguinmails.tenancy.api_keys import store
from penguinmails.tenancy.api_keys.model import (
    PREFIX_LENGTH,
    ApiKey,
    ApiScope,
    NewKey,
    Principal,
    digest,
    generate,
    well_formed,
)
from penguinmails.tenancy.companies import store as companies
from penguinmails.tenancy.errors import (
    CompanyUnknown,
    ExpiryInvalid,
    KeyOver,
    KeyRefused,
    KeyUnknown,
    ScopeUnknown,
)
from penguinmails.tenancy.names import clean_name

TOUCH_EVERY: Final = timedelta(minutes=1)
"""How exact `last_used` is."""


async def create_key(
    tx: Tx,
    name: str,
    scopes: Collection[ApiScope],
    *,
    company_id: UUID | None = None,
    expires: datetime | None = None,
    actor: Actor,
) -> NewKey:
    """Make a key for some scopes, of all companies or of one, for ever or until `expires`.

    The answer holds the key itself, which is stored nowhere. Owners and admins may. Does not commit. Raises
    `NameInvalid`, `ScopeUnknown`, `CompanyUnknown`, `ExpiryInvalid`, `NotAllowed`.
    """
    await _may(tx, actor)
    called = clean_name(name, what="key name")
    if not scopes:
        raise ScopeUnknown(scope="nothing", known=", ".join(ApiScope))
    if expires is not None and expires <= clock.now():
        raise ExpiryInvalid(expires=f"{expires:%Y-%m-%d %H:%M}")
    if company_id is not None and await companies.find(tx, company_id) is None:
        raise CompanyUnknown(company=company_id)
    new = await _insert(
        tx, name=called, scopes=sorted(scopes), company_id=company_id, expires=expires, actor=actor
    )
    await record_change(tx, actor, "api_key.created", new.api_key.id, new=_audited(new.api_key))
    return new


async def list_keys(tx: Tx, *, revoked: bool = False) -> list[ApiKey]:
    """The tenant's keys in the order of making, with those that were revoked if asked for."""
    return await store.listed(tx, revoked=revoked)


async def find_key(tx: Tx, id_or_name: UUID | str) -> ApiKey:
    """A key by id, by name where one live key has it, or by its visible start. Raises `KeyUnknown`."""
    wanted = str(id_or_name)
    keys = await list_keys(tx, revoked=True)
    found = [key for key in keys if str(key.id) == wanted]
    found = found or [key for key in keys if wanted in (key.name, key.prefix) and key.revoked is None]
    if len(found) != 1:
        raise KeyUnknown(key=wanted)
    return found[0]


async def revoke_key(tx: Tx, key_id: UUID, *, actor: Actor) -> ApiKey:
    """End a key at once; nothing happens to one that is revoked. Raises `KeyUnknown`, `NotAllowed`."""
    await _may(tx, actor)
    key = await _locked(tx, key_id)
    if key.revoked is None:
        await tx.execute(store.queries.revoke_key, tenant_id=tx.tenant_id, key_id=key_id, moment=clock.now())
        await record_change(tx, actor, "api_key.revoked", key_id, old=_audited(key))
    return await _locked(tx, key_id)


async def rotate_key(tx: Tx, key_id: UUID, *, grace: timedelta = timedelta(0), actor: Actor) -> NewKey:
    """Make another key like this one, and end this one after `grace` (at once by default).

    The new key lives as long as the old one was made to. Raises `KeyUnknown`, `KeyOver`, `NotAllowed`.
    """
    await _may(tx, actor)
    old = await _locked(tx, key_id)
    now = clock.now()
    if old.revoked is not None or (old.expires is not None and old.expires <= now):
        raise KeyOver(key=old.name)
    expires = None if old.expires is None else now + (old.expires - old.created)
    new = await _insert(
        tx, name=old.name, scopes=old.scopes, company_id=old.company_id, expires=expires, actor=actor
    )
    if grace > timedelta(0):
        await tx.execute(store.queries.expire_key, tenant_id=tx.tenant_id, key_id=key_id, expires=now + grace)
    else:
        await tx.execute(store.queries.revoke_key, tenant_id=tx.tenant_id, key_id=key_id, moment=now)
    await record_change(
        tx, actor, "api_key.rotated", new.api_key.id, old=_audited(old), new=_audited(new.api_key)
    )
    return new


async def authenticate(databases: Databases, presented: str, *, ip: str | None = None) -> Principal:
    """Who presents this key. Raises `KeyRefused`, the same for whatever is wrong with it.

    Refused are keys that are unknown, revoked or expired, of a deleted tenant or a deleted company. Notes
    when and from where the key was used, at most once a minute, and commits that.
    """
    if not well_formed(presented):
        raise KeyRefused
    wanted, now = digest(presented), clock.now()
    found = await store.presented(databases, wanted, now)
    # The index finds by a digest that nobody can steer, so its timing tells nothing; the bytes are compared
    # in constant time all the same.
    matching = [key for key in found if hmac.compare_digest(key.key_hash, wanted)]
    if len(matching) != 1:
        raise KeyRefused
    key = matching[0]
    scope = (
        Scope.tenant_wide(key.tenant_id)
        if key.company_id is None
        else Scope(key.tenant_id, frozenset({key.company_id}))
    )
    if key.last_used is None or key.last_used < now - TOUCH_EVERY:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            await tx.execute(
                store.queries.touch_key,
                tenant_id=key.tenant_id,
                key_id=key.id,
                now=now,
                before=now - TOUCH_EVERY,
                ip=ip,
            )
    return Principal(scope, key.id, frozenset(ApiScope(name) for name in key.scopes))


def parse_scopes(names: Collection[str]) -> frozenset[ApiScope]:
    """Scopes by name. Raises `ScopeUnknown`."""
    for name in names:
        if name not in set(ApiScope):
            raise ScopeUnknown(scope=name, known=", ".join(ApiScope))
    return frozenset(ApiScope(name) for name in names)


async def _insert(
    tx: Tx,
    *,
    name: str,
    scopes: Collection[str],
    company_id: UUID | None,
    expires: datetime | None,
    actor: Actor,
) -> NewKey:
    key, key_id = generate(), ids.uuid7()
    await tx.execute(
        store.queries.insert_key,
        tenant_id=tx.tenant_id,
        key_id=key_id,
        company_id=company_id,
        name=name,
        prefix=key[:PREFIX_LENGTH],
        key_hash=digest(key),
        scopes=[str(scope) for scope in scopes],
        expires=expires,
        created_by=UUID(actor.id) if actor.kind is ActorKind.USER else None,
        created=clock.now(),
    )
    return NewKey(key, await _locked(tx, key_id))


async def _locked(tx: Tx, key_id: UUID) -> ApiKey:
    key = await store.find(tx, key_id)
    if key is None:
        raise KeyUnknown(key=key_id)
    return key


async def _may(tx: Tx, actor: Actor) -> None:
    await require_manager(tx, actor, "manage the API keys of this tenant")


def _audited(key: ApiKey) -> dict[str, object]:
    return {
        "name": key.name,
        "prefix": key.prefix,
        "scopes": key.scopes,
        "company_id": key.company_id,
        "expires": key.expires,
    }
