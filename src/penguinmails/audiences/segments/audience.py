"""Who a campaign may be sent to: lists and segments together, less others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

from penguinmails.audiences.segments import store
from penguinmails.audiences.segments.catalogue import Catalogue
from penguinmails.audiences.segments.compiling import (
    Parameters,
    compile_node,
    first_of_address,
    member_of,
    of_company,
    subscriber_of,
)
from penguinmails.audiences.segments.errors import FilterInvalid
from penguinmails.audiences.segments.matching import load_catalogue, reading
from penguinmails.audiences.segments.model import Recipient, Segment
from penguinmails.audiences.segments.service import find_segment, question_of
from penguinmails.audiences.segments.store import Asked, Bounds
from penguinmails.kernel import clock
from penguinmails.kernel.db import AllCompanies, Databases, Scope
from penguinmails.kernel.tiers import Tier

PAGE: Final = 1000


@dataclass(frozen=True)
class Audience:
    """Lists and segments by id: leads in any of them, and in none of the others.

    `company_id`: only leads of that company and, where the scope has all companies, what the tenant shares.
    """

    lists: tuple[UUID, ...] = ()
    segments: tuple[UUID, ...] = ()
    without_lists: tuple[UUID, ...] = ()
    without_segments: tuple[UUID, ...] = ()
    company_id: UUID | None = None


async def audience_page(
    databases: Databases,
    scope: Scope,
    audience: Audience,
    *,
    after: UUID | None = None,
    size: int = PAGE,
    now: datetime | None = None,
) -> list[Recipient]:
    """A page of those who may be written to, each once, by id; the next is `after` the last one's.

    Active or replied, not deleted; of lists who is subscribed, and of those with double opt-in who has
    confirmed. Suppressions are not asked: the sender does, at the last moment. Of nothing: nobody. Raises
    `SegmentUnknown`, `SegmentBroken`, and `FilterInvalid` where a list is not in sight.
    """
    asked = await _asked(databases, scope, audience, Parameters(), now)
    async with reading(databases) as tx:
        return await store.recipients(tx, asked, after=after or store.FIRST, size=size)


async def audience_size(
    databases: Databases, scope: Scope, audience: Audience, *, now: datetime | None = None
) -> int:
    """How many `audience_page` gives in all, at this moment. Raises as it does."""
    asked = await _asked(databases, scope, audience, Parameters(counting=True), now)
    async with reading(databases) as tx:
        return await store.count_recipients(tx, asked)


async def _asked(
    databases: Databases, scope: Scope, audience: Audience, parameters: Parameters, now: datetime | None
) -> Asked:
    now = now or clock.now()
    catalogue = await load_catalogue(databases, scope, company_id=audience.company_id)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        segments = [await find_segment(tx, each) for each in audience.segments]
        without = [await find_segment(tx, each) for each in audience.without_segments]
    taken: list[LiteralString] = [_segment(each, catalogue, parameters, now) for each in segments]
    left_out: list[LiteralString] = [_segment(each, catalogue, parameters, now) for each in without]
    if audience.lists:
        double = [str(row.id) for row in catalogue.lists if row.opt_in == "double"]
        taken.append(subscriber_of(_lists(audience.lists, catalogue), double, parameters))
    if audience.without_lists:
        left_out.append(member_of(_lists(audience.without_lists, catalogue), parameters))
    condition: LiteralString = _any(taken)
    if left_out:
        condition = f"({condition}) AND ({_any(left_out)}) IS NOT TRUE"
    if audience.company_id is not None:
        condition = f"({condition}) AND {first_of_address(str(audience.company_id), parameters)}"
    shared = scope.companies is AllCompanies.ALL
    return Asked(Bounds.of(scope, audience.company_id), condition, {**parameters.values, "shared": shared})


def _segment(segment: Segment, catalogue: Catalogue, parameters: Parameters, now: datetime) -> LiteralString:
    condition = compile_node(question_of(segment, catalogue), parameters, now)
    if segment.company_id is None:
        return condition
    return f"({condition}) AND {of_company(str(segment.company_id), parameters)}"


def _lists(wanted: Sequence[UUID], catalogue: Catalogue) -> list[str]:
    known = {row.id for row in catalogue.lists}
    if missing := next((each for each in wanted if each not in known), None):
        raise FilterInvalid("the audience", f"there is no list {missing}")
    return [str(each) for each in wanted]


def _any(conditions: Sequence[LiteralString]) -> LiteralString:
    return " OR ".join(f"({condition})" for condition in conditions) if conditions else "false"
