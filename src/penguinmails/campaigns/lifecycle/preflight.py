"""A look before the launch: what would go wrong, found while nothing is sent yet. Reads only."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from penguinmails.audiences import Audience, audience_page, audience_size, merge_data
from penguinmails.campaigns.definitions.model import Definition, Step
from penguinmails.campaigns.definitions.service import define
from penguinmails.campaigns.lifecycle.model import Finding
from penguinmails.content import (
    Severity,
    Source,
    Template,
    TemplateBroken,
    TemplateStopped,
    compile_source,
    get_template,
    lint_template,
    load_source,
)
from penguinmails.delivery import sending_stops
from penguinmails.infrastructure import sendable_mailboxes
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.ids import PLATFORM_TENANT
from penguinmails.kernel.sql import Queries
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import get_policies

queries = Queries.load(__name__)
_SAMPLE: Final = 20
"""Leads whose mail is tried; every further one costs a rendering of every step."""
_LINKS: Final = {"unsubscribe": "https://example.com/u", "preferences": "https://example.com/p"}


async def check_campaign(databases: Databases, scope: Scope, campaign_id: UUID) -> list[Finding]:
    """Everything that is in the way of a launch, and what may be meant but is worth a look.

    Raises `CampaignUnknown`, and what reading a broken segment raises.
    """
    async with databases.tenant(Tier.OLTP, scope) as tx:
        definition = await define(tx, campaign_id)
    findings = [each async for each in _of_audience(databases, scope, definition)]
    async with databases.tenant(Tier.OLTP, scope) as tx:
        findings += [each async for each in _of_mailboxes(tx, definition)]
        findings += [each async for each in _of_approval(tx, definition)]
        findings += list(_of_steps(definition.steps))
        samples = await _samples(databases, scope, tx, definition)
        for template_id in _templates(definition):
            findings += [each async for each in _of_template(tx, template_id, samples)]
    findings += [each async for each in _of_stops(databases, scope)]
    return findings


def audience_of(definition: Definition) -> Audience:
    """Whom a campaign goes to."""
    return Audience(
        lists=definition.of_kind("list"),
        segments=definition.of_kind("segment"),
        without_lists=definition.of_kind("list", excluded=True),
        without_segments=definition.of_kind("segment", excluded=True),
        company_id=definition.campaign.company_id,
    )


async def _of_audience(databases: Databases, scope: Scope, definition: Definition) -> AsyncGenerator[Finding]:
    audience = audience_of(definition)
    if not audience.lists and not audience.segments:
        yield Finding("no_audience", "It names no list and no segment; leads join it by hand.", blocks=False)
    elif await audience_size(databases, scope, audience) == 0:
        yield Finding(
            "audience_empty",
            "Nobody in its lists and segments may be written to; add leads, or ask those of a double opt-in "
            "list to confirm.",
            blocks=True,
        )


async def _of_mailboxes(tx: Tx, definition: Definition) -> AsyncGenerator[Finding]:
    own = {*definition.of_kind("mailbox"), *(step.email_account_id for step in definition.emails)} - {None}
    mailboxes = await sendable_mailboxes(tx, [each for each in own if each], definition.of_kind("pool"))
    if not mailboxes:
        yield Finding("no_mailbox", "It has no mailbox to send by; name mailboxes or pools.", blocks=True)
        return
    for mailbox in mailboxes:
        if mailbox.status != "active":
            words = mailbox.status_reason or mailbox.status
            yield Finding("mailbox_inactive", f"{mailbox.email} sends nothing: {words}", blocks=False)
    if all(mailbox.status != "active" for mailbox in mailboxes):
        yield Finding("no_active_mailbox", "None of its mailboxes can send.", blocks=True)


async def _of_approval(tx: Tx, definition: Definition) -> AsyncGenerator[Finding]:
    if not (await get_policies(tx)).campaigns_need_approval:
        return
    campaign = definition.campaign
    if not await tx.value(
        queries.is_approved, tenant_id=tx.tenant_id, campaign_id=campaign.id, version=campaign.version
    ):
        yield Finding("not_approved", "It must be approved first, as it is now.", blocks=True)


def _of_steps(steps: Sequence[Step]) -> Iterable[Finding]:
    if not any(step.step_type == "email" and step.is_active for step in steps):
        yield Finding("no_email", "All of its emails are switched off.", blocks=True)
    reached = _reachable(steps)
    for step in steps:
        if step.id not in reached:
            yield Finding("step_unreachable", f"Nobody can come to step {step.step_order}.", blocks=False)


def _reachable(steps: Sequence[Step]) -> set[UUID]:
    following = dict(zip((step.id for step in steps), [*(step.id for step in steps[1:]), None], strict=True))
    by_id = {step.id: step for step in steps}
    reached: set[UUID] = set()
    ahead: list[UUID | None] = [steps[0].id] if steps else []
    while ahead:
        step_id = ahead.pop()
        if step_id is None or step_id in reached:
            continue
        reached.add(step_id)
        step = by_id[step_id]
        if step.step_type == "condition":
            ahead += [step.on_true_step_id or following[step_id], step.on_false_step_id]
        else:
            ahead.append(following[step_id])
    return reached


def _templates(definition: Definition) -> list[UUID]:
    wanted = [step.template_id for step in definition.emails if step.is_active]
    wanted += [variant.template_id for variant in definition.variants if variant.is_active]
    return list(dict.fromkeys(each for each in wanted if each is not None))


async def _samples(
    databases: Databases, scope: Scope, tx: Tx, definition: Definition
) -> list[tuple[UUID, dict[str, object]]]:
    audience = audience_of(definition)
    if not audience.lists and not audience.segments:
        return []
    page = await audience_page(databases, scope, audience, size=_SAMPLE)
    return [(each.id, await merge_data(tx, each.id)) for each in page]


async def _of_template(
    tx: Tx, template_id: UUID, samples: Sequence[tuple[UUID, Mapping[str, object]]]
) -> AsyncGenerator[Finding]:
    template = await get_template(tx, template_id)
    if not template.current_version:
        yield Finding(
            "template_unpublished", f"The template {template.name} was never published.", blocks=True
        )
        return
    for fault in await lint_template(tx, template_id):
        if fault.severity is Severity.ERROR:
            yield Finding("template_faulty", f"The template {template.name}: {fault.message}", blocks=True)
    source = await load_source(tx, template_id, template.current_version)
    for finding in await asyncio.to_thread(_try, template, source, samples):
        yield finding


def _try(
    template: Template, source: Source, samples: Sequence[tuple[UUID, Mapping[str, Any]]]
) -> list[Finding]:
    missing: Counter[str] = Counter()
    try:
        compiled = compile_source(source)
        for lead_id, merge in samples:
            try:
                missing.update(set(compiled.render({**merge, "links": _LINKS}, 0).missing))
            except TemplateStopped as error:
                words = f"The template {template.name} fails for the lead {lead_id}: {error.message}"
                return [Finding("template_fails", words, blocks=True)]
    except TemplateBroken as error:
        return [Finding("template_broken", f"The template {template.name}: {error.message}", blocks=True)]
    return [
        Finding(
            "field_missing",
            f"The template {template.name} shows {field}, which {count} of {len(samples)} leads tried do not "
            "have; give it a fallback.",
            blocks=False,
        )
        for field, count in missing.most_common()
        if not field.startswith("sender")
    ]


async def _of_stops(databases: Databases, scope: Scope) -> AsyncGenerator[Finding]:
    for stop in await sending_stops(databases):
        if stop.tenant_id in (scope.tenant_id, PLATFORM_TENANT):
            words = f"Sending is stopped, and so nothing will leave before it is resumed: {stop.reason}"
            yield Finding("sending_stopped", words, blocks=False)
