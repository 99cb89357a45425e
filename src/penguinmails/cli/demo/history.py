"""Ninety days before the demo, replayed through the ledger: trends, cohorts and heatmaps have a shape.

No mail is sent for it and no clock is bent: the events are those that such mail would have left, each at its
own time, and all that follows (verdicts, facts, engagement) is made of them as of any other.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from penguinmails.audiences import Reason, Source, audience_page, read_target, suppress_all
from penguinmails.campaigns import (
    Definition,
    archive,
    audience_of,
    create_campaign,
    define,
    list_campaigns,
    load_plan,
)
from penguinmails.cli.demo import cast
from penguinmails.cli.demo.past import DAYS, NEWSLETTERS, Past, Reader, events_of, newsletter, outreach, write
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.settings import KernelSettings
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import ingest
from penguinmails.postgres import connect, partitions
from penguinmails.postgres.session import administrator
from penguinmails.sandbox import Kind

LIST: Final = "Readers"
_MARGIN: Final = timedelta(days=10)
"""The sequence's days are moved to working days, a newsletter's to a Tuesday."""
_MANY: Final = 10_000
_PAGE: Final = 1000
"""Events ingested in one transaction."""
_WHY: Final = {
    Kind.BOUNCE: (Reason.HARD_BOUNCE, Source.BOUNCE),
    Kind.COMPLAINT: (Reason.COMPLAINED, Source.FEEDBACK_LOOP),
    Kind.UNSUBSCRIBE: (Reason.UNSUBSCRIBED, Source.UNSUBSCRIBE_PAGE),
}


async def ensure_history(databases: Databases, scope: Scope) -> list[Past]:
    """Replay it, where that was not done yet; what was sent in it, in truth, or nothing."""
    today = clock.now()
    async with databases.tenant(Tier.OLTP, scope) as tx:
        if any(each.name == "Autumn outreach" for each in await list_campaigns(tx)):
            return []
    await _make_months(today)
    await cast.import_leads(databases, scope, cast.examples() / "demo" / "readers.csv", LIST)
    newsletters, sequence = await _make_campaigns(databases, scope, today)
    leads = await audience_page(databases, scope, audience_of(sequence), size=_MANY)
    readers = [Reader(lead) for lead in leads]
    slots = list(outreach(sequence, readers, today))
    for campaign, days_ago in zip(newsletters, NEWSLETTERS, strict=True):
        slots += newsletter(campaign, readers, today - timedelta(days=days_ago))
    sent = list(write(slots, cast.DOMAIN, now=today))
    await _replay(databases, scope, sent)
    await _put_away(databases, scope, [*newsletters, sequence], readers)
    return sent


async def _make_months(today: datetime) -> None:
    wanted = partitions.months((today - timedelta(days=DAYS) - _MARGIN).date(), today.date())
    months = list(wanted)
    for conninfo, tiers in connect.tiers_of(KernelSettings.load()).items():
        async with administrator(conninfo) as connection:
            await partitions.ensure_months(connection, tiers, months)


async def _make_campaigns(
    databases: Databases, scope: Scope, today: datetime
) -> tuple[list[Definition], Definition]:
    folder = cast.examples() / "demo" / "past"
    monthly, steps = load_plan(folder / "newsletter.toml"), load_plan(folder / "outreach.toml")
    async with databases.tenant(Tier.OLTP, scope) as tx:
        made: list[Definition] = []
        for days_ago in NEWSLETTERS:
            name = f"{monthly.name} {today - timedelta(days=days_ago):%B}"
            plan = monthly.model_copy(update={"name": name})
            made.append(await define(tx, (await create_campaign(tx, plan, actor=cast.ACTOR)).id))
        sequence = await create_campaign(tx, steps, actor=cast.ACTOR)
        return made, await define(tx, sequence.id)


async def _replay(databases: Databases, scope: Scope, sent: Sequence[Past]) -> None:
    events = [event for past in sent for event in events_of(past, cast.DOMAIN)]
    for start in range(0, len(events), _PAGE):
        async with databases.worker(Tier.OLAP) as tx:
            await ingest(tx, scope.tenant_id, events[start : start + _PAGE])


async def _put_away(
    databases: Databases, scope: Scope, campaigns: Sequence[Definition], readers: Sequence[Reader]
) -> None:
    """The campaigns are over, and who left is not written to again."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        for campaign in campaigns:
            await archive(tx, campaign.campaign.id, actor=cast.ACTOR)
        for why, (reason, source) in _WHY.items():
            targets = [read_target(reader.lead.email) for reader in readers if reader.why is why]
            await suppress_all(tx, targets, reason=reason, source=source, actor=cast.ACTOR)
