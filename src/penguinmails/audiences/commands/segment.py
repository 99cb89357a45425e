"""`penguinmails segment`."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from penguinmails.audiences.leads.model import LeadLine
from penguinmails.audiences.segments import service
from penguinmails.audiences.segments.catalogue import Catalogue
from penguinmails.audiences.segments.errors import FilterInvalid
from penguinmails.audiences.segments.matching import PAGE, count_matching, load_catalogue, page_matching
from penguinmails.audiences.segments.model import Node, Segment, as_json
from penguinmails.audiences.segments.service import SegmentLine
from penguinmails.audiences.segments.words import write_words
from penguinmails.audit import Actor
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import TenantOption, Yes, find_company, for_tenant

commands = typer.Typer(help="Segments: leads by a question, answered when it is used.", no_args_is_help=True)

SegmentArgument = Annotated[str, typer.Argument(help="Id or name of the segment.")]
FilterArgument = Annotated[
    str, typer.Argument(help='The filter, like: tags has vip and engagement.last_opened after "30 days ago".')
]
FileOption = Annotated[
    Path | None, typer.Option("--json-filter", exists=True, help="A file with the filter as JSON instead.")
]
CompanyOption = Annotated[
    str | None, typer.Option("--company", "-c", help="Only this company's leads (id, slug or name).")
]
DescriptionOption = Annotated[str | None, typer.Option(help="What it is for.")]


@dataclass(frozen=True)
class Answer:
    """What a filter comes to."""

    leads: int
    words: str
    filter: dict[str, Any]
    first: list[LeadLine]


@dataclass(frozen=True)
class FieldLine:
    """A field that filters may name."""

    field: str
    compared_by: list[str]
    values: list[str]


@commands.command("create")
def create(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    tenant: TenantOption,
    filter_: Annotated[str | None, typer.Argument(metavar="FILTER", help="The filter in words.")] = None,
    *,
    json_filter: FileOption = None,
    description: DescriptionOption = None,
    company: CompanyOption = None,
    json_: console.Json = False,
) -> None:
    """Keep a question under a name."""

    async def work(databases: Databases, scope: Scope) -> SegmentLine:
        company_id = await _company(databases, scope, company)
        catalogue = await load_catalogue(databases, scope, company_id=company_id)
        question = _question(filter_, json_filter, catalogue)
        if question is None:
            raise typer.BadParameter("say the filter in words, or give a file of JSON by --json-filter")
        async with databases.tenant(Tier.OLTP, scope) as tx:
            made = await service.create_segment(
                tx, name, question, description=description, company_id=company_id, actor=Actor.operator()
            )
        return await service.segment_line(databases, scope, made)

    console.show(for_tenant(tenant, work), as_json=json_)


@commands.command("list")
def list_(tenant: TenantOption, json_: console.Json = False) -> None:
    """List segments with how many leads each has now."""

    async def work(databases: Databases, scope: Scope) -> list[SegmentLine]:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            segments = await service.list_segments(tx)
        lines: list[SegmentLine] = []
        with console.progress("Counting", as_json=json_) as step:
            for segment in segments:
                step(len(lines), len(segments), segment.name)
                lines.append(await service.segment_line(databases, scope, segment))
        return lines

    console.show(for_tenant(tenant, work), as_json=json_, empty="No segments.")


@commands.command("show")
def show(segment: SegmentArgument, tenant: TenantOption, json_: console.Json = False) -> None:
    """Show a segment: its filter in words and as JSON, and how many leads it has now."""

    async def work(databases: Databases, scope: Scope) -> tuple[Segment, SegmentLine]:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            found = await service.find_segment(tx, segment)
        return found, await service.segment_line(databases, scope, found)

    found, line = for_tenant(tenant, work)
    console.show(
        {**console.plain(found), "leads": line.leads, "words": line.words}
        if json_
        else {
            "name": found.name,
            "description": found.description,
            "leads": line.leads,
            "filter": line.words,
            "id": found.id,
        },
        as_json=json_,
    )


@commands.command("count")
def count(segment: SegmentArgument, tenant: TenantOption, json_: console.Json = False) -> None:
    """Count a segment's leads."""

    async def work(databases: Databases, scope: Scope) -> int:
        return await service.count_segment(databases, scope, segment)

    console.show({"leads": for_tenant(tenant, work)}, as_json=json_)


@commands.command("leads")
def leads(
    segment: SegmentArgument,
    tenant: TenantOption,
    after: Annotated[UUID | None, typer.Option(help="Go on after the lead with this id.")] = None,
    json_: console.Json = False,
) -> None:
    """List a segment's leads, 50 at a time."""

    async def work(databases: Databases, scope: Scope) -> list[LeadLine]:
        found, question, _ = await service.question_named(databases, scope, segment)
        return await page_matching(databases, scope, question, company_id=found.company_id, after=after)

    lines = for_tenant(tenant, work)
    console.show(lines, as_json=json_, empty="No leads.")
    if len(lines) == PAGE:
        console.say(f"There may be more: --after {lines[-1].id}", as_json=json_)


@commands.command("change")
def change(
    segment: SegmentArgument,
    tenant: TenantOption,
    filter_: Annotated[str | None, typer.Argument(metavar="FILTER", help="Another filter in words.")] = None,
    *,
    json_filter: FileOption = None,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    description: DescriptionOption = None,
    json_: console.Json = False,
) -> None:
    """Give a segment another filter, name or description."""

    async def work(databases: Databases, scope: Scope) -> SegmentLine:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            found = await service.find_segment(tx, segment)
        catalogue = await load_catalogue(databases, scope, company_id=found.company_id)
        question = _question(filter_, json_filter, catalogue)
        async with databases.tenant(Tier.OLTP, scope) as tx:
            changed = await service.change_segment(
                tx, found.id, name=name, question=question, description=description, actor=Actor.operator()
            )
        return await service.segment_line(databases, scope, changed)

    console.show(for_tenant(tenant, work), as_json=json_)


@commands.command("delete")
def delete(
    segment: SegmentArgument, tenant: TenantOption, yes: Yes = False, json_: console.Json = False
) -> None:
    """Delete a segment; its leads stay."""
    if not yes:
        typer.confirm(f"Delete the segment {segment}?", abort=True, err=True)

    async def work(databases: Databases, scope: Scope) -> dict[str, UUID]:
        async with databases.tenant(Tier.OLTP, scope) as tx:
            found = await service.find_segment(tx, segment)
            await service.delete_segment(tx, found.id, actor=Actor.operator())
        return {"deleted": found.id}

    console.show(for_tenant(tenant, work), as_json=json_)


@commands.command("test")
def try_(
    filter_: FilterArgument,
    tenant: TenantOption,
    company: CompanyOption = None,
    json_: console.Json = False,
) -> None:
    """Try a filter: how many leads it has now, and the first of them."""

    async def work(databases: Databases, scope: Scope) -> Answer:
        company_id = await _company(databases, scope, company)
        catalogue = await load_catalogue(databases, scope, company_id=company_id)
        question = service.read_question(filter_, catalogue)
        return Answer(
            await count_matching(databases, scope, question, company_id=company_id),
            write_words(question, catalogue),
            as_json(question),
            await page_matching(databases, scope, question, company_id=company_id, size=5),
        )

    answer = for_tenant(tenant, work)
    if json_:
        console.show(answer, as_json=True)
        return
    console.say(f"{answer.leads:,} leads: {answer.words}")
    if answer.first:
        console.show(answer.first, as_json=False)


@commands.command("fields")
def fields(tenant: TenantOption, json_: console.Json = False) -> None:
    """List what a filter can ask, and by which comparisons.

    Conditions go together by and, or, not and parentheses; what has blanks stands in double quotes. Times are
    like 2026-01-31, "30 days ago", "in 2 weeks" or today.
    """

    async def work(databases: Databases, scope: Scope) -> list[FieldLine]:
        catalogue = await load_catalogue(databases, scope)
        return [
            FieldLine(field.name, [op.value for op in catalogue.ops_of(field)], list(field.choices))
            for field in catalogue.fields.values()
        ]

    console.show(for_tenant(tenant, work), as_json=json_)


def _question(words: str | None, file: Path | None, catalogue: Catalogue) -> Node | None:
    if file is None:
        return None if words is None else service.read_question(words, catalogue)
    try:
        said = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise FilterInvalid(str(file), f"it is no JSON: {error}") from None
    return service.read_question(said, catalogue)


async def _company(databases: Databases, scope: Scope, name: str | None) -> UUID | None:
    if name is None:
        return None
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return (await find_company(tx, name)).id
