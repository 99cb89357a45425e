"""What all events of a message add up to, rule by rule."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from penguinmails.kernel.db import Databases, Scope
from penguinmails.ledger import BounceType, EventKind, Verdict
from tests.ledger.factories import happened, moment, rows, sent, take_in
from tests.warehouse.rollup.factories import CAMPAIGN, count, judged, mail, one, state

SENT = {"sent", "delivered"}


async def test_sent_and_nothing_more_is_delivered(databases: Databases, tenant: Scope) -> None:
    message = one()
    await take_in(databases, tenant, [mail(message)])
    await count(databases)
    found = await state(databases, tenant, message)
    assert found["flags"] == SENT
    assert (found["activity_date"], found["campaign_id"]) == (moment().date().isoformat(), str(CAMPAIGN))
    assert found["breakdown"] == {}


async def test_the_earliest_report_says_how_it_was_sent(databases: Databases, tenant: Scope) -> None:
    message, other = one(), UUID(int=0xCB)
    late = happened(message, EventKind.SENT, moment(), "again", **dimensions(other))
    await take_in(databases, tenant, [late])
    await count(databases)
    assert (await state(databases, tenant, message))["campaign_id"] == str(other)
    await take_in(databases, tenant, [mail(message, at=moment(-86400))])
    await count(databases)
    found = await state(databases, tenant, message)
    assert found["campaign_id"] == str(CAMPAIGN)
    assert found["activity_date"] == moment(-86400).date().isoformat()


async def test_a_day_is_a_day_in_utc(databases: Databases, tenant: Scope) -> None:
    message = one()
    midnight = moment().replace(hour=0)
    await take_in(databases, tenant, [mail(message, at=midnight - timedelta(microseconds=1))])
    await count(databases)
    assert (await state(databases, tenant, message))["activity_date"] == (
        midnight.date() - timedelta(days=1)
    ).isoformat()


async def test_what_was_never_sent_counts_nothing_and_keeps_its_times(
    databases: Databases, tenant: Scope
) -> None:
    early, failed = one(), one()
    await take_in(
        databases,
        tenant,
        [
            happened(early, EventKind.OPENED, moment(5)),
            happened(early, EventKind.BOUNCED, moment(9), bounce_type=BounceType.HARD),
            happened(failed, EventKind.FAILED, moment(1)),
        ],
    )
    await count(databases)
    found = await state(databases, tenant, early)
    assert (found["flags"], found["opens_total"], found["activity_date"]) == (set(), 0, None)
    assert datetime.fromisoformat(found["first_opened"]) == moment(5)
    assert (await state(databases, tenant, failed))["flags"] == {"failed"}
    await take_in(databases, tenant, [mail(early), mail(failed)])
    await count(databases)
    assert (await state(databases, tenant, early))["flags"] == {"sent", "bounced", "bounced_hard"}
    assert (await state(databases, tenant, failed))["flags"] == SENT


@pytest.mark.parametrize(
    ("types", "flag"),
    [
        (["soft"], "bounced_soft"),
        (["block", "soft"], "bounced_block"),
        (["soft", "hard", "block"], "bounced_hard"),
    ],
)
async def test_of_several_bounces_the_most_final_counts(
    databases: Databases, tenant: Scope, types: list[str], flag: str
) -> None:
    message = one()
    bounces = [
        happened(message, EventKind.BOUNCED, moment(n), str(n), bounce_type=BounceType(name))
        for n, name in enumerate(types)
    ]
    await take_in(databases, tenant, [mail(message), *bounces])
    await count(databases)
    assert (await state(databases, tenant, message))["flags"] == {"sent", "bounced", flag}


async def test_a_bounce_takes_what_machines_did(databases: Databases, tenant: Scope) -> None:
    message = one()
    hit = happened(message, EventKind.CLICKED, moment(1))
    bounce = happened(message, EventKind.BOUNCED, moment(60), bounce_type=BounceType.HARD)
    await take_in(databases, tenant, [mail(message), hit])
    await judged(databases, tenant, hit, Verdict.MACHINE)
    await count(databases)
    assert (await state(databases, tenant, message))["clicks_machine"] == 1
    await take_in(databases, tenant, [bounce])
    await count(databases)
    found = await state(databases, tenant, message)
    assert found["flags"] == {"sent", "bounced", "bounced_hard"}
    assert (found["clicks_total"], found["clicks_machine"], found["breakdown"]) == (0, 0, {})


@pytest.mark.parametrize("kind", [EventKind.OPENED, EventKind.CLICKED, EventKind.REPLIED])
async def test_a_person_overrides_a_bounce(databases: Databases, tenant: Scope, kind: EventKind) -> None:
    message = one()
    touch = happened(message, kind, moment(60))
    bounce = happened(message, EventKind.BOUNCED, moment(1), bounce_type=BounceType.HARD)
    await take_in(databases, tenant, [mail(message), touch, bounce])
    await judged(databases, tenant, touch, Verdict.HUMAN)
    await count(databases)
    assert (await state(databases, tenant, message))["flags"] >= SENT


async def test_an_automatic_reply_overrides_nothing(databases: Databases, tenant: Scope) -> None:
    message = one()
    await take_in(
        databases,
        tenant,
        [
            mail(message),
            happened(message, EventKind.AUTO_REPLIED, moment(1)),
            happened(message, EventKind.BOUNCED, moment(2), bounce_type=BounceType.SOFT),
        ],
    )
    await count(databases)
    assert (await state(databases, tenant, message))["flags"] == {"sent", "bounced", "bounced_soft"}


async def test_a_click_implies_an_open_and_adds_none(databases: Databases, tenant: Scope) -> None:
    message = one()
    click = happened(message, EventKind.CLICKED, moment(1))
    await take_in(databases, tenant, [mail(message), click])
    await judged(databases, tenant, click, Verdict.HUMAN)
    await count(databases)
    found = await state(databases, tenant, message)
    assert found["flags"] == SENT | {"opened_tracked", "opened_human", "clicked_tracked", "clicked_human"}
    assert (found["opens_total"], found["clicks_total"], found["clicks_human"]) == (0, 1, 1)
    assert found["first_opened"] == found["first_clicked"]


async def test_the_highest_version_of_a_verdict_counts(databases: Databases, tenant: Scope) -> None:
    message = one()
    opened = happened(message, EventKind.OPENED, moment(1))
    await take_in(databases, tenant, [mail(message), opened])
    for version, verdict in ((2, Verdict.MACHINE), (1, Verdict.HUMAN), (3, Verdict.UNKNOWN)):
        await judged(databases, tenant, opened, verdict, version)
        await count(databases)
        found = await state(databases, tenant, message)
        expected = (0, 1) if version < 3 else (0, 0)
        assert (found["opens_human"], found["opens_machine"]) == expected
        assert found["opens_total"] == 1


async def test_engagement_of_every_kind(databases: Databases, tenant: Scope) -> None:
    message = one()
    kinds = [
        EventKind.DELIVERED, EventKind.DEFERRED, EventKind.REPLIED, EventKind.AUTO_REPLIED, EventKind.UNSUBSCRIBED,
        EventKind.COMPLAINED,
    ]  # fmt: skip
    await take_in(databases, tenant, [mail(message), *(happened(message, kind, moment(9)) for kind in kinds)])
    await count(databases)
    found = await state(databases, tenant, message)
    assert found["flags"] == SENT | {"replied", "auto_replied", "unsubscribed", "spam_complaints"}
    times = ("delivered", "deferred", "replied", "auto_replied", "unsubscribed", "complained")
    assert {datetime.fromisoformat(found[f"first_{name}"]) for name in times} == {moment(9)}
    assert datetime.fromisoformat(found["last_event"]) == moment(9)


async def test_the_breakdown_says_when_on_what_and_where(databases: Databases, tenant: Scope) -> None:
    message = one()
    quarter = datetime(moment().year, moment().month, moment().day, 12, 15, tzinfo=UTC)
    told: dict[str, Any] = {"device_type": "mobile", "client": 'so "quoted"', "location": "DE"}
    opened = happened(message, EventKind.OPENED, quarter, **told)
    await take_in(
        databases,
        tenant,
        [
            mail(message),
            opened,
            happened(message, EventKind.OPENED, quarter + timedelta(seconds=899), "2", **told),
            happened(
                message,
                EventKind.CLICKED,
                quarter - timedelta(microseconds=1),
                link_url="https://a.example/ü",
            ),
            happened(message, EventKind.REPLIED, quarter),
        ],
    )
    await judged(databases, tenant, opened, Verdict.HUMAN)
    await count(databases)
    day = quarter.date().isoformat()
    assert (await state(databases, tenant, message))["breakdown"] == {
        f"bucket:{day}T12:15Z": "2,1,0,0,1",
        f"bucket:{day}T12:00Z": "0,0,1,0,0",
        "device:mobile": "2,1,0,0,0",
        'client:so "quoted"': "2,1,0,0,0",
        "location:DE": "2,1,0,0,0",
        f"link:{hashlib.sha256('https://a.example/ü'.encode()).hexdigest()}": "0,0,1,0,0",
    }


async def test_only_campaigns_mail_has_a_breakdown(databases: Databases, tenant: Scope) -> None:
    message = one()
    await take_in(
        databases,
        tenant,
        [
            sent(message, message_kind="warmup"),
            happened(message, EventKind.OPENED, moment(1), device_type="mobile"),
        ],
    )
    await count(databases)
    found = await state(databases, tenant, message)
    assert (found["opens_total"], found["breakdown"]) == (1, {})


async def test_what_says_nothing_new_writes_nothing(databases: Databases, tenant: Scope) -> None:
    message = one()
    await take_in(databases, tenant, [mail(message), happened(message, EventKind.DEFERRED, moment(5))])
    await count(databases)
    before = await rows(databases, tenant, "SELECT ctid::text, xmin::text FROM olap.message_states")
    await take_in(databases, tenant, [happened(message, EventKind.DEFERRED, moment(5), "again")])
    assert await count(databases) == 1
    assert await rows(databases, tenant, "SELECT ctid::text, xmin::text FROM olap.message_states") == before


def dimensions(campaign: UUID) -> dict[str, Any]:
    """What a sent event has beside its message."""
    event = mail(one())
    names = ("message_kind", "step_id", "mailbox_id", "lead_id")
    return {name: getattr(event, name) for name in names} | {"campaign_id": campaign}
