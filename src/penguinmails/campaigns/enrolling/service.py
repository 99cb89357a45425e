"""Enrolling by hand, and the pass over a campaign's audience."""

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog

from penguinmails.audiences import Audience, audience_page
from penguinmails.campaigns.enrolling import store
from penguinmails.campaigns.enrolling.errors import CampaignTakesNobody
from penguinmails.campaigns.enrolling.model import AudienceRow, DueAudience
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier

_log = structlog.stdlib.get_logger()

PAGE: Final = 5000
"""Leads a transaction of a pass."""
_OPEN: Final = frozenset({"draft", "scheduled", "sending", "paused"})
_PAUSE: Final = timedelta(seconds=60)
_SHARE: Final = 20
"""A pass that took long is followed by a pause so many times as long."""
_MEND: Final = timedelta(minutes=5)


class _Overtaken(Exception):
    """Another pass over the audience is further, or the campaign stopped: what this page did is undone."""


async def enrol_leads(tx: Tx, campaign_id: UUID, lead_ids: Sequence[UUID]) -> int:
    """Let these leads join a campaign that is not over; how many did. They begin at its first step, at once.

    Left out are leads that are in it already, that have an address which is, that may not be written to, and
    those of other companies. Raises `CampaignTakesNobody`.
    """
    status = await store.status_of(tx, campaign_id)
    if status not in _OPEN:
        raise CampaignTakesNobody(status=status or "deleted")
    return await store.enrol(tx, campaign_id, lead_ids, [], clock.now())


async def take_audience(databases: Databases, due: DueAudience, *, page: int = PAGE) -> int:
    """One pass over a campaign's audience, or the rest of one that was interrupted; how many were enrolled.

    Commits page by page. An audience that cannot be read is noted with the reason and tried again later.
    """
    scope = Scope.tenant_wide(due.tenant_id)
    try:
        return await _pass(databases, scope, due.campaign_id, page)
    except PenguinError as error:
        if error.transient:
            raise
        _log.warning("enrolling.audience_unreadable", campaign_id=str(due.campaign_id), error=str(error))
        async with databases.tenant(Tier.OLTP, scope) as tx:
            after = clock.now() + _MEND
            await store.break_pass(tx, due.campaign_id, enrol_after=after, error=str(error))
        return 0


async def _pass(databases: Databases, scope: Scope, campaign_id: UUID, page: int) -> int:
    began, enrolled = time.monotonic(), 0
    async with databases.tenant(Tier.OLTP, scope) as tx:
        row = await store.audience_of(tx, campaign_id)
    if row is None:
        return 0
    audience, reached, full = _audience(row), row.enrolled_to, True
    while full:
        people = await audience_page(databases, scope, audience, after=reached, size=page)
        full = len(people) == page
        try:
            async with databases.tenant(Tier.OLTP, scope) as tx:
                ids = [person.id for person in people]
                came = await store.enrol(tx, campaign_id, ids, row.lists, clock.now()) if ids else 0
                if full and not await store.advance_pass(tx, campaign_id, reached, ids[-1]):
                    raise _Overtaken  # noqa: TRY301 - it takes the transaction back
                pause = max(_PAUSE, timedelta(seconds=_SHARE * (time.monotonic() - began)))
                now = clock.now()
                if not full and not await store.finish_pass(
                    tx, campaign_id, reached, now=now, enrol_after=now + pause
                ):
                    raise _Overtaken  # noqa: TRY301
        except _Overtaken:
            _log.info("enrolling.overtaken", campaign_id=str(campaign_id))
            return enrolled
        enrolled += came
        reached = people[-1].id if people else reached
    return enrolled


def _audience(row: AudienceRow) -> Audience:
    """All of it the first time; later only what may bring newcomers."""
    return Audience(
        lists=tuple(row.lists),
        segments=tuple(row.segments if row.enrolled is None else row.newcomers),
        without_lists=tuple(row.without_lists),
        without_segments=tuple(row.without_segments),
        company_id=row.company_id,
    )
