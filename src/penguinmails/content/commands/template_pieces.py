"""`penguinmails template snippet`, `template dictionary` and `template partial`."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, cast
from uuid import UUID

import typer

from penguinmails.audit import Actor
from penguinmails.content.templates.errors import PieceInvalid
from penguinmails.content.templates.files.disk import decoded, text_of
from penguinmails.content.templates.pieces import service
from penguinmails.content.templates.pieces.model import Dictionary, Partial, Snippet
from penguinmails.kernel import console
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import TenantOption, find_company, in_tenant

snippets = typer.Typer(help="Texts that templates include: {{ snippets.KEY }}.", no_args_is_help=True)
dictionaries = typer.Typer(help="Words and their values: {{ dictionaries.KEY.word }}.", no_args_is_help=True)
partials = typer.Typer(help='Eta layouts and partials: include("NAME").', no_args_is_help=True)

KeyArgument = Annotated[str, typer.Argument(help="Small letters, digits and _.")]
NameArgument = Annotated[str, typer.Argument(help="Letters, digits, _, - and /.")]
FileOption = Annotated[Path | None, typer.Option("--file", "-f", help="Read it from this file.", exists=True)]
CompanyOption = Annotated[
    str | None, typer.Option("--company", "-c", help="Of this company only; without, shared by all.")
]


@snippets.command("set")
def set_snippet(
    key: KeyArgument,
    tenant: TenantOption,
    *,
    text: Annotated[
        str | None, typer.Argument(help="The text; without, from --file or standard input.")
    ] = None,
    file: FileOption = None,
    company: CompanyOption = None,
    as_json: console.Json = False,
) -> None:
    """Make a snippet, or replace its text. Published versions keep the old one."""
    content = _given(text, file)

    async def work(tx: Tx) -> Snippet:
        return await service.set_snippet(
            tx, key, content, actor=Actor.operator(), company_id=await _company(tx, company)
        )

    console.show(in_tenant(tenant, work), as_json=as_json)


@snippets.command("list")
def list_snippets(tenant: TenantOption, as_json: console.Json = False) -> None:
    """List the snippets."""

    async def work(tx: Tx) -> list[Snippet]:
        return await service.list_snippets(tx)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="No snippets.")


@snippets.command("delete")
def delete_snippet(
    key: KeyArgument, tenant: TenantOption, company: CompanyOption = None, as_json: console.Json = False
) -> None:
    """Delete a snippet. Published versions keep it."""

    async def work(tx: Tx) -> dict[str, UUID]:
        gone = await service.delete_snippet(
            tx, key, actor=Actor.operator(), company_id=await _company(tx, company)
        )
        return {"deleted": gone.id}

    console.show(in_tenant(tenant, work), as_json=as_json)


@dictionaries.command("set")
def set_dictionary(
    key: KeyArgument,
    tenant: TenantOption,
    *,
    words: Annotated[list[str] | None, typer.Argument(help="word=value, as many as you like.")] = None,
    file: FileOption = None,
    company: CompanyOption = None,
    as_json: console.Json = False,
) -> None:
    """Make a dictionary, or replace all its words, by word=value or a JSON file."""
    value = _words(key, words or [], file)

    async def work(tx: Tx) -> Dictionary:
        return await service.set_dictionary(
            tx, key, value, actor=Actor.operator(), company_id=await _company(tx, company)
        )

    console.show(in_tenant(tenant, work), as_json=as_json)


@dictionaries.command("list")
def list_dictionaries(tenant: TenantOption, as_json: console.Json = False) -> None:
    """List the dictionaries."""

    async def work(tx: Tx) -> list[Dictionary]:
        return await service.list_dictionaries(tx)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="No dictionaries.")


@dictionaries.command("delete")
def delete_dictionary(
    key: KeyArgument, tenant: TenantOption, company: CompanyOption = None, as_json: console.Json = False
) -> None:
    """Delete a dictionary. Published versions keep it."""

    async def work(tx: Tx) -> dict[str, UUID]:
        gone = await service.delete_dictionary(
            tx, key, actor=Actor.operator(), company_id=await _company(tx, company)
        )
        return {"deleted": gone.id}

    console.show(in_tenant(tenant, work), as_json=as_json)


@partials.command("set")
def set_partial(
    name: NameArgument,
    tenant: TenantOption,
    file: FileOption = None,
    company: CompanyOption = None,
    as_json: console.Json = False,
) -> None:
    """Make an Eta layout or partial, or replace its source, from --file or standard input."""
    body = _given(None, file)

    async def work(tx: Tx) -> Partial:
        return await service.set_partial(
            tx, name, body, actor=Actor.operator(), company_id=await _company(tx, company)
        )

    console.show(in_tenant(tenant, work), as_json=as_json)


@partials.command("list")
def list_partials(tenant: TenantOption, as_json: console.Json = False) -> None:
    """List the layouts and partials."""

    async def work(tx: Tx) -> list[Partial]:
        return await service.list_partials(tx)

    console.show(in_tenant(tenant, work), as_json=as_json, empty="No partials.")


@partials.command("delete")
def delete_partial(
    name: NameArgument, tenant: TenantOption, company: CompanyOption = None, as_json: console.Json = False
) -> None:
    """Delete a layout or partial. Published versions keep it."""

    async def work(tx: Tx) -> dict[str, UUID]:
        gone = await service.delete_partial(
            tx, name, actor=Actor.operator(), company_id=await _company(tx, company)
        )
        return {"deleted": gone.id}

    console.show(in_tenant(tenant, work), as_json=as_json)


async def _company(tx: Tx, company: str | None) -> UUID | None:
    return (await find_company(tx, company)).id if company else None


def _given(text: str | None, file: Path | None) -> str:
    if text is not None:
        return text
    # The line end of the last line is the file's, not the text's.
    return (text_of(file) if file else decoded(sys.stdin.buffer.read(), "-")).removesuffix("\n")


def _words(key: str, words: list[str], file: Path | None) -> Mapping[str, Any]:
    if file is None:
        pairs = [word.partition("=") for word in words]
        for word, sign, _ in pairs:
            if not sign:
                raise PieceInvalid(kind="dictionary", key=key, reason=f"{word} is not of the form word=value")
        return {word: value for word, _, value in pairs}
    try:
        value: object = json.loads(text_of(file))
    except json.JSONDecodeError as error:
        raise PieceInvalid(kind="dictionary", key=key, reason=f"{file} is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise PieceInvalid(kind="dictionary", key=key, reason=f"{file} holds no object of words and values")
    return cast("dict[str, Any]", value)
