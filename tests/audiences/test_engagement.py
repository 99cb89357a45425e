"""Engagement: whole states with versions, in any order, cut and repeated in any way."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penguinmails.audiences.engagement.model import ENGAGED, Engagement, EngagementCopy
from penguinmails.audiences.engagement.service import RECEIVERS, engagement_of
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Relay, send
from penguinmails.kernel.tiers import Tier
from tests.audiences.factories import lead_of
from tests.conftest import make_tenant

START = datetime(2026, 1, 1, tzinfo=UTC)
LEADS, VERSIONS = 3, 4


def moments() -> st.SearchStrategy[datetime | None]:
    return st.none() | st.integers(0, 10**6).map(lambda seconds: START + timedelta(seconds=seconds))


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[EngagementCopy], list[list[int]]]:
    """States of some leads, and batches of indexes into them: each state at least once, in any order."""
    counts = st.integers(0, 50)
    copies = [
        EngagementCopy(
            UUID(int=lead),
            version,
            sent=draw(counts),
            opened_human=draw(counts),
            clicked_human=draw(counts),
            replied=draw(counts),
            score=draw(counts),
            last_sent=draw(moments()),
            last_opened=draw(moments()),
            last_clicked=draw(moments()),
            last_replied=draw(moments()),
        )
        for lead in range(LEADS + 1)
        for version in range(1, VERSIONS + 1)
    ]
    order = draw(st.permutations(range(len(copies))))
    repeated = draw(st.lists(st.sampled_from(range(len(copies))), max_size=8))
    sequence = [*order, *repeated]
    cuts = sorted(draw(st.sets(st.integers(1, len(sequence)), max_size=6)) | {len(sequence)})
    return copies, [sequence[start:end] for start, end in zip([0, *cuts], cuts, strict=False)]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(deliveries())
async def test_order_splitting_and_repetition_change_nothing(
    layout_databases: Databases, made: tuple[list[EngagementCopy], list[list[int]]]
) -> None:
    copies, batches = made
    tenant = await make_tenant(layout_databases, f"Acme {ids.uuid7()}")
    leads = [await lead_of(layout_databases, tenant, f"lead{n}@example.com") for n in range(LEADS)]
    names = [*(lead.id for lead in leads), ids.uuid7()]  # the last is nobody: erased meanwhile
    for batch in batches:
        payload = {
            "leads": [replace(copies[n], lead_id=names[copies[n].lead_id.int]).payload() for n in batch]
        }
        async with layout_databases.tenant(Tier.OLAP, tenant) as tx:
            await send(tx, ENGAGED, payload)
    await Relay(layout_databases, RECEIVERS).drain()
    async with layout_databases.tenant(Tier.OLTP, tenant) as tx:
        found = [await engagement_of(tx, name) for name in names]
    newest = [copies[lead * VERSIONS + VERSIONS - 1] for lead in range(LEADS)]
    assert found == [*(expected(copy) for copy in newest), None]


def expected(copy: EngagementCopy) -> Engagement:
    said = {
        name: getattr(copy, name) for name in copy.__dataclass_fields__ if name not in ("lead_id", "version")
    }
    engaged = [each for each in (copy.last_opened, copy.last_clicked, copy.last_replied) if each]
    return Engagement(**said, last_engaged=max(engaged, default=None))


async def test_another_tenant_cannot_write_engagement(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    lead = await lead_of(databases, tenant, "ann@example.com")
    async with databases.tenant(Tier.OLAP, other_tenant) as tx:
        await send(tx, ENGAGED, {"leads": [EngagementCopy(lead.id, 9, sent=7).payload()]})
    await Relay(databases, RECEIVERS).drain()
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert await engagement_of(tx, lead.id) is None
