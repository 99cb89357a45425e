"""What may be asked, and what who asks may see."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import Event, EventKind, Verdict
from penguinmails.warehouse.reports.catalogue import CAMPAIGNS as CAMPAIGNS_REPORT
from penguinmails.warehouse.reports.catalogue import HEATMAP, REPORTS, TIMELINE, report
from penguinmails.warehouse.reports.columns import footing
from penguinmails.warehouse.reports.errors import (
    CampaignsWanted,
    CampaignUnclear,
    MeasureInvalid,
    PeriodInvalid,
    ReportNotOf,
    ReportUnknown,
    TimezoneUnknown,
)
from penguinmails.warehouse.reports.query import Period, ReportQuery, period
from penguinmails.warehouse.reports.service import campaigns_named, check, run_report
from tests.audiences.factories import lead_of, workspace_of
from tests.ledger.factories import campaign_sent, happened, take_in
from tests.warehouse.reports.history import asked, live, name_all
from tests.warehouse.telling import judge
from tests.warehouse.worlds import CAMPAIGNS, LEADS, NORTH, SOUTH, STEPS, Judged

NOW = datetime(2026, 11, 21, 23, 30, tzinfo=ZoneInfo("America/New_York"))  # in UTC it is the 22nd
SPRING = CAMPAIGNS[0][0]


def about(name: str, **more: object) -> ReportQuery:
    """A question the report can be asked."""
    wanted = REPORTS[name].campaigns
    campaigns = tuple(campaign for campaign, _ in CAMPAIGNS)[: wanted[0] if wanted else 0]
    return asked(campaigns=campaigns, **more)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("7d", date(2026, 11, 16), date(2026, 11, 23)),
        ("1d", date(2026, 11, 22), date(2026, 11, 23)),
        (" 30D ", date(2026, 10, 24), date(2026, 11, 23)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1)),
        ("2026-10-05", date(2026, 10, 5), date(2026, 10, 6)),
        ("2026-10-05..2026-10-07", date(2026, 10, 5), date(2026, 10, 8)),
        ("2025..2026-03", date(2025, 1, 1), date(2026, 4, 1)),
    ],
)
def test_periods_as_people_write_them(text: str, since: date, until: date) -> None:
    assert period(text, NOW) == Period(since, until)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0d",
        "d",
        "-7d",
        "yesterday",
        "2026-13",
        "2026-02-30",
        "2026-10-07..2026-10-05",
        "2026-1",
        "..",
        "9999",
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(PeriodInvalid) as caught:
        period(text, NOW)
    assert "30d" in caught.value.todo


@given(st.text(max_size=30))
def test_any_text_is_a_period_or_refused(text: str) -> None:
    try:
        found = period(text, NOW)
    except PeriodInvalid:
        return
    assert found.since < found.until


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"timezone": "Mars/Olympus"}, TimezoneUnknown),
        ({"measure": "open_rate"}, MeasureInvalid),
        ({"since": date(2026, 1, 2), "until": date(2026, 1, 2)}, PeriodInvalid),
        ({"since": date(1926, 1, 2), "until": date(2026, 1, 2)}, PeriodInvalid),
    ],
)
def test_a_bad_question_says_what_to_do(more: dict[str, object], error: type[PenguinError]) -> None:
    with pytest.raises(error) as caught:
        asked(**more)
    assert caught.value.todo


@pytest.mark.parametrize(
    ("name", "more", "error"),
    [
        ("steps", {}, CampaignsWanted),
        ("steps", {"campaigns": (UUID(int=1), UUID(int=2))}, CampaignsWanted),
        ("compare", {"campaigns": (UUID(int=1),)}, CampaignsWanted),
        ("compare", {"campaigns": (UUID(int=1), UUID(int=1))}, CampaignsWanted),
        ("compare", {"campaigns": tuple(UUID(int=n) for n in range(6))}, CampaignsWanted),
        ("mailboxes", {"campaigns": (UUID(int=1),)}, ReportNotOf),
        ("usage", {"company": UUID(int=1)}, ReportNotOf),
    ],
)
def test_each_report_says_what_it_is_about(
    name: str, more: dict[str, object], error: type[PenguinError]
) -> None:
    with pytest.raises(error):
        check(report(name), asked(**more))


def test_an_unknown_report_is_refused() -> None:
    with pytest.raises(ReportUnknown):
        report("horoscope")


async def test_campaigns_by_name_or_id(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    await name_all(databases, tenant)
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        assert await campaigns_named(tx, [" spring ", str(SPRING)]) == (SPRING, SPRING)
        with pytest.raises(CampaignUnclear, match="no campaign"):
            await campaigns_named(tx, ["Monsoon"])
    async with databases.tenant(Tier.OLAP, other_tenant) as tx:
        with pytest.raises(CampaignUnclear):
            await campaigns_named(tx, [str(SPRING)])


async def test_a_tenant_without_mail_gets_answers(databases: Databases, tenant: Scope) -> None:
    for name, each in REPORTS.items():
        answer = await run_report(databases, tenant, each, about(name))
        assert answer.is_current
        for row in answer.rows:
            values = dataclasses.asdict(row)
            assert not any(value for key, value in values.items() if key in ("sent", "replied", "activity"))
            assert all(value is None for key, value in values.items() if key.endswith("_rate"))


async def test_another_tenant_sees_nothing_and_a_member_only_their_companies(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    history = await live(databases, tenant, messages=60)
    member = Scope(tenant.tenant_id, frozenset({NORTH}))
    for name, each in REPORTS.items():
        if name in ("usage", "activity"):
            answer = await run_report(databases, member, each, about(name))
            assert not answer.rows
            continue
        theirs = await run_report(databases, other_tenant, each, about(name))
        assert not any(getattr(row, "sent", 0) or getattr(row, "leads_sent", 0) for row in theirs.rows), name
        own = await run_report(databases, member, each, about(name))
        limited = await run_report(databases, tenant, each, about(name, company=NORTH))
        if name not in ("mailboxes", "domains", "warmup"):
            assert own.rows == limited.rows, name
    campaigns = await run_report(databases, member, CAMPAIGNS_REPORT, asked())
    assert sum(row.sent for row in campaigns.rows) == len(history.of(company_id=NORTH))
    assert SOUTH not in {row.company_id for row in campaigns.rows}


async def test_a_report_counts_what_waits_and_says_when_it_could_not(
    databases: Databases, tenant: Scope
) -> None:
    since = date(2026, 1, 1)
    message, sent_at = ids.uuid7(), datetime.now(UTC) - timedelta(days=1)
    await take_in(
        databases, tenant, [campaign_sent(message, SPRING, STEPS[0], LEADS[0], sent_at, company_id=NORTH)]
    )
    query = ReportQuery(since, date.today() + timedelta(days=1))  # noqa: DTZ011 - any day after
    answer = await run_report(databases, tenant, CAMPAIGNS_REPORT, query)
    assert [row.sent for row in answer.rows] == [1]
    assert answer.is_current

    async with databases.worker(Tier.OLAP) as tx:  # more than a report may count by itself
        await tx.connection.execute(
            "INSERT INTO olap.rollup_queue (tenant_id, batch_id, rows, created)"
            " SELECT %s, gen_random_uuid(), 1, '2026-11-01' FROM generate_series(1, 1000)",
            [tenant.tenant_id],
        )
    late = await run_report(databases, tenant, CAMPAIGNS_REPORT, query)
    assert not late.is_current
    assert late.as_of == datetime(2026, 11, 1, tzinfo=UTC)


async def test_a_day_of_changing_clocks_has_its_hours(databases: Databases, tenant: Scope) -> None:
    """Berlin put its clocks back on 25 October 2026 at 3:00: two hours are called 2."""
    await name_all(databases, tenant)
    start = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
    events: list[Event] = []
    for hour in range(25):
        at = start + timedelta(hours=hour, minutes=7)
        message = UUID(int=ids.uuid7_floor(at).int | hour)
        events += [
            campaign_sent(message, SPRING, STEPS[0], LEADS[0], at, company_id=NORTH),
            happened(message, EventKind.OPENED, at),
        ]
    await take_in(databases, tenant, events)
    async with databases.tenant(Tier.OLAP, tenant) as tx:
        await judge(
            tx, [Judged(event, 1, Verdict.HUMAN) for event in events if event.kind is EventKind.OPENED]
        )
    query = ReportQuery(date(2026, 10, 24), date(2026, 10, 26))
    answer = await run_report(databases, tenant, HEATMAP, query)
    sunday = {row.hour: (row.sent, row.opens_human) for row in answer.rows if row.weekday == 7}

    assert answer.timezone == "Europe/Berlin"
    assert sunday == {hour: ((2, 2) if hour == 2 else (1, 1)) for hour in range(24)}
    assert sum(row.sent for row in answer.rows) == 25

    days = await run_report(databases, tenant, TIMELINE, query)  # cohorts are UTC days in any zone
    assert [row.sent for row in days.rows] == [2, 23]


async def test_leads_are_called_by_their_addresses(databases: Databases, tenant: Scope) -> None:
    company = await workspace_of(databases, tenant, "North")
    known = await lead_of(databases, tenant, "ada@example.com", company_id=company)
    gone = ids.uuid7()
    now = datetime.now(UTC)
    told = [
        campaign_sent(ids.uuid7(), SPRING, STEPS[0], lead_id, now, company_id=company)
        for lead_id in (known.id, gone)
    ]
    await take_in(databases, tenant, told)

    query = ReportQuery(now.date(), now.date() + timedelta(days=1), campaigns=(SPRING,))
    rows = (await run_report(databases, tenant, report("leads"), query)).rows
    assert {row.lead_id: row.email for row in rows} == {known.id: "ada@example.com", gone: None}


async def test_an_answer_of_fewer_rows_than_there_are_says_so(databases: Databases, tenant: Scope) -> None:
    await live(databases, tenant, messages=60)
    everything = await run_report(databases, tenant, REPORTS["leads"], about("leads"))
    most = len(everything.rows)
    assert most > 3
    assert not everything.is_cut
    for limit, is_cut in ((3, True), (most - 1, True), (most, False)):
        answer = await run_report(databases, tenant, REPORTS["leads"], about("leads", limit=limit))
        assert (answer.rows, answer.is_cut) == (everything.rows[:limit], is_cut)
        assert ("--limit" in footing(REPORTS["leads"], answer)) == is_cut
    days = await run_report(databases, tenant, TIMELINE, about("timeline", limit=1))
    assert len(days.rows) > 1
    assert not days.is_cut
