"""Every value that a table can hold comes back from a file as it was."""

import string
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql
from psycopg.types.json import Jsonb

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.archiving.checking import verify_files
from penguinmails.warehouse.archiving.model import ArchiveRun, TableClass
from penguinmails.warehouse.archiving.restoring import restore
from penguinmails.warehouse.archiving.running import archive_month, month_of, working
from tests.servers import Clone
from tests.warehouse.archiving.factories import LONG_AGO, everything, message_at, prepare, settings_in

TEXT: Final = st.one_of(
    st.none(),
    st.sampled_from(
        ["", "NULL", "\\N", "\\.", '"', '""', ",", "\r\n", "\r", "\n", "'", " a ", "~", "#x", "{}", "\\x41"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
    st.text(string.punctuation + " \t\v\f\r\n\x1f\x7f", max_size=30),
)


def _moment(since: timedelta) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + since).isoformat()


MOMENT: Final = st.one_of(
    st.timedeltas(timedelta(days=-700_000), timedelta(days=2_900_000)).map(_moment),
    st.sampled_from(
        ["infinity", "-infinity", "2024-03-31 01:30:00.000001+00", "1969-12-31 23:59:59.999999+00"]
    ),
)


def network(octets: int, start: int, length: int) -> str:
    """A network as the ledger keeps it."""
    return str(ip_network((start.to_bytes(octets), length), strict=False))


ADDRESS: Final = st.one_of(
    st.none(),
    st.builds(network, st.just(4), st.integers(0, 2**32 - 1), st.integers(0, 24)),
    st.builds(network, st.just(16), st.integers(0, 2**128 - 1), st.integers(0, 48)),
)
JSON: Final = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**30), 10**30),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
        st.lists(st.integers(), max_size=3),
    ),
    max_size=4,
)
EVENT: Final = st.fixed_dictionaries(
    {
        "event_id": st.uuids(),
        "company_id": st.none() | st.uuids(),
        "kind": st.sampled_from(["failed", "deferred", "opened", "replied"]),
        "occurred": MOMENT,
        "received": MOMENT,
        "batch_id": st.uuids(),
        "source": st.sampled_from(["delivery", "tracking"]),
        "provider": TEXT,
        "smtp_code": st.none() | st.integers(-(2**63), 2**63 - 1),
        "user_agent": TEXT,
        "ip_address": ADDRESS,
        "location": TEXT,
        "link_url": TEXT,
        "link_text": TEXT,
        "metadata": JSON.map(Jsonb),
        "erased": st.none() | MOMENT,
    }
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(events=st.lists(EVENT, min_size=1, max_size=12, unique_by=lambda event: event["event_id"]))
async def test_every_value_comes_back(
    databases: Databases, clone: Clone, tmp_path: Path, events: list[dict[str, Any]]
) -> None:
    await prepare(clone)
    tenant, archive = Scope.tenant_wide(ids.uuid7()), settings_in(tmp_path)
    march = month_of(LONG_AGO.date())
    async with databases.worker(Tier.OLAP) as tx:
        for number, event in enumerate(events):
            row = {"tenant_id": tenant.tenant_id, "message_id": message_at(LONG_AGO, number // 2), **event}
            await tx.connection.execute(
                sql.SQL("INSERT INTO olap.email_events ({}) VALUES ({})").format(
                    sql.SQL(", ").join(map(sql.Identifier, row)),
                    sql.SQL(", ").join(map(sql.Placeholder, row)),
                ),
                row,
            )
    before = await everything(databases, tenant, "email_events")

    async with working(databases, tenant, archive, ArchiveRun(tenant.tenant_id)) as work:
        await archive_month(work, TableClass.MESSAGES, march)
        assert (work.run.left, work.run.deleted) == (0, len(events))
    assert await everything(databases, tenant, "email_events") == {"email_events": []}
    assert [checked.problem for checked in await verify_files(databases, tenant, archive, deep=True)] == [
        None
    ]

    restored = await restore(databases, tenant, march, settings=archive)
    assert restored.tables == {"email_events": len(events)}
    assert await everything(databases, tenant, "email_events") == before
