"""Storing and reading bodies. Transactions are of the content tier; nothing here commits."""

import hashlib
from uuid import UUID

from psycopg.types.json import Jsonb

from penguinmails.content.bodies import cutting
from penguinmails.content.bodies.compression import compress, decompress
from penguinmails.content.bodies.errors import BodyDamaged, BodyEmpty, BodyIncomplete, BodyUnknown
from penguinmails.content.bodies.model import Attachment, Body, Piece, Storage, StoredBody
from penguinmails.content.bodies.store import queries
from penguinmails.kernel.db import Tx


async def store_body(tx: Tx, raw: bytes, *, company_id: UUID | None) -> str:
    """Keep a message as it stood on the wire; its storage key.

    The same message stored again, by whomever of the company, is the same row, whose time to be kept begins
    anew. The message row that refers to it must follow within a day. Raises `BodyEmpty`.
    """
    if not raw:
        raise BodyEmpty
    digest = hashlib.sha256(raw).digest()
    key = _key(company_id, digest)
    parts = cutting.cut(raw)
    packed, algorithm = compress(parts.rest)
    is_new = await tx.value(
        queries.insert_body,
        tenant_id=tx.tenant_id,
        storage_key=key,
        company_id=company_id,
        content_text=parts.text,
        headers=Jsonb(parts.headers),
        raw=packed,
        raw_size_bytes=len(raw),
        compressed_size_bytes=len(packed),
        content_hash=digest,
        compression_algorithm=algorithm,
    )
    if is_new:
        # In the order of their keys: two mails with the same two files wait, and do not deadlock.
        for file in sorted(parts.files, key=lambda file: hashlib.sha256(file.content).digest()):
            await _store_file(tx, key, company_id, file)
    return key


async def load_body(tx: Tx, storage_key: str) -> Body:
    """A stored message as people read it. Raises `BodyUnknown`."""
    row = await _row(tx, storage_key)
    attachments = await tx.many(
        queries.list_attachments, Attachment, tenant_id=tx.tenant_id, storage_key=storage_key
    )
    html = cutting.html_of(cutting.parse(_rest(row))) if row.raw is not None else None
    return Body(
        storage_key, row.headers, row.content_text or "", html, tuple(attachments), row.raw_size_bytes
    )


async def load_raw(tx: Tx, storage_key: str) -> bytes:
    """The message, byte for byte. Raises `BodyUnknown`, `BodyIncomplete`, `BodyDamaged`."""
    row = await _row(tx, storage_key)
    pieces: list[tuple[int, bytes, int, str]] = []
    for piece in await _pieces(tx, storage_key):
        if piece.cut_at is None or piece.line_length is None or piece.line_end is None:
            continue
        if piece.content is None:
            raise BodyIncomplete(storage_key=storage_key, filename=f"part {piece.part}")
        pieces.append((piece.cut_at, _content(piece), piece.line_length, piece.line_end))
    raw = cutting.join(_rest(row), pieces)
    if _key(row.company_id, hashlib.sha256(raw).digest()) != storage_key:
        raise BodyDamaged(storage_key=storage_key)
    return raw


async def load_attachment(tx: Tx, storage_key: str, attachment_id: UUID) -> bytes:
    """The bytes of one file of a body. Raises `BodyUnknown`, `BodyIncomplete`."""
    row = await _row(tx, storage_key)
    for piece in await _pieces(tx, storage_key, attachment_id):
        if piece.id == attachment_id:
            if piece.cut_at is None:
                return cutting.part_content(_rest(row), piece.part)
            if piece.content is None:
                raise BodyIncomplete(storage_key=storage_key, filename=f"part {piece.part}")
            return _content(piece)
    raise BodyUnknown(storage_key=storage_key)


async def storage_used(tx: Tx) -> Storage:
    """What the tenant's mail takes: the meter behind its storage limit."""
    return await tx.one(queries.storage_used, Storage, tenant_id=tx.tenant_id) or Storage(0, 0, 0, 0)


async def _store_file(tx: Tx, storage_key: str, company_id: UUID | None, file: cutting.File) -> None:
    digest = hashlib.sha256(file.content).digest()
    content_key = None
    if file.cut_at is not None:
        content_key = _key(company_id, digest)
        packed, algorithm = compress(file.content)
        await tx.execute(
            queries.insert_contents,
            tenant_id=tx.tenant_id,
            content_key=content_key,
            company_id=company_id,
            content=packed,
            compression_algorithm=algorithm,
            size_bytes=len(file.content),
            compressed_size_bytes=len(packed),
        )
    await tx.execute(
        queries.insert_attachment,
        tenant_id=tx.tenant_id,
        company_id=company_id,
        storage_key=storage_key,
        filename=file.filename,
        original_filename=file.original_filename,
        mime_type=file.mime_type,
        size_bytes=len(file.content),
        content_hash=digest,
        content_id=file.content_id,
        storage_disposition=file.disposition,
        content_key=content_key,
        part=file.part,
        cut_at=file.cut_at,
        line_length=file.line_length,
        line_end=file.line_end,
    )


async def _row(tx: Tx, storage_key: str) -> StoredBody:
    row = await tx.one(queries.find_body, StoredBody, tenant_id=tx.tenant_id, storage_key=storage_key)
    if row is None:
        raise BodyUnknown(storage_key=storage_key)
    return row


async def _pieces(tx: Tx, storage_key: str, attachment_id: UUID | None = None) -> list[Piece]:
    return await tx.many(
        queries.list_pieces,
        Piece,
        tenant_id=tx.tenant_id,
        storage_key=storage_key,
        attachment_id=attachment_id,
    )


def _rest(row: StoredBody) -> bytes:
    if row.raw is None:
        raise BodyIncomplete(storage_key=row.storage_key, filename="the message itself")
    return decompress(row.raw, row.compression_algorithm)


def _content(piece: Piece) -> bytes:
    return decompress(piece.content or b"", piece.compression_algorithm or "none")


def _key(company_id: UUID | None, digest: bytes) -> str:
    return f"{company_id or 'shared'}/{digest.hex()}"
