"""Segments with names. What takes a `Tx` joins its transaction and never commits; every change is audited."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from psycopg.errors import UniqueViolation

from penguinmails.audiences.segments import store
from penguinmails.audiences.segments.catalogue import Catalogue
from penguinmails.audiences.segments.errors import (
    FilterInvalid,
    SegmentAmbiguous,
    SegmentBroken,
    SegmentNameTaken,
    SegmentNeedsCompany,
    SegmentUnknown,
)
from penguinmails.audiences.segments.matching import count_matching, load_catalogue
from penguinmails.audiences.segments.model import Node, Segment, as_json
from penguinmails.audiences.segments.reading import read_filter
from penguinmails.audiences.segments.words import read_words, write_words
from penguinmails.audit import Actor, record_change
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import AllCompanies, Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import clean_name, find_company

_NAME: Final = 200


@dataclass(frozen=True)
class SegmentLine:
    """A segment in a list of segments; `leads` is None where it cannot be answered any more."""

    id: UUID
    name: str
    leads: int | None
    words: str
    description: str | None


def read_question(said: str | Mapping[str, Any], catalogue: Catalogue) -> Node:
    """A filter from its text or its JSON. Raises `FilterInvalid`."""
    return read_words(said, catalogue) if isinstance(said, str) else read_filter(said, catalogue)


async def list_segments(tx: Tx) -> list[Segment]:
    """The segments the transaction may see, by name."""
    return await store.listed(tx)


async def find_segment(tx: Tx, id_or_name: UUID | str) -> Segment:
    """A segment by id or name. Raises `SegmentUnknown`, `SegmentAmbiguous`."""
    wanted = str(id_or_name).casefold()
    segments = await store.listed(tx)
    found = [segment for segment in segments if str(segment.id) == wanted] or [
        segment for segment in segments if segment.name.casefold() == wanted
    ]
    if not found:
        raise SegmentUnknown(segment=id_or_name)
    if len(found) > 1:
        raise SegmentAmbiguous(segment=id_or_name, count=len(found))
    return found[0]


async def create_segment(
    tx: Tx,
    name: str,
    question: Node,
    *,
    description: str | None = None,
    company_id: UUID | None = None,
    actor: Actor,
) -> Segment:
    """Keep a question about a company's leads, or (None) all the tenant's, under a name.

    Raises `NameInvalid`, `CompanyUnknown`, `SegmentNeedsCompany`, `SegmentNameTaken`.
    """
    called = clean_name(name, longest=_NAME)
    await _check_company(tx, company_id)
    segment_id = ids.uuid7()
    if not await store.insert(
        tx, segment_id, company_id, name=called, description=description, filter_=as_json(question)
    ):
        raise SegmentNameTaken(name=called)
    # Never the filter: what it compares with may be somebody's name or address.
    await record_change(
        tx, actor, "segment.created", segment_id, new={"name": called, "company_id": company_id}
    )
    return await _live(tx, segment_id)


async def change_segment(
    tx: Tx,
    segment_id: UUID,
    *,
    name: str | None = None,
    question: Node | None = None,
    description: str | None = None,
    actor: Actor,
) -> Segment:
    """Give a segment another name, question or description; None leaves it. Raises as `create_segment`."""
    old = await _live(tx, segment_id)
    called = old.name if name is None else clean_name(name, longest=_NAME)
    filter_ = old.filter if question is None else as_json(question)
    about = old.description if description is None else description or None
    try:
        async with tx.savepoint():
            await store.update(tx, segment_id, called, about, filter_)
    except UniqueViolation:
        raise SegmentNameTaken(name=called) from None
    await record_change(
        tx,
        actor,
        "segment.changed",
        segment_id,
        old={"name": old.name, "filter_changed": False},
        new={"name": called, "filter_changed": filter_ != old.filter},
    )
    return await _live(tx, segment_id)


async def delete_segment(tx: Tx, segment_id: UUID, *, actor: Actor) -> None:
    """Remove a segment; its leads stay. Raises `SegmentUnknown`."""
    old = await _live(tx, segment_id)
    await store.delete(tx, segment_id, clock.now())
    await record_change(tx, actor, "segment.deleted", segment_id, old={"name": old.name})


def question_of(segment: Segment, catalogue: Catalogue) -> Node:
    """The question of a segment. Raises `SegmentBroken` where it names what is there no more."""
    try:
        return read_filter(segment.filter, catalogue)
    except FilterInvalid as error:
        raise SegmentBroken(segment=segment.name, where=error.where, reason=error.reason) from None


async def question_named(
    databases: Databases, scope: Scope, id_or_name: UUID | str
) -> tuple[Segment, Node, Catalogue]:
    """A segment with its question. Raises `SegmentUnknown`, `SegmentAmbiguous`, `SegmentBroken`."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        segment = await find_segment(tx, id_or_name)
    catalogue = await load_catalogue(databases, scope, company_id=segment.company_id)
    return segment, question_of(segment, catalogue), catalogue


async def count_segment(databases: Databases, scope: Scope, id_or_name: UUID | str) -> int:
    """How many leads a segment has now. Raises as `question_named`."""
    segment, question, _ = await question_named(databases, scope, id_or_name)
    return await count_matching(databases, scope, question, company_id=segment.company_id)


async def segment_line(databases: Databases, scope: Scope, segment: Segment) -> SegmentLine:
    """A segment in words, and how many leads it has now."""
    catalogue = await load_catalogue(databases, scope, company_id=segment.company_id)
    try:
        question = question_of(segment, catalogue)
    except SegmentBroken as error:
        return SegmentLine(segment.id, segment.name, None, error.message, segment.description)
    leads = await count_matching(databases, scope, question, company_id=segment.company_id)
    words = write_words(question, catalogue)
    return SegmentLine(segment.id, segment.name, leads, words, segment.description)


async def _check_company(tx: Tx, company_id: UUID | None) -> None:
    if company_id is not None:
        await find_company(tx, company_id)  # under row level security: its own or refused
    elif tx.scope.companies is not AllCompanies.ALL:
        raise SegmentNeedsCompany


async def _live(tx: Tx, segment_id: UUID) -> Segment:
    segment = await store.find(tx, segment_id)
    if segment is None:
        raise SegmentUnknown(segment=segment_id)
    return segment
