"""Custom fields: making, naming and removing them. Nothing here commits; every change is audited."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from penguinmails.audiences.fields import store
from penguinmails.audiences.fields.errors import (
    FieldChoicesInvalid,
    FieldExists,
    FieldKeyInvalid,
    FieldTypeUnknown,
    FieldUnknown,
)
from penguinmails.audiences.fields.model import Field, FieldType
from penguinmails.audit import Actor, record_change
from penguinmails.kernel import ids
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import clean_name, find_company, require_manager, slug

_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")


def key_for(label: str) -> str:
    """The key that a heading or label makes: `Favourite colour` is `favourite_colour`.

    `field` where there is nothing in it to make one of.
    """
    words = re.sub(r"[^a-z0-9]+", "_", slug(label)).strip("_")
    if words == "workspace" and "workspace" not in label.lower():  # what slug makes of no letters at all
        words = "field"
    return (words if words[:1].isalpha() else f"field_{words}")[:63].rstrip("_")


async def list_fields(tx: Tx, *, company_id: UUID | None = None) -> list[Field]:
    """The fields that leads of a company have, or (None) those that the tenant shares, by key."""
    return await store.listed(tx, company_id)


async def list_all_fields(tx: Tx) -> list[Field]:
    """The fields of the tenant and of all companies that the transaction may see, by key."""
    return await store.listed_all(tx)


async def find_field(tx: Tx, wanted: UUID | str, *, company_id: UUID | None = None) -> Field:
    """A field by id, key or label; a company's own goes before the tenant's. Raises `FieldUnknown`."""
    text = str(wanted).casefold()
    fields = await store.listed_all(tx)
    for field in fields:
        if str(field.id) == text:
            return field
    for place in dict.fromkeys((company_id, None)):
        for field in fields:
            if field.company_id == place and text in (field.key, field.label.casefold()):
                return field
    raise FieldUnknown(field=wanted)


async def define_field(
    tx: Tx,
    label: str,
    type: str = FieldType.TEXT,  # noqa: A002 - what the field calls it
    *,
    key: str | None = None,
    choices: Sequence[str] = (),
    is_required: bool = False,
    is_personal: bool = True,
    company_id: UUID | None = None,
    actor: Actor,
) -> Field:
    """Make a field; without a key, by its label. Owners and admins may.

    Raises `NameInvalid`, `FieldKeyInvalid`, `FieldTypeUnknown`, `FieldChoicesInvalid`, `FieldExists`,
    `CompanyUnknown` and `NotAllowed`.
    """
    await _may(tx, actor)
    if type not in set(FieldType):
        raise FieldTypeUnknown(type=type, known=", ".join(FieldType))
    if company_id is not None:
        await find_company(tx, company_id)
    label = clean_name(label, what="label")
    key = key_for(label) if key is None else key
    if not _KEY.fullmatch(key):
        raise FieldKeyInvalid(key)
    field = Field(
        key=key,
        label=label,
        type=FieldType(type).value,
        choices=_choices(type, choices),
        is_required=is_required,
        is_personal=is_personal,
        company_id=company_id,
        id=ids.uuid7(),
    )
    if not await store.inserted(tx, field):
        raise FieldExists(key=key)
    await record_change(tx, actor, "custom_field.defined", field.id, new=_audited(field))
    return field


async def rename_field(tx: Tx, field: Field, label: str, *, actor: Actor) -> Field:
    """Give a field another label; key and values stay.

    Raises `NameInvalid`, `FieldUnknown`, `NotAllowed`.
    """
    await _may(tx, actor)
    renamed = replace(field, label=clean_name(label, what="label"))
    if not await tx.execute(
        store.queries.rename_field, tenant_id=tx.tenant_id, field_id=field.id, label=renamed.label
    ):
        raise FieldUnknown(field=field.key)
    await record_change(
        tx, actor, "custom_field.renamed", field.id, old=_audited(field), new=_audited(renamed)
    )
    return renamed


async def delete_field(tx: Tx, field: Field, *, actor: Actor) -> None:
    """Remove a field. Leads keep their values, hidden: defined again under its key, it has them again.

    Raises `FieldUnknown`, `NotAllowed`.
    """
    await _may(tx, actor)
    if not await tx.execute(store.queries.delete_field, tenant_id=tx.tenant_id, field_id=field.id):
        raise FieldUnknown(field=field.key)
    await record_change(tx, actor, "custom_field.deleted", field.id, old=_audited(field))


async def _may(tx: Tx, actor: Actor) -> None:
    await require_manager(tx, actor, "change the custom fields of this tenant")


def _choices(type_: str, choices: Sequence[str]) -> list[str]:
    cleaned = [clean_name(choice, what="choice") for choice in choices]
    if (type_ == FieldType.CHOICE) != bool(cleaned):
        reason = "there is none" if not cleaned else f"a field of type {type_} has none"
        raise FieldChoicesInvalid(reason=reason)
    if len({choice.casefold() for choice in cleaned}) < len(cleaned):
        raise FieldChoicesInvalid(reason="two are alike")
    return cleaned


def _audited(field: Field) -> dict[str, object]:
    return {"key": field.key, "label": field.label, "type": field.type, "company_id": field.company_id}
