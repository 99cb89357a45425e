"""`penguinmails template`."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from penguinmails.audit import Actor
from penguinmails.content.commands import gallery, template_files, template_folders, template_pieces
from penguinmails.content.commands.showing import Shown, shown
from penguinmails.content.templates.drafts import deleting
from penguinmails.content.templates.drafts import service as drafts
from penguinmails.content.templates.drafts.model import Category, Draft, Engine, TemplateSummary, Wanted
from penguinmails.content.templates.files.disk import text_of, write_text
from penguinmails.content.templates.folders.service import find_folder, list_folders, move_template
from penguinmails.content.templates.gallery.service import share_template
from penguinmails.content.templates.previewing import Preview, preview
from penguinmails.content.templates.tags.model import Tag
from penguinmails.content.templates.tags.service import delete_tag, list_tags, tag_template
from penguinmails.content.templates.versions import service as versions
from penguinmails.content.templates.versions.model import VersionSummary
from penguinmails.kernel import console
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import TenantOption, Yes, find_company, in_tenant

commands = typer.Typer(
    help="Templates: what is written, in drafts, versions, folders and files.", no_args_is_help=True
)
template_files.register(commands)
commands.add_typer(template_folders.commands, name="folder")
commands.add_typer(template_pieces.snippets, name="snippet")
commands.add_typer(template_pieces.dictionaries, name="dictionary")
commands.add_typer(template_pieces.partials, name="partial")
commands.add_typer(gallery.commands, name="gallery")

TemplateArgument = Annotated[str, typer.Argument(help="Id or name of the template.")]
CompanyOption = Annotated[
    str | None, typer.Option("--company", "-c", help="Of this company only; without, shared by all.")
]


@commands.command("create")
def create(
    name: Annotated[str, typer.Argument(help="What the template is called.")],
    tenant: TenantOption,
    *,
    subject: Annotated[str, typer.Option(help="The subject line, with merge tags.")] = "",
    html: Annotated[Path | None, typer.Option(help="A file with the HTML.", exists=True)] = None,
    text: Annotated[Path | None, typer.Option(help="A file with the plain text.", exists=True)] = None,
    preheader: Annotated[str | None, typer.Option(help="The line an inbox shows after the subject.")] = None,
    category: Annotated[str | None, typer.Option(help="What it is for: newsletter, outreach …")] = None,
    language: Annotated[str | None, typer.Option(help="Like en or pt-BR.")] = None,
    engine: Annotated[Engine, typer.Option(help="The language of its tags.")] = Engine.MINIJINJA,
    company: CompanyOption = None,
    as_json: console.Json = False,
) -> None:
    """Make a template; `template push` makes many, from files."""
    draft = Draft(
        subject=subject,
        html=text_of(html) if html else "",
        text=text_of(text) if text else None,
        preheader=preheader,
        category=category,
        language=language,
    )

    async def work(tx: Tx) -> Shown:
        company_id = (await find_company(tx, company)).id if company else None
        made = await drafts.create_template(
            tx, name, draft, actor=Actor.operator(), engine=engine, company_id=company_id
        )
        return await shown(tx, made)

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("list")
def list_(
    tenant: TenantOption,
    *,
    folder: Annotated[str | None, typer.Option(help="Only in this folder, like Sales/Spring.")] = None,
    tag: Annotated[str | None, typer.Option(help="Only with this tag.")] = None,
    category: Annotated[str | None, typer.Option(help="Only of this category.")] = None,
    starred: Annotated[bool, typer.Option("--starred", help="Only the starred ones.")] = False,
    search: Annotated[str | None, typer.Option(help="Only with these words in name or text.")] = None,
    deleted: Annotated[bool, typer.Option("--deleted", help="The deleted ones instead.")] = False,
    as_json: console.Json = False,
) -> None:
    """List the templates."""

    async def work(tx: Tx) -> list[dict[str, Any]]:
        wanted = Wanted(
            folder_id=(await find_folder(tx, folder)).id if folder else None,
            tag=tag.casefold() if tag else None,
            category=category.casefold() if category else None,
            starred=True if starred else None,
            search=search,
            deleted=deleted,
        )
        found: list[TemplateSummary] = []
        while page := await drafts.list_templates(tx, wanted, after=found[-1] if found else None):
            found += page
        paths = {each.id: each.path for each in await list_folders(tx)}
        return [_line(each, paths, whole=as_json) for each in found]

    console.show(in_tenant(tenant, work), as_json=as_json, empty="No templates.")


@commands.command("categories")
def categories(tenant: TenantOption, as_json: console.Json = False) -> None:
    """List the categories in use and how many templates are in each."""

    async def work(tx: Tx) -> list[Category]:
        return await drafts.list_categories(tx)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="No templates.")


@commands.command("tags")
def tags(
    tenant: TenantOption,
    delete: Annotated[
        str | None, typer.Option("--delete", help="Take this tag off all templates and forget it.")
    ] = None,
    as_json: console.Json = False,
) -> None:
    """List the tags and how many templates carry each."""

    async def work(tx: Tx) -> list[Tag]:
        if delete:
            await delete_tag(tx, delete, actor=Actor.operator())
        return await list_tags(tx)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="No tags.")


@commands.command("show")
def show(template: TemplateArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Show a template with its draft."""

    async def work(tx: Tx) -> Shown:
        return await shown(tx, await drafts.find_template(tx, template))

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("publish")
def publish(
    template: TemplateArgument,
    tenant: TenantOption,
    note: Annotated[str | None, typer.Option(help="What is new in it.")] = None,
    as_json: console.Json = False,
) -> None:
    """Keep the draft as the next version: what campaigns send. It never changes afterwards."""

    async def work(tx: Tx) -> VersionSummary:
        found = await drafts.find_template(tx, template)
        made = await versions.publish(tx, found.id, actor=Actor.operator(), note=note)
        return VersionSummary(made.version, made.subject, made.note, made.created_by, made.created)

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("versions")
def list_versions(template: TemplateArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """List what was published, newest first."""

    async def work(tx: Tx) -> list[VersionSummary]:
        return await versions.list_versions(tx, (await drafts.find_template(tx, template)).id)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="Never published.")


@commands.command("preview")
def show_preview(
    template: TemplateArgument,
    tenant: TenantOption,
    *,
    lead: Annotated[str | None, typer.Option(help="As this lead gets it, by address or id.")] = None,
    version: Annotated[int | None, typer.Option(help="A published version instead of the draft.")] = None,
    seed: Annotated[int, typer.Option(help="Another number chooses other words of {Hi|Hello}.")] = 0,
    html: Annotated[Path | None, typer.Option(help="Write the HTML to this file.")] = None,
    as_json: console.Json = False,
) -> None:
    """Show a template as a recipient gets it; sender and links are examples."""

    async def work(tx: Tx) -> Preview:
        found = await drafts.find_template(tx, template)
        return await preview(tx, found.id, version=version, lead=lead, seed=seed)

    result = in_tenant(tenant, work)
    if html:
        write_text(html, result.html)
    if as_json:
        console.show(result, as_json=True)
        return
    console.show(
        {
            "subject": result.subject,
            "preheader": result.preheader,
            "missing": list(result.missing),
            "size": f"{result.html_bytes:,} bytes of HTML",
        },
        as_json=False,
    )
    console.say(f"\n{result.text}")


@commands.command("rename")
def rename(
    template: TemplateArgument,
    name: Annotated[str, typer.Argument(help="The new name.")],
    tenant: TenantOption,
    as_json: console.Json = False,
) -> None:
    """Give a template another name."""

    async def work(tx: Tx) -> Shown:
        found = await drafts.find_template(tx, template)
        return await shown(tx, await drafts.rename_template(tx, found.id, name, actor=Actor.operator()))

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("copy")
def copy(
    template: TemplateArgument,
    tenant: TenantOption,
    name: Annotated[str | None, typer.Argument(help="What the copy is called.")] = None,
    as_json: console.Json = False,
) -> None:
    """Make another template with the same draft."""

    async def work(tx: Tx) -> Shown:
        found = await drafts.find_template(tx, template)
        return await shown(tx, await drafts.copy_template(tx, found.id, name, actor=Actor.operator()))

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("move")
def move(
    template: TemplateArgument,
    tenant: TenantOption,
    folder: Annotated[str | None, typer.Argument(help="The folder; without, out of all folders.")] = None,
    as_json: console.Json = False,
) -> None:
    """Put a template into a folder."""

    async def work(tx: Tx) -> Shown:
        found = await drafts.find_template(tx, template)
        into = (await find_folder(tx, folder)).id if folder else None
        return await shown(tx, await move_template(tx, found.id, into, actor=Actor.operator()))

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("tag")
def tag(
    template: TemplateArgument,
    tenant: TenantOption,
    names: Annotated[list[str] | None, typer.Argument(help="Tags to put on.")] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", "-r", help="A tag to take off.")] = None,
    as_json: console.Json = False,
) -> None:
    """Put tags on a template, and take others off."""

    async def work(tx: Tx) -> Shown:
        found = await drafts.find_template(tx, template)
        after = await tag_template(tx, found.id, names or [], remove or [], actor=Actor.operator())
        return await shown(tx, after)

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("star")
def star(
    template: TemplateArgument,
    tenant: TenantOption,
    off: Annotated[bool, typer.Option("--off", help="Take the star away.")] = False,
    as_json: console.Json = False,
) -> None:
    """Mark a template as a favourite."""

    async def work(tx: Tx) -> Shown:
        found = await drafts.find_template(tx, template)
        return await shown(tx, await drafts.star_template(tx, found.id, not off, actor=Actor.operator()))

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("share")
def share(
    template: TemplateArgument,
    tenant: TenantOption,
    off: Annotated[bool, typer.Option("--off", help="Offer it no longer.")] = False,
    as_json: console.Json = False,
) -> None:
    """Offer a published template in the gallery of all companies of its tenant."""

    async def work(tx: Tx) -> Shown:
        found = await drafts.find_template(tx, template)
        return await shown(tx, await share_template(tx, found.id, not off, actor=Actor.operator()))

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("delete")
def delete(
    template: TemplateArgument, tenant: TenantOption, yes: Yes = False, as_json: console.Json = False
) -> None:
    """Delete a template; it can be restored for 30 days."""
    if not yes:
        typer.confirm(f"Delete {template}?", abort=True, err=True)

    async def work(tx: Tx) -> dict[str, UUID]:
        found = await drafts.find_template(tx, template)
        await deleting.delete_template(tx, found.id, actor=Actor.operator())
        return {"deleted": found.id}

    console.show(in_tenant(tenant, work), as_json=as_json)


@commands.command("restore")
def restore(template: TemplateArgument, tenant: TenantOption, as_json: console.Json = False) -> None:
    """Bring back a deleted template."""

    async def work(tx: Tx) -> Shown:
        return await shown(tx, await deleting.restore_template(tx, template, actor=Actor.operator()))

    console.show(in_tenant(tenant, work), as_json=as_json)


def _line(each: TemplateSummary, paths: dict[int, str], *, whole: bool) -> dict[str, Any]:
    line: dict[str, Any] = {
        "name": ("★ " if each.is_starred and not whole else "") + each.name,
        "subject": each.subject,
        "category": each.category,
        "folder": paths.get(each.folder_id) if each.folder_id is not None else None,
        "tags": each.tags,
        "version": each.current_version,
        "used": each.usage_count,
        "updated": each.updated,
    }
    if whole:
        line |= {
            "id": each.id,
            "company_id": each.company_id,
            "engine": each.engine,
            "starred": each.is_starred,
            "deleted": each.deleted,
        }
    return line
