"""Each report against a count of its own, from the messages and not from the facts."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from penguinmails.kernel.db import Databases, Scope
from penguinmails.ledger import EventKind
from penguinmails.warehouse.metrics.dictionary import RATES, rate
from penguinmails.warehouse.reports.catalogue import REPORTS
from penguinmails.warehouse.reports.query import Grain, ReportQuery
from penguinmails.warehouse.reports.rows import Figures, HeatmapRow
from penguinmails.warehouse.reports.service import run_report
from tests.warehouse.oracle import FLAGS, Message
from tests.warehouse.reports.history import (
    BERLIN,
    NAMES,
    VARIANTS,
    History,
    asked,
    count,
    live,
    sent_on,
)
from tests.warehouse.worlds import CAMPAIGNS, DOMAINS, MAILBOXES, NORTH, STEPS, first_day

SPRING, AUTUMN, WINTER = (campaign for campaign, _ in CAMPAIGNS)


@pytest.fixture
async def history(databases: Databases, tenant: Scope) -> History:
    return await live(databases, tenant)


@pytest.fixture
async def report(databases: Databases, tenant: Scope) -> Any:
    async def ask(name: str, query: ReportQuery | None = None, **more: Any) -> list[Any]:
        answer = await run_report(databases, tenant, REPORTS[name], query or asked(**more))
        assert answer.is_current
        return list(answer.rows)

    return ask


def agrees(row: Figures, messages: list[Message]) -> None:
    """The row counts these messages, and its rates are the dictionary's."""
    counts = {flag: getattr(row, flag) for flag in FLAGS}
    assert counts == {flag: count(messages, flag) for flag in FLAGS}
    assert row.opens_total == sum(message.totals["opens_total"] for message in messages)
    assert row.clicks_machine == sum(message.totals["clicks_machine"] for message in messages)
    for each in RATES:
        assert getattr(row, each.name) == pytest.approx(rate(each.name, counts))


def ranks(values: dict[UUID, float]) -> dict[UUID, int]:
    return {key: 1 + sum(other > value for other in values.values()) for key, value in values.items()}


async def test_campaigns(history: History, report: Any) -> None:
    rows = await report("campaigns")

    assert {row.name for row in rows} == set(NAMES.values())
    opened: dict[UUID, float] = {}
    for row in rows:
        own = history.of(campaign_id=row.campaign_id)
        agrees(row, own)
        by_day = Counter(sent_on(message) for message in own)
        assert row.trend == [by_day[asked().since + timedelta(days=n)] for n in range(70)]
        opened[row.campaign_id] = count(own, "opened_human") / count(own, "delivered")
    assert {row.campaign_id: row.rank_by_open_rate for row in rows} == ranks(opened)
    assert [row.sent for row in rows] == sorted((row.sent for row in rows), reverse=True)
    assert rows[0].rank_by_volume == 1


@pytest.mark.parametrize("grain", list(Grain))
async def test_timeline(history: History, report: Any, grain: Grain) -> None:
    start = first_day().date() + timedelta(days=3)
    query = asked(since=start, until=start + timedelta(days=40), grain=grain, campaigns=(SPRING,))
    rows = await report("timeline", query)

    own = [message for message in history.of(campaign_id=SPRING) if start <= sent_on(message) < query.until]
    spans: dict[date, list[Message]] = {}
    for day in (start + timedelta(days=n) for n in range(40)):
        first = {
            Grain.DAY: day,
            Grain.WEEK: day - timedelta(days=day.weekday()),
            Grain.MONTH: day.replace(day=1),
        }[grain]
        spans.setdefault(max(first, start), []).extend(m for m in own if sent_on(m) == day)
    assert [row.since for row in rows] == list(spans)
    for row, messages in zip(rows, spans.values(), strict=True):
        agrees(row, messages)


async def test_funnel(history: History, report: Any) -> None:
    rows = await report("funnel", campaigns=(AUTUMN,))

    own = history.of(campaign_id=AUTUMN)
    people = [count(own, flag) for flag in ("sent", "delivered", "opened_human", "clicked_human", "replied")]
    assert [row.messages for row in rows] == people
    assert rows[2].messages_machine == count(own, "opened_tracked") - people[2]
    assert [row.of_sent for row in rows] == pytest.approx([each / people[0] for each in people])
    assert rows[0].of_delivered is None
    assert rows[4].of_delivered == pytest.approx(people[4] / people[1])


async def test_change(history: History, report: Any) -> None:
    middle = first_day().date() + timedelta(days=12)
    query = asked(since=middle, until=middle + timedelta(days=12))
    rows = {row.metric: row for row in await report("change", query)}

    campaign = history.of()
    now = [message for message in campaign if sent_on(message) >= middle]
    before = [message for message in campaign if sent_on(message) < middle]
    sent = rows["sent"]
    assert (sent.now, sent.before) == (len(now), len(before))
    assert sent.change == pytest.approx((len(now) - len(before)) / len(before))
    assert sent.words.startswith("up" if len(now) > len(before) else "down")
    reply = rows["reply_rate"]
    assert reply.now == pytest.approx(count(now, "replied") / count(now, "delivered"))
    assert reply.change == pytest.approx(reply.now - reply.before)


async def test_steps_and_variants(history: History, report: Any) -> None:
    steps = await report("steps", campaigns=(SPRING,))
    assert [row.step_order for row in steps] == [1, 2]
    for row in steps:
        own = history.of(campaign_id=SPRING, step_id=row.step_id)
        agrees(row, own)
        assert row.low < row.reply_rate < row.high or row.replied in (0, row.delivered)

    variants = await report("variants", campaigns=(SPRING,))
    assert [(row.step_id, row.label) for row in variants] == [
        (step, label) for step in STEPS for label in VARIANTS.values()
    ]
    for row in variants:
        agrees(row, history.of(campaign_id=SPRING, step_id=row.step_id, variant_id=row.variant_id))
        assert row.verdict == "too few"
    assert variants[1].difference == pytest.approx(variants[1].reply_rate - variants[0].reply_rate)


async def test_compare(history: History, report: Any) -> None:
    rows = await report("compare", campaigns=(WINTER, SPRING, UUID(int=0xFFF)), measure="click_rate")

    assert [row.name for row in rows] == ["Winter", "Spring", None]
    for row in rows:
        agrees(row, history.of(campaign_id=row.campaign_id))
    assert rows[0].p_value is None
    assert 0 <= rows[1].p_value <= 1
    assert rows[1].difference == pytest.approx(rows[1].click_rate - rows[0].click_rate)
    assert (rows[2].p_value, rows[2].difference, rows[2].is_significant) == (None, None, None)


async def test_mailboxes_count_warm_up_and_domains_do_not(history: History, report: Any) -> None:
    mailboxes = await report("mailboxes")
    everything = [
        message for message in history.messages if message.sent and message.sent.message_kind != "test"
    ]
    assert {row.mailbox_id for row in mailboxes} == {one for some in MAILBOXES.values() for one in some}
    for row in mailboxes:
        agrees(row, [m for m in everything if m.sent and m.sent.mailbox_id == row.mailbox_id])
        assert (row.health, row.current_volume) == ("good", 40)
    bounces = [row.bounce_rate for row in mailboxes]
    assert bounces == sorted(bounces, reverse=True)

    domains = await report("domains")
    wanted = [message for message in everything if message.sent and message.sent.message_kind != "warmup"]
    assert {row.sending_domain for row in domains} == {domain or "" for domain in DOMAINS.values()}
    for row in domains:
        own = [
            m
            for m in wanted
            if m.sent
            and (m.sent.sending_domain or "") == row.sending_domain
            and (m.sent.receiving_provider or "unknown") == row.receiving_provider
        ]
        agrees(row, own)
    assert sum(row.sent for row in domains) == len(wanted)


@pytest.mark.parametrize("zone", [BERLIN, "Asia/Kathmandu", "America/New_York"])
async def test_heatmap(history: History, report: Any, zone: str) -> None:
    for asked_of, own in (
        ({}, history.of()),
        ({"company": NORTH}, history.of(company_id=NORTH)),
        ({"campaigns": (SPRING,)}, history.of(campaign_id=SPRING)),
        ({"campaigns": (SPRING,), "company": UUID(int=0xFFF)}, []),
    ):
        tells_the_week(await report("heatmap", timezone=zone, **asked_of), own, zone)


def tells_the_week(rows: list[HeatmapRow], own: list[Message], zone: str) -> None:
    sent: Counter[tuple[int, int]] = Counter()
    people: Counter[tuple[int, int]] = Counter()
    for message in own:
        assert message.sent
        sent[place(message.sent.occurred, zone)] += 1
        if message.flags["delivered"]:
            for event in message.events:
                if message.is_human(event) or event.kind is EventKind.REPLIED:
                    people[place(event.occurred, zone)] += 1
    assert [(row.weekday, row.hour) for row in rows] == [(d, h) for d in range(1, 8) for h in range(24)]
    assert {(row.weekday, row.hour): row.sent for row in rows if row.sent} == dict(sent)
    assert {(row.weekday, row.hour): row.activity for row in rows if row.activity} == dict(people)
    assert sum(row.share for row in rows if row.share is not None) == pytest.approx(1 if own else 0)
    assert all(row.engagement_index is None for row in rows if not row.sent)


def place(moment: datetime, zone: str) -> tuple[int, int]:
    local = moment.astimezone(ZoneInfo(zone))
    return local.isoweekday(), local.hour


async def test_links_devices_clients_locations(history: History, report: Any) -> None:
    delivered = [message for message in history.of() if message.flags["delivered"]]
    for name, part in (
        ("links", "link_url"),
        ("devices", "device_type"),
        ("clients", "client"),
        ("locations", "location"),
    ):
        rows = await report(name)
        found = {row.link_url if name == "links" else row.name: row for row in rows}
        hits = [(m, e) for m in delivered for e in m.hits() if getattr(e, part) is not None]
        assert set(found) == {getattr(event, part) for _, event in hits}
        for key, row in found.items():
            own = [(m, e) for m, e in hits if getattr(e, part) == key]
            clicks = [(m, e) for m, e in own if e.kind is EventKind.CLICKED]
            assert row.clicks_total == len(clicks)
            assert row.clicks_human == sum(m.is_human(e) for m, e in clicks)
            assert row.clicked_tracked == different(m for m, _ in clicks)
            assert row.clicked_human == different(m for m, e in clicks if m.is_human(e))
        assert sum(row.share for row in rows) == pytest.approx(1)


def different(messages: Iterable[Message]) -> int:
    return len({id(message) for message in messages})


async def test_reach(history: History, report: Any) -> None:
    rows = await report("reach")

    for row in rows:
        own = history.of(campaign_id=row.campaign_id)
        for column, flag in (
            ("leads_sent", "sent"),
            ("leads_delivered", "delivered"),
            ("leads_opened", "opened_human"),
            ("leads_clicked", "clicked_human"),
            ("leads_replied", "replied"),
            ("leads_bounced", "bounced"),
            ("leads_unsubscribed", "unsubscribed"),
        ):
            assert getattr(row, column) == len({m.sent.lead_id for m in own if m.flags[flag] and m.sent})
        assert row.lead_reply_rate == pytest.approx(row.leads_replied / row.leads_delivered)
    assert len(rows) == len(CAMPAIGNS)


async def test_leads(history: History, report: Any) -> None:
    query = asked(campaigns=(SPRING,))
    rows = await report("leads", query)

    scores: Counter[UUID] = Counter()
    left: set[UUID] = set()
    for message in history.of(campaign_id=SPRING):
        assert message.sent
        assert message.sent.lead_id
        flags = message.flags
        scores[message.sent.lead_id] += (
            flags["opened_human"] + 5 * flags["clicked_human"] + 10 * flags["replied"]
        )
        if flags["unsubscribed"] or flags["spam_complaints"]:
            left.add(message.sent.lead_id)
    wanted = {lead: min(100, max(0, score - 50 * (lead in left))) for lead, score in scores.items()}
    assert {row.lead_id: row.lead_score for row in rows} == wanted
    assert [row.lead_score for row in rows] == sorted((row.lead_score for row in rows), reverse=True)
    assert {row.warmth for row in rows if row.lead_score >= 10} <= {"warm", "hot"}


async def test_retention(history: History, report: Any) -> None:
    rows = await report("retention", campaigns=(SPRING,))

    by_lead: dict[UUID, list[Message]] = {}
    for message in history.of(campaign_id=SPRING):
        assert message.sent
        assert message.sent.lead_id
        by_lead.setdefault(message.sent.lead_id, []).append(message)
    sent: dict[tuple[date, int], set[UUID]] = {}
    engaged: dict[tuple[date, int], set[UUID]] = {}
    for lead, messages in by_lead.items():
        first = min(map(sent_on, messages))
        for message in messages:
            key = (first - timedelta(days=first.weekday()), (sent_on(message) - first).days // 7)
            sent.setdefault(key, set()).add(lead)
            if any(message.flags[flag] for flag in ("opened_human", "clicked_human", "replied")):
                engaged.setdefault(key, set()).add(lead)
    assert {(row.cohort, row.week): row.leads_sent for row in rows} == {k: len(v) for k, v in sent.items()}
    assert {(row.cohort, row.week): row.leads_engaged for row in rows if row.leads_engaged} == {
        key: len(leads) for key, leads in engaged.items()
    }


async def test_warmup(history: History, report: Any) -> None:
    rows = await report("warmup")

    for row in rows:
        own = history.of("warmup", mailbox_id=row.mailbox_id)
        assert (row.sent, row.delivered) == (len(own), count(own, "delivered"))
        assert row.tracking_days == len({sent_on(message) for message in own}) >= 3
    assert rows


async def test_a_period_ends_before_its_last_day(history: History, report: Any) -> None:
    day = max(sent_on(message) for message in history.of())
    query = asked(until=day)

    assert sum(row.sent for row in await report("campaigns", query)) == sum(
        sent_on(message) < day for message in history.of()
    )
    assert first_day().tzinfo is UTC
