"""Adding, finding, changing, deleting and restoring leads. Nothing here commits; every change is audited."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from psycopg.errors import UniqueViolation

from penguinmails.audiences.addresses import domain_of, is_disposable, is_role, read_address
from penguinmails.audiences.describing.service import describe
from penguinmails.audiences.errors import AddressInvalid, shown
from penguinmails.audiences.fields import Field, list_fields
from penguinmails.audiences.leads import store
from penguinmails.audiences.leads.errors import (
    CompanyNeeded,
    LeadAmbiguous,
    LeadExists,
    LeadNotDeleted,
    LeadRestoreTooLate,
    LeadSuppressed,
    LeadUnknown,
    TagsTooMany,
)
from penguinmails.audiences.leads.model import CUSTOM, FIELDS, Lead, LeadLine, Stage, TagCount
from penguinmails.audiences.leads.values import MOST_TAGS, check_required, read_changes, read_tags
from penguinmails.audiences.suppressions.checking import check
from penguinmails.audit import Actor, record_change
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import AllCompanies, Databases, Tx
from penguinmails.tenancy import RESTORABLE, find_company

PAGE = 50


async def refuse_suppressed(
    databases: Databases, tenant_id: UUID, address: str, *, company_id: UUID | None = None
) -> None:
    """Refuse with `LeadSuppressed` an address that must not be written to. Raises `AddressInvalid`.

    For people who add a lead by hand, before `add_lead`: they are told at once. Whoever sends asks again.
    """
    entries = [
        entry
        for entry in await check(databases, tenant_id, address)
        if entry.campaign_type is None and entry.company_id in (None, company_id)
    ]
    if entries:
        raise LeadSuppressed(lead=read_address(address), reason=entries[0].reason.replace("_", " "))


async def count_leads(tx: Tx) -> int:
    """How many leads the tenant keeps, for its plan; in a scope of all companies."""
    return await tx.value(store.queries.count_leads, tenant_id=tx.tenant_id)


async def add_lead(
    tx: Tx,
    address: str,
    *,
    company_id: UUID | None = None,
    fields: Mapping[str, str | None] | None = None,
    tags: Iterable[str] = (),
    actor: Actor,
) -> Lead:
    """Make a lead of a company, or (None) of what the tenant shares.

    `fields` by name, custom ones as `custom_fields.KEY`, in text. Raises `AddressInvalid`, `CompanyUnknown`,
    `CompanyNeeded`, `FieldUnknown`, `FieldRefused`, `FieldInvalid`, `FieldMissing`, `TagInvalid`,
    `TagsTooMany`, `LeadExists`.
    """
    email = read_address(address)
    where = await _where(tx, company_id)
    definitions = await list_fields(tx, company_id=company_id)
    columns, custom = read_changes(fields or {}, definitions)
    check_required(custom, definitions)
    labels = read_tags(tags)
    if len(labels) > MOST_TAGS:
        raise TagsTooMany(most=MOST_TAGS)
    lead_id = ids.uuid7()
    if not await store.insert(
        tx,
        lead_id,
        company_id,
        email,
        fields=columns,
        custom={key: value for key, value in custom.items() if value is not None},
        tags=labels,
        is_role=is_role(email),
        is_disposable=is_disposable(domain_of(email)),
    ):
        raise LeadExists(lead=email, where=where)
    await record_change(tx, actor, "lead.added", lead_id, new={"company_id": company_id})
    return await _live(tx, lead_id)


async def find_lead(tx: Tx, id_or_address: UUID | str, *, company_id: UUID | None = None) -> Lead:
    """A live lead the transaction may see, by id or address, of one company where one is given.

    Raises `LeadUnknown`, and `LeadAmbiguous` where several companies have the address.
    """
    lead_id = as_id(id_or_address)
    if lead_id is not None:
        found = await store.find(tx, lead_id)
        if found is None or (company_id is not None and found.company_id != company_id):
            raise LeadUnknown(lead=lead_id)
        return found
    email = _address(str(id_or_address))
    leads = await store.by_address(tx, email, company_id, any_company=company_id is None)
    return await _only(tx, leads, email)


async def change_lead(tx: Tx, lead_id: UUID, changes: Mapping[str, str | None], *, actor: Actor) -> Lead:
    """Give a lead other values: by field, custom ones as `custom_fields.KEY`, in text; None empties.

    Two who change at once lose nothing: each changes what it names. Raises `LeadUnknown`, `FieldUnknown`,
    `FieldRefused`, `FieldInvalid`.
    """
    lead = await _live(tx, lead_id, locked=True)
    definitions = await list_fields(tx, company_id=lead.company_id)
    columns, custom = read_changes(changes, definitions)
    fields: dict[str, str | None] = {name: getattr(lead, name) for name in FIELDS} | columns
    merged = {key: value for key, value in {**lead.custom_fields, **custom}.items() if value is not None}
    before = {name: getattr(lead, name) for name in FIELDS}
    changed = [name for name in FIELDS if fields[name] != before[name]]
    changed += [CUSTOM + key for key in custom if merged.get(key) != lead.custom_fields.get(key)]
    if not changed:
        return lead
    await store.update(tx, lead_id, fields, merged)
    await record_change(tx, actor, "lead.changed", lead_id, new={"fields": changed})
    return await _live(tx, lead_id)


async def set_stage(tx: Tx, lead_id: UUID, stage: Stage, *, actor: Actor) -> Lead:
    """Say how far the conversation is. Raises `LeadUnknown`."""
    lead = await _live(tx, lead_id, locked=True)
    if lead.stage != stage:
        await store.set_stage(tx, lead_id, stage)
        await record_change(
            tx, actor, "lead.stage_changed", lead_id, old={"stage": lead.stage}, new={"stage": stage}
        )
    return await _live(tx, lead_id)


async def tag_leads(tx: Tx, lead_ids: Sequence[UUID], tags: Iterable[str], *, actor: Actor) -> int:
    """Add tags to leads; how many leads got one they did not carry. Unknown leads are left out.

    Up to some thousands at once, which stay locked until the end. Raises `TagInvalid`, `TagsTooMany`.
    """
    labels = read_tags(tags)
    await store.lock(tx, lead_ids)
    if await store.most_tags(tx, lead_ids, labels) > MOST_TAGS:
        raise TagsTooMany(most=MOST_TAGS)
    changed = await store.add_tags(tx, lead_ids, labels)
    await _many_changed(tx, actor, "lead.tagged", lead_ids, changed, tags=len(labels))
    return changed


async def untag_leads(tx: Tx, lead_ids: Sequence[UUID], tags: Iterable[str], *, actor: Actor) -> int:
    """Take tags from leads; how many leads lost one. As `tag_leads` otherwise."""
    labels = read_tags(tags)
    await store.lock(tx, lead_ids)
    changed = await store.remove_tags(tx, lead_ids, labels)
    await _many_changed(tx, actor, "lead.untagged", lead_ids, changed, tags=len(labels))
    return changed


async def list_tags(tx: Tx) -> list[TagCount]:
    """Every tag of the leads in sight with how many carry it, the commonest first. Reads all leads."""
    return await store.count_tags(tx)


async def delete_leads(tx: Tx, lead_ids: Sequence[UUID], *, actor: Actor) -> int:
    """Hide leads and take them out of their lists' counts; for 30 days they can be restored. How many."""
    await store.lock(tx, lead_ids)
    deleted = await store.delete(tx, lead_ids, clock.now())
    await describe(tx, lead_ids)
    await _many_changed(tx, actor, "lead.deleted", lead_ids, deleted)
    return deleted


async def delete_lead(tx: Tx, lead_id: UUID, *, actor: Actor) -> None:
    """Hide a lead, as `delete_leads`. Raises `LeadUnknown`."""
    if await delete_leads(tx, [lead_id], actor=actor) == 0:
        raise LeadUnknown(lead=lead_id)


async def list_deleted(tx: Tx, *, after: UUID | None = None) -> list[LeadLine]:
    """A page of 50 of the leads that can be restored, by id; the next is `after` the last one's."""
    return await store.list_deleted(tx, clock.now() - RESTORABLE, after or UUID(int=0), PAGE)


async def restore_lead(
    tx: Tx, id_or_address: UUID | str, *, company_id: UUID | None = None, actor: Actor
) -> Lead:
    """Bring back a deleted lead with all it had; of several with the address, the latest deleted.

    Raises `LeadUnknown`, `LeadNotDeleted`, `LeadRestoreTooLate`, and `LeadExists` where its address has been
    added anew.
    """
    lead_id = as_id(id_or_address)
    email = None if lead_id else _address(str(id_or_address))
    found = await store.deleted(tx, lead_id, email, email and domain_of(email), company_id)
    if not found:
        lead = await find_lead(tx, id_or_address, company_id=company_id)
        raise LeadNotDeleted(lead=lead.email)
    lead = found[0]
    if lead.deleted is not None and lead.deleted < clock.now() - RESTORABLE:
        raise LeadRestoreTooLate(lead=lead.email, deleted=lead.deleted)
    try:
        async with tx.savepoint():
            await store.restore(tx, lead.id)
    except UniqueViolation:
        raise LeadExists(lead=lead.email, where=await _place(tx, lead.company_id)) from None
    await describe(tx, [lead.id])
    await record_change(tx, actor, "lead.restored", lead.id)
    return await _live(tx, lead.id)


async def merge_data(tx: Tx, lead_id: UUID) -> dict[str, object]:
    """What templates may say of a lead: its fields by name, custom ones under `custom`, blanks left out.

    Custom fields that are defined no more are left out too. Raises `LeadUnknown`.
    """
    lead = await _live(tx, lead_id)
    return merged(lead, await list_fields(tx, company_id=lead.company_id))


def merged(lead: Lead, fields: Iterable[Field]) -> dict[str, object]:
    """`merge_data` of a lead that was read already."""
    known = {field.key for field in fields}
    said = {name: getattr(lead, name) for name in ("email", *FIELDS) if name != "source"}
    return {
        **{name: value for name, value in said.items() if value is not None},
        "custom": {key: value for key, value in lead.custom_fields.items() if key in known},
    }


def as_id(wanted: UUID | str) -> UUID | None:
    """The id, where it is one and no address."""
    try:
        return UUID(str(wanted))
    except ValueError:
        return None


async def _live(tx: Tx, lead_id: UUID, *, locked: bool = False) -> Lead:
    lead = await store.find(tx, lead_id, locked=locked)
    if lead is None:
        raise LeadUnknown(lead=lead_id)
    return lead


def _address(wanted: str) -> str:
    try:
        return read_address(wanted)
    except AddressInvalid:
        raise LeadUnknown(lead=shown(wanted)) from None


async def _only(tx: Tx, leads: Sequence[Lead], email: str) -> Lead:
    if not leads:
        raise LeadUnknown(lead=email)
    if len(leads) > 1:
        places = [f"{await _place(tx, lead.company_id)} ({lead.id})" for lead in leads]
        raise LeadAmbiguous(lead=email, count=len(leads), where=", ".join(places))
    return leads[0]


async def _where(tx: Tx, company_id: UUID | None) -> str:
    if company_id is None and tx.scope.companies is not AllCompanies.ALL:
        raise CompanyNeeded
    return await _place(tx, company_id)


async def _place(tx: Tx, company_id: UUID | None) -> str:
    if company_id is None:
        return "in what the tenant shares"
    return f"in {(await find_company(tx, company_id)).name}"


async def _many_changed(
    tx: Tx, actor: Actor, action: str, lead_ids: Sequence[UUID], changed: int, **said: int
) -> None:
    """One record of many: which ones only where there is one."""
    if changed:
        about = lead_ids[0] if len(lead_ids) == 1 else tx.tenant_id
        await record_change(tx, actor, action, about, new={"leads": changed, **said})
