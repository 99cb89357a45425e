"""Leads of a segment, or of a filter: the question that an export asks."""

from uuid import UUID

from penguinmails.audiences.exports.model import Selection
from penguinmails.audiences.segments.compiling import Parameters, compile_node
from penguinmails.audiences.segments.matching import load_catalogue
from penguinmails.audiences.segments.model import Group, Node, Way
from penguinmails.audiences.segments.reading import read_filter
from penguinmails.audiences.segments.service import find_segment, question_of
from penguinmails.audiences.segments.store import Asked, Bounds
from penguinmails.kernel import clock
from penguinmails.kernel.db import AllCompanies, Databases, Scope
from penguinmails.kernel.tiers import Tier


async def question(
    databases: Databases, scope: Scope, selection: Selection, company_id: UUID | None
) -> Asked | None:
    """The condition of a selection by segment or filter, and whose leads it is about; None without either.

    A segment of a company stays within it. Whether whoever asked may use the segment was seen when they did;
    here only the leads are limited to what they may see. Raises `SegmentUnknown`, `SegmentBroken`,
    `FilterInvalid`.
    """
    parts: list[Node] = []
    wide = Scope.tenant_wide(scope.tenant_id)
    if selection.segment_id is not None:
        async with databases.tenant(Tier.OLTP, wide) as tx:
            segment = await find_segment(tx, selection.segment_id)
        catalogue = await load_catalogue(databases, wide, company_id=segment.company_id)
        parts.append(question_of(segment, catalogue))
        scope = _within(scope, segment.company_id)
    if selection.filter is not None:
        catalogue = await load_catalogue(databases, wide, company_id=company_id)
        parts.append(read_filter(selection.filter, catalogue))
    if not parts:
        return None
    parameters = Parameters()
    condition = compile_node(Group(Way.ALL, tuple(parts)), parameters, clock.now())
    return Asked(Bounds.of(scope, company_id), condition, parameters.values)


def _within(scope: Scope, company_id: UUID | None) -> Scope:
    if company_id is None:
        return scope
    seen = {company_id} if scope.companies is AllCompanies.ALL else scope.companies & {company_id}
    return Scope(scope.tenant_id, frozenset(seen), scope.user_id)
