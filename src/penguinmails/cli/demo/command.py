"""`penguinmails demo`."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

import typer

from penguinmails.campaigns import Definition, define, list_campaigns
from penguinmails.cli.demo import cast, history, stage
from penguinmails.cli.demo.adding import CALLED, Outcome, Table, comparable, compare_table
from penguinmails.cli.demo.comparing import (
    WHOLE,
    Happened,
    Labels,
    Line,
    answer_labels,
    compare,
    compare_hits,
    hit_labels,
)
from penguinmails.cli.demo.errors import DemoDiffers
from penguinmails.cli.demo.past import Past, outcome_of
from penguinmails.cli.demo.quiet import until_quiet
from penguinmails.cli.demo.reports import compare_reports
from penguinmails.delivery import SentMessage, sent_messages
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.settings import KernelSettings
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import Funnel, Hit, funnel, hits_of_campaign
from penguinmails.postgres import connect
from penguinmails.sandbox import SandboxSettings, Truth
from penguinmails.warehouse import FACTS, calculate, read_facts

_PATIENCE: Final = 600.0


@dataclass(frozen=True)
class Report:
    """What the demo found. `differences`: numbers that rest on no label and are not the truth."""

    leads: int
    messages: int
    seconds: float
    differences: int
    lines: list[Line]
    labels: list[Labels]
    tables: list[Table]
    reports: list[Table]


def demo(
    exit_: Annotated[bool, typer.Option("--exit", help="Stop the platform at the end.")] = False,
    as_json: console.Json = False,
) -> None:
    """Send two campaigns to a made-up world and compare every number with what the world knows it did.

    Starts the platform with settings of its own. Exit code 1 where a number differs.
    """
    settings = KernelSettings.load()
    with console.progress("demo", as_json=as_json) as steps:
        report = asyncio.run(_play(settings, steps))
    if as_json:
        console.show(report, as_json=True)
    else:
        _tell(report)
    if exit_:
        stage.end(settings)
    if report.differences:
        raise DemoDiffers(count=report.differences, first=_first(report), home=settings.home)


async def _play(settings: KernelSettings, steps: console.Steps) -> Report:
    began = time.monotonic()
    steps(0, None, "starting the platform and its recipients")
    await stage.start(settings, steps)
    async with Databases(connect.addresses(settings)) as databases:
        scope = await cast.ensure_tenant(databases)
        await cast.ensure_senders(databases, scope)
        async with databases.tenant(Tier.OLTP, scope) as tx:
            await cast.ensure_templates(tx)
        steps(0, None, "replaying ninety days of history")
        past = await history.ensure_history(databases, scope)
        steps(0, None, "importing leads")
        await cast.ensure_segments(databases, scope)
        await cast.import_leads(databases, scope, cast.examples() / "leads.csv", cast.LIST)
        play = await cast.launch_campaigns(databases, scope)
        await until_quiet(
            databases, scope, play.campaigns, patience=_PATIENCE, tell=lambda words: steps(0, None, words)
        )
        return await _compared(databases, play, past, began)


async def _compared(databases: Databases, play: cast.Play, past: Sequence[Past], began: float) -> Report:
    truth = await asyncio.to_thread(Truth.load, SandboxSettings.load().truth)
    told = [await _told(databases, play.scope, campaign_id) for campaign_id in play.campaigns]
    messages = [message for each in told for message in each.messages]
    happened = Happened(truth, messages)
    lines = [line for each in told for line in _lines(each, happened)]
    hits = [hit for each in told for hit in each.hits]
    lines += compare_hits(hits, happened)
    outcomes = [*map(happened.outcome, messages), *map(outcome_of, past)]
    whole = await _are_all(databases, play.scope, outcomes)
    tables = await _tables(databases, play.scope, outcomes, whole=whole)
    await calculate(databases, play.scope)
    reports = await compare_reports(databases, play.scope, outcomes) if whole else []
    names = {message.message_id: message.rfc_message_id or "" for message in messages}
    return Report(
        leads=play.leads,
        messages=len(messages),
        seconds=round(time.monotonic() - began, 1),
        differences=sum(line.differs for line in lines) + sum(table.differ for table in [*tables, *reports]),
        lines=lines,
        labels=[hit_labels(hits, happened, names), answer_labels(lines)],
        tables=tables,
        reports=reports,
    )


async def _are_all(databases: Databases, scope: Scope, outcomes: Sequence[Outcome]) -> bool:
    """Whether the tenant has no other campaigns: of demos before this one the truth is gone."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        campaigns = {campaign.id for campaign in await list_campaigns(tx)}
    return campaigns <= {outcome.keys["campaign_id"] for outcome in outcomes}


async def _tables(
    databases: Databases, scope: Scope, outcomes: Sequence[Outcome], *, whole: bool
) -> list[Table]:
    """Every fact table beside the truth."""
    campaigns = {outcome.keys["campaign_id"] for outcome in outcomes}
    async with databases.tenant(Tier.OLAP, scope) as tx:
        return [
            compare_table(fact, await read_facts(tx, fact), outcomes, campaigns)
            for fact in FACTS
            if comparable(fact, whole=whole)
        ]


@dataclass(frozen=True)
class _Told:
    """A campaign by the platform's word."""

    definition: Definition
    funnel: Funnel
    messages: list[SentMessage]
    hits: list[Hit]


async def _told(databases: Databases, scope: Scope, campaign_id: UUID) -> _Told:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        definition = await define(tx, campaign_id)
    async with databases.tenant(Tier.CONTENT, scope) as tx:
        messages = await sent_messages(tx, campaign_id)
    async with databases.tenant(Tier.OLAP, scope) as tx:
        return _Told(
            definition, await funnel(tx, campaign_id), messages, await hits_of_campaign(tx, campaign_id)
        )


def _lines(told: _Told, happened: Happened) -> list[Line]:
    name = told.definition.campaign.name
    numbers = {step.id: step.step_order for step in told.definition.steps}
    boxes = {part.id: part.name for part in told.definition.parts if part.kind == "mailbox"}
    lines = compare(name, told.funnel.total, told.messages, happened)
    for stage_ in told.funnel.steps:
        own = [
            message
            for message in told.messages
            if (message.step_id, message.mailbox_id) == (stage_.step_id, stage_.mailbox_id)
        ]
        step = numbers.get(stage_.step_id) if stage_.step_id else None
        box = boxes.get(stage_.mailbox_id, "?") if stage_.mailbox_id else "?"
        lines += compare(f"{name}, step {step}, {box}", stage_, own, happened)
    return lines


def _first(report: Report) -> str:
    lines = [line for line in report.lines if line.differs]
    words = [f"{line.group}: {line.measure} {line.ledger}, in truth {line.truth}." for line in lines]
    return next(iter([*words, *(table.first for table in [*report.tables, *report.reports] if table.first)]))


def _tell(report: Report) -> None:
    console.say(f"{report.messages} messages to {report.leads} leads, {report.seconds} s.")
    console.show(_shown(report), as_json=False)
    for line in report.lines:
        if line.group == WHOLE:
            console.say(f"{line.measure}, as often as they happened: {line.ledger} (truth: {line.truth})")
    for label in report.labels:
        caught = "-" if label.recall is None else f"{label.recall:.1%}"
        wrong = "-" if label.false_alarms is None else f"{label.false_alarms:.1%}"
        others = f"{wrong} of {label.of_others} others were taken for one"
        console.say(f"{label.label}: {caught} of {label.of} were found, {others}")
    console.show([_beside(table) for table in [*report.tables, *report.reports]], as_json=False)
    console.say(f"Differences between the platform and the truth: {report.differences}")


def _beside(table: Table) -> dict[str, object]:
    """A table or report as a line: what it says, and how many of its rows are not the truth."""
    numbers = {measure: table.numbers.get(measure, "") for measure in CALLED}
    return {"": table.table, "rows": table.rows, "wrong": table.differ, **numbers}


def _shown(report: Report) -> list[dict[str, object]]:
    """One row a group, as people read a funnel; the truth beside what rests on a label."""
    rows: dict[str, dict[str, object]] = {}
    for line in report.lines:
        if line.group == WHOLE:
            continue
        row = rows.setdefault(line.group, {"": line.group})
        if line.is_exact:
            row[line.measure] = line.ledger if not line.differs else f"{line.ledger} (truth: {line.truth})"
        else:
            row[line.measure] = f"{line.ledger} / {line.truth}"
    return list(rows.values())
