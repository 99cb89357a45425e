"""What the reports answer, held against the truth: each is asked as a user asks it, of all that was sent."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from penguinmails.cli.demo.adding import CALLED, Outcome, Table, compare_added, leads_of
from penguinmails.cli.demo.past import DAYS
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.warehouse import REPORTS, Report, ReportQuery, run_report

_MARGIN: Final = 20
"""Days: the history begins some before its ninety."""
_MOST: Final = 100_000

Made = Callable[[Iterable[Outcome]], Iterable[Outcome]]


@dataclass(frozen=True)
class _Held:
    """How a report's rows are held against the truth.

    `tell` makes an outcome of a row, or nothing where the truth does not know it; `keys` are those it has.
    `real` makes what the report is of out of the messages.
    """

    report: str
    keys: tuple[str, ...]
    tell: Callable[[Any], Outcome | None]
    real: Made = list


def _by(**keys: str) -> Callable[[Any], Outcome]:
    """Rows whose columns are called as the facts call them, by keys: the truth's name, and the column."""

    def tell(row: Any) -> Outcome:
        did = {
            measure: sum(getattr(row, column) for column in columns)
            for measure, columns in CALLED.items()
            if all(hasattr(row, column) for column in columns)
        }
        return Outcome({key: getattr(row, column) for key, column in keys.items()}, did)

    return tell


def _columns(columns: Mapping[str, str], **keys: str) -> Callable[[Any], Outcome]:
    """Rows whose columns are called otherwise: each measure's."""

    def tell(row: Any) -> Outcome:
        did = {measure: getattr(row, column) for measure, column in columns.items()}
        return Outcome({key: getattr(row, column) for key, column in keys.items()}, did)

    return tell


def _stage(row: Any) -> Outcome | None:
    measure = str(row.stage)
    if measure not in CALLED:  # who answered himself is a matter of labels
        return None
    return Outcome({}, {measure: row.messages + row.messages_machine})


def _change(row: Any) -> Outcome | None:
    for measure, columns in CALLED.items():
        if columns == (row.metric,):
            return Outcome({}, {measure: int(row.now)})
    return None


def _first_week(row: Any) -> Outcome | None:
    if row.week:
        return None
    return Outcome({}, {"sent": row.leads_sent, "delivered": row.leads_delivered})


def _period(row: Any) -> Outcome:
    return Outcome({"month": row.period_start.date()}, {"sent": row.emails_sent})


def _by_month(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    for outcome in outcomes:
        day: date = outcome.keys["activity_date"]
        yield Outcome({"month": day.replace(day=1)}, outcome.did)


def _first_mail(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Each lead of a campaign once, as its first seven days were."""
    mine = list(outcomes)
    first: dict[object, date] = {}
    for outcome in mine:
        lead, day = outcome.keys["lead_id"], outcome.keys["activity_date"]
        first[lead] = min(day, first.get(lead, day))
    week = timedelta(days=7)
    return leads_of(
        outcome for outcome in mine if outcome.keys["activity_date"] - first[outcome.keys["lead_id"]] < week
    )


_PLACES: Final = {"opens": "opens_total", "clicks": "clicks_total"}
_HELD: Final = (
    _Held("campaigns", ("campaign_id",), _by(campaign_id="campaign_id")),
    _Held("funnel", (), _stage),
    _Held("timeline", ("activity_date",), _by(activity_date="since")),
    _Held("change", (), _change),
    _Held("steps", ("step_id",), _by(step_id="step_id")),
    _Held(
        "variants",
        ("variant_id",),
        _by(variant_id="variant_id"),
        lambda outcomes: [outcome for outcome in outcomes if outcome.keys["variant_id"] is not None],
    ),
    _Held("compare", ("campaign_id",), _by(campaign_id="campaign_id")),
    _Held("mailboxes", ("mailbox_id",), _by(mailbox_id="mailbox_id")),
    _Held("domains", (), _by()),
    _Held("heatmap", (), _columns({"sent": "sent", **_PLACES})),
    _Held("links", (), _columns({"clicks": "clicks_total"})),
    _Held("devices", (), _columns(_PLACES)),
    _Held("clients", (), _columns(_PLACES)),
    _Held(
        "reach",
        ("campaign_id",),
        _columns(
            {
                "sent": "leads_sent",
                "delivered": "leads_delivered",
                "bounced": "leads_bounced",
                "unsubscribed": "leads_unsubscribed",
            },
            campaign_id="campaign_id",
        ),
        leads_of,
    ),
    _Held("leads", ("lead_id",), _by(lead_id="lead_id")),
    _Held("retention", (), _first_week, _first_mail),
    _Held("usage", ("month",), _period, _by_month),
)
"""Not held: where readers are, which nobody knows here; warm-up and the audit log are not this mail."""


async def compare_reports(databases: Databases, scope: Scope, outcomes: Sequence[Outcome]) -> list[Table]:
    """Each report that rests on what the truth knows, beside it. `outcomes`: of all the tenant's mail."""
    campaigns = sorted({outcome.keys["campaign_id"] for outcome in outcomes})
    return [await _compare(databases, scope, held, outcomes, campaigns) for held in _HELD]


async def _compare(
    databases: Databases, scope: Scope, held: _Held, outcomes: Sequence[Outcome], campaigns: Sequence[UUID]
) -> Table:
    report = REPORTS[held.report]
    told: list[Outcome] = []
    real: list[Outcome] = []
    for asked in _questions(report, campaigns):
        told += filter(None, map(held.tell, await _answered(databases, scope, report, asked)))
        about = [outcome for outcome in outcomes if not asked or outcome.keys["campaign_id"] in asked]
        real += held.real(about)
    return compare_added(f"report {held.report}", held.keys, told, real)


def _questions(report: Report[Any], campaigns: Sequence[UUID]) -> list[tuple[UUID, ...]]:
    """Which campaigns it is asked about: all at once, each, or as many as it compares."""
    if report.campaigns is None:
        return [()]
    _, most = report.campaigns
    return [(each,) for each in campaigns] if most == 1 else [tuple(campaigns[:most])]


async def _answered(
    databases: Databases, scope: Scope, report: Report[Any], campaigns: tuple[UUID, ...]
) -> tuple[Any, ...]:
    today = clock.now().date()
    query = ReportQuery(
        today - timedelta(days=DAYS + _MARGIN), today + timedelta(days=1), campaigns, limit=_MOST
    )
    return (await run_report(databases, scope, report, query)).rows
