"""`penguinmails template push`, `template pull` and `template lint`."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from penguinmails.audit import Actor
from penguinmails.content.linting import Fault, Severity, lint
from penguinmails.content.rendering import Source
from penguinmails.content.templates.drafts.service import find_template, list_templates
from penguinmails.content.templates.errors import FileUnreadable
from penguinmails.content.templates.files import disk
from penguinmails.content.templates.files.layout import TemplateFile
from penguinmails.content.templates.files.placing import PlacedFault, placed
from penguinmails.content.templates.files.service import Pushed, as_file, push
from penguinmails.content.templates.pieces.model import Pieces
from penguinmails.content.templates.pieces.service import pieces_for
from penguinmails.content.templates.previewing import known_fields, lint_template
from penguinmails.kernel import console
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import TenantOption, find_company, in_tenant

CompanyOption = Annotated[
    str | None, typer.Option("--company", "-c", help="Of this company only; without, shared by all.")
]


def register(commands: typer.Typer) -> None:
    """Put these commands among the others of `template`."""
    commands.command("push")(push_files)
    commands.command("pull")(pull_files)
    commands.command("lint")(lint_templates)


def push_files(
    path: Annotated[Path, typer.Argument(help="A template file, or a folder of them.", exists=True)],
    tenant: TenantOption,
    company: CompanyOption = None,
    force: Annotated[bool, typer.Option("--force", help="Write over what others changed since.")] = False,
    as_json: console.Json = False,
) -> None:
    """Make templates, snippets, dictionaries and partials what files say: all of them, or none.

    A template that somebody changed since its file was pulled is not written over; the file's line
    `revision:` tells. A file without that line only makes new templates.
    """
    folder = disk.read(path)

    async def work(tx: Tx) -> list[Pushed]:
        company_id = (await find_company(tx, company)).id if company else None
        return await push(tx, folder, actor=Actor.operator(), company_id=company_id, force=force)

    pushed = in_tenant(tenant, work)
    for each in pushed:
        disk.note_revision(each.file, each.revision)
    console.show(pushed, as_json=as_json, empty="No template files.")


def pull_files(
    names: Annotated[list[str], typer.Argument(help="Templates by name or id, then the folder to write to.")],
    tenant: TenantOption,
    everything: Annotated[bool, typer.Option("--all", help="All templates and pieces.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over files that were edited.")] = False,
    as_json: console.Json = False,
) -> None:
    """Write templates to files, to edit them, keep them under version control, and push them back."""
    *wanted, target = names
    if not wanted and not everything:
        raise typer.BadParameter("Name a template and a folder, or --all and a folder.")

    async def work(tx: Tx) -> tuple[list[TemplateFile], Pieces]:
        ids = [(await find_template(tx, name)).id for name in wanted]
        if everything:
            last = None
            while page := await list_templates(tx, after=last):
                ids += [each.id for each in page]
                last = page[-1]
        files = [await as_file(tx, await find_template(tx, each)) for each in ids]
        return files, await pieces_for(tx, None) if everything else Pieces()

    files, pieces = in_tenant(tenant, work)
    folder = Path(target)
    written = [disk.write_template(folder, file, force=force) for file in files]
    written += disk.write_pieces(folder, pieces, force=force)
    console.show([{"file": path} for path in written], as_json=as_json, empty="No templates.")


def lint_templates(
    targets: Annotated[
        list[str], typer.Argument(help="Template files, folders of them, or names of templates.")
    ],
    tenant: Annotated[
        str | None,
        typer.Option("--tenant", "-t", help="Whose fields and templates; files need none."),
    ] = None,
    as_json: console.Json = False,
) -> None:
    """Say what to change before sending, each with its line. Ends with 1 where something is broken."""
    fields = None if tenant is None else in_tenant(tenant, known_fields)
    found: list[PlacedFault] = []
    for target in targets:
        path = Path(target)
        if path.exists():
            folder = disk.read(path)
            found += [
                placed(each, fault)
                for each in folder.templates
                for fault in lint(
                    source_of_file(each.template, folder.pieces),
                    fields,
                    category=each.template.draft.category,
                )
            ]
        elif tenant is None:
            raise FileUnreadable(file=target, reason="there is none")
        else:
            found += [_named(target, fault) for fault in _of_tenant(tenant, target)]
    errors = sum(fault.severity == Severity.ERROR for fault in found)
    if as_json:
        console.show([asdict(fault) for fault in found], as_json=True)
    else:
        _print(found, errors)
    if errors:
        raise typer.Exit(1)


def source_of_file(template: TemplateFile, pieces: Pieces) -> Source:
    """A template of a file, with the pieces beside it, as rendering takes it."""
    draft = template.draft
    return Source(
        engine=template.engine.value,
        subject=draft.subject,
        preheader=draft.preheader,
        html=draft.html,
        text=draft.text,
        snippets=pieces.snippets,
        dictionaries=pieces.dictionaries,
        partials=pieces.partials,
    )


def _of_tenant(tenant: str, name: str) -> list[Fault]:
    async def work(tx: Tx) -> list[Fault]:
        return await lint_template(tx, (await find_template(tx, name)).id)

    return in_tenant(tenant, work)


def _named(name: str, fault: Fault) -> PlacedFault:
    return PlacedFault(
        f"{name}, {fault.part}",
        fault.line,
        fault.column,
        fault.severity,
        fault.code,
        fault.message,
        fault.todo,
    )


def _print(found: list[PlacedFault], errors: int) -> None:
    for fault in found:
        console.say(f"{fault.file}:{fault.line}:{fault.column}: {fault.severity}: {fault.message}")
        console.say(f"    {fault.todo}  ({fault.code})")
    counted = {"error": errors, "warning": len(found) - errors}
    summary = ", ".join(f"{count} {what}{'' if count == 1 else 's'}" for what, count in counted.items())
    console.say(summary if found else "Nothing to change.")
