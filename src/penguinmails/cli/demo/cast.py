"""Who plays: a tenant with mailboxes, templates, leads and two campaigns. What is there is used again."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from penguinmails.audiences import (
    ImportStatus,
    Options,
    audience_size,
    create_list,
    create_segment,
    list_lists,
    list_segments,
    load_catalogue,
    read_question,
    show_import,
    start_import,
)
from penguinmails.audit import Actor
from penguinmails.campaigns import Definition, audience_of, create_campaign, define, launch, load_plan
from penguinmails.cli.demo.errors import DemoImportFailed
from penguinmails.cli.demo.stage import BOUNCES
from penguinmails.content import list_templates, publish, push_folder, read_folder
from penguinmails.infrastructure import (
    Algorithm,
    Limits,
    MailboxDraft,
    Provider,
    Security,
    SmtpSettings,
    activate_key,
    add_connected_mailbox,
    add_domain,
    add_key,
    list_domains,
    list_mailboxes,
)
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.sandbox import SandboxSettings, place
from penguinmails.tenancy import create_tenant, list_companies, list_tenants, set_policies

ACTOR: Final = Actor.operator()
TENANT: Final = "Demo"
DOMAIN: Final = "penguin.example"
OWNER: Final = "demo@example.com"
LIST: Final = "Prospects"
_SEGMENTS: Final = {"Customers": "tags has customer", "VIPs": "tags has vip"}
CAMPAIGNS: Final = ("broadcast.toml", "sequence.toml")
_MAILBOXES: Final = {"ada": "Ada Adélie", "ben": "Ben Banks", "news": "Penguin News"}
_CONNECTIONS: Final = 20
_PLENTY: Final = Limits(daily_limit=1_000_000, min_gap_seconds=0)
_LOOK_SECONDS: Final = 0.2


def examples() -> Path:
    """The folder of examples: of the checkout, or packed into the installed program."""
    installed = Path(__file__).parents[2] / "examples"
    return installed if installed.is_dir() else Path(__file__).parents[4] / "examples"


@dataclass(frozen=True)
class Play:
    """What was launched, and to how many."""

    scope: Scope
    campaigns: tuple[UUID, ...]
    leads: int


async def ensure_tenant(databases: Databases) -> Scope:
    """The demo's tenant. It has no cap on how often a lead is written to: its days are seconds."""
    known = [tenant for tenant in await list_tenants(databases) if tenant.name == TENANT]
    if known:
        tenant_id = known[0].id
    else:
        tenant_id = (await create_tenant(databases, TENANT, owner_email=OWNER, actor=ACTOR)).tenant.id
    scope = Scope.tenant_wide(tenant_id)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        caps = {"max_emails_per_lead_per_day": None, "min_hours_between_emails": 0}
        await set_policies(tx, caps, actor=ACTOR)
    return scope


async def ensure_senders(databases: Databases, scope: Scope) -> None:
    """A domain that signs, with RSA and Ed25519, and three mailboxes whose mail goes to the sandbox."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        company = (await list_companies(tx))[0]
        if DOMAIN not in {domain.domain for domain in await list_domains(tx)}:
            domain = await add_domain(
                tx, DOMAIN, company_id=company.id, return_path_host=BOUNCES, actor=ACTOR
            )
            for algorithm in Algorithm:
                key = await add_key(tx, domain.id, algorithm, actor=ACTOR)
                await activate_key(tx, domain.id, key.selector, actor=ACTOR)
        known = {mailbox.email for mailbox in await list_mailboxes(tx)}
    host, port = place(SandboxSettings.load().sandbox_smtp)
    for name, called in _MAILBOXES.items():
        if f"{name}@{DOMAIN}" not in known:
            draft = MailboxDraft(
                company_id=company.id,
                email=f"{name}@{DOMAIN}",
                provider=Provider.SANDBOX,
                smtp=SmtpSettings(host, port, Security.NONE, connections=_CONNECTIONS),
                display_name=called,
                limits=_PLENTY,
            )
            await add_connected_mailbox(databases, scope, draft, actor=ACTOR)


async def ensure_templates(tx: Tx) -> None:
    """The example templates, published."""
    if not await list_templates(tx):
        await push_folder(tx, read_folder(examples() / "templates"), actor=ACTOR)
        for summary in await list_templates(tx):
            if summary.engine == "minijinja":
                await publish(tx, summary.id, actor=ACTOR)


async def ensure_segments(databases: Databases, scope: Scope) -> None:
    """Some of the leads, by a question each."""
    catalogue = await load_catalogue(databases, scope)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        known = {segment.name for segment in await list_segments(tx)}
        for name in _SEGMENTS.keys() - known:
            await create_segment(tx, name, read_question(_SEGMENTS[name], catalogue), actor=ACTOR)


async def import_leads(databases: Databases, scope: Scope, file: Path, list_name: str) -> None:
    """The leads of a file, on a list. Who is there is left alone. Raises `DemoImportFailed`."""
    async with databases.tenant(Tier.OLTP, scope) as tx:
        lists = {each.name: each.id for each in await list_lists(tx)}
        list_id = lists.get(list_name) or (await create_list(tx, list_name, company_id=None, actor=ACTOR)).id
    job = await start_import(
        databases,
        scope,
        file,
        list_id=list_id,
        options=Options(date_order="dmy", check_mx=False),
        actor=ACTOR,
    )
    while job.status in (ImportStatus.QUEUED, ImportStatus.RUNNING):
        await asyncio.sleep(_LOOK_SECONDS)
        async with databases.tenant(Tier.OLTP, scope) as tx:
            job = await show_import(tx, job.id)
    if job.status != ImportStatus.COMPLETED:
        raise DemoImportFailed(status=job.status, reason=job.error)


async def launch_campaigns(databases: Databases, scope: Scope) -> Play:
    """The broadcast and the sequence, at once."""
    made: list[Definition] = []
    for file in CAMPAIGNS:
        plan = load_plan(examples() / "demo" / file)
        async with databases.tenant(Tier.OLTP, scope) as tx:
            made.append(await define(tx, (await create_campaign(tx, plan, actor=ACTOR)).id))
    leads = await audience_size(databases, scope, audience_of(made[0]))
    for definition in made:
        await launch(databases, scope, definition.campaign.id, actor=ACTOR)
    return Play(scope, tuple(definition.campaign.id for definition in made), leads)
