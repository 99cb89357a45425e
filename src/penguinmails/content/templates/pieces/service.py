"""Snippets, dictionaries and Eta partials. Nothing here commits; every change is audited.

What a company has goes before what the tenant shares under the same key. A published version keeps what it
used: a later change of a snippet reaches only what is published afterwards.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final, TypeVar
from uuid import UUID

from penguinmails.audit import Actor, record_change
from penguinmails.content.templates.drafts.wording import clean_text
from penguinmails.content.templates.errors import PieceInvalid, PieceUnknown
from penguinmails.content.templates.pieces import store
from penguinmails.content.templates.pieces.model import Dictionary, Partial, Pieces, Snippet
from penguinmails.kernel.db import Tx

_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")
_PARTIAL: Final = re.compile(r"[A-Za-z][A-Za-z0-9_/-]{0,99}")

P = TypeVar("P", Snippet, Dictionary, Partial)


async def list_snippets(tx: Tx) -> list[Snippet]:
    """The snippets the transaction may see, by key."""
    return await store.snippets(tx)


async def list_dictionaries(tx: Tx) -> list[Dictionary]:
    """The dictionaries the transaction may see, by key."""
    return await store.dictionaries(tx)


async def list_partials(tx: Tx) -> list[Partial]:
    """The Eta layouts and partials the transaction may see, by name."""
    return await store.partials(tx)


async def set_snippet(
    tx: Tx, key: str, content: str, *, actor: Actor, company_id: UUID | None = None
) -> Snippet:
    """Make a snippet or replace its text. Raises `PieceInvalid`, `TemplateInvalid`."""
    _check_key("snippet", key)
    await store.write_snippet(tx, key, clean_text(content, "snippet"), company_id)
    snippet = _own(await store.snippets(tx), "snippet", key, company_id)
    await record_change(tx, actor, "snippet.set", snippet.id, new={"key": key, "characters": len(content)})
    return snippet


async def set_dictionary(
    tx: Tx, key: str, words: Mapping[str, Any], *, actor: Actor, company_id: UUID | None = None
) -> Dictionary:
    """Make a dictionary or replace all its words. A word is written like a key. Raises `PieceInvalid`."""
    _check_key("dictionary", key)
    for word in words:
        if not re.fullmatch(r"[A-Za-z0-9_]{1,63}", word):
            raise PieceInvalid(
                kind="dictionary",
                key=key,
                reason=f"the word {word!r} has other signs than letters, digits and _",
            )
    try:
        written = json.dumps(words, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise PieceInvalid(kind="dictionary", key=key, reason=f"its words are no JSON: {error}") from error
    clean_text(written.replace("\\u0000", "\0"), "dictionary")
    await store.write_dictionary(tx, key, words, company_id)
    dictionary = _own(await store.dictionaries(tx), "dictionary", key, company_id)
    await record_change(tx, actor, "dictionary.set", dictionary.id, new={"key": key, "words": len(words)})
    return dictionary


async def set_partial(
    tx: Tx, name: str, body: str, *, actor: Actor, company_id: UUID | None = None
) -> Partial:
    """Make an Eta layout or partial, or replace its source. Raises `PieceInvalid`, `TemplateInvalid`."""
    if not _PARTIAL.fullmatch(name):
        raise PieceInvalid(
            kind="partial", key=name, reason="its name has other signs than letters, digits, _, - and /"
        )
    await store.write_partial(tx, name, clean_text(body, "partial"), company_id)
    partial = _own(await store.partials(tx), "partial", name, company_id)
    await record_change(tx, actor, "partial.set", partial.id, new={"name": name, "characters": len(body)})
    return partial


async def delete_snippet(tx: Tx, key: str, *, actor: Actor, company_id: UUID | None = None) -> Snippet:
    """Remove a snippet; versions that use it keep it. Raises `PieceUnknown`."""
    snippet = _own(await store.snippets(tx), "snippet", key, company_id)
    await tx.execute(store.queries.delete_snippet, tenant_id=tx.tenant_id, piece_id=snippet.id)
    await record_change(tx, actor, "snippet.deleted", snippet.id, old={"key": key})
    return snippet


async def delete_dictionary(tx: Tx, key: str, *, actor: Actor, company_id: UUID | None = None) -> Dictionary:
    """Remove a dictionary; versions that use it keep it. Raises `PieceUnknown`."""
    dictionary = _own(await store.dictionaries(tx), "dictionary", key, company_id)
    await tx.execute(store.queries.delete_dictionary, tenant_id=tx.tenant_id, piece_id=dictionary.id)
    await record_change(tx, actor, "dictionary.deleted", dictionary.id, old={"key": key})
    return dictionary


async def delete_partial(tx: Tx, name: str, *, actor: Actor, company_id: UUID | None = None) -> Partial:
    """Remove an Eta layout or partial; versions that use it keep it. Raises `PieceUnknown`."""
    partial = _own(await store.partials(tx), "partial", name, company_id)
    await tx.execute(store.queries.delete_partial, tenant_id=tx.tenant_id, piece_id=partial.id)
    await record_change(tx, actor, "partial.deleted", partial.id, old={"name": name})
    return partial


async def pieces_for(tx: Tx, company_id: UUID | None) -> Pieces:
    """All that a template of the company (None: a shared one) may use."""

    def seen(pieces: list[P]) -> list[P]:
        # The shared ones first, so that the company's own replace them.
        return sorted(
            (piece for piece in pieces if piece.company_id in (None, company_id)),
            key=lambda piece: piece.company_id is not None,
        )

    return Pieces(
        snippets={snippet.key: snippet.content for snippet in seen(await store.snippets(tx))},
        dictionaries={words.key: words.value for words in seen(await store.dictionaries(tx))},
        partials={partial.name: partial.body for partial in seen(await store.partials(tx))},
    )


def _check_key(kind: str, key: str) -> None:
    if not _KEY.fullmatch(key):
        raise PieceInvalid(
            kind=kind,
            key=key,
            reason="a key begins with a small letter and has small letters, digits and _ after it",
        )


def _own(pieces: list[P], kind: str, key: str, company_id: UUID | None) -> P:
    for piece in pieces:
        name = piece.name if isinstance(piece, Partial) else piece.key
        if (name, piece.company_id) == (key, company_id):
            return piece
    raise PieceUnknown(kind=kind, key=key)
