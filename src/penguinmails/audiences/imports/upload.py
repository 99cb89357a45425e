"""The copy of an import's file: readable by this account only, and gone when the import is over.

`PENGUINMAILS_HOME/imports/TENANT/IMPORT`. The copy is whole before the import's row is committed.
"""

import contextlib
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from penguinmails.audiences.imports.errors import (
    ImportFileChanged,
    ImportFileGone,
    ImportFileTooLarge,
    ImportFileUnreadable,
)
from penguinmails.kernel import clock
from penguinmails.kernel.settings import KernelSettings

_CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class Stored:
    """What was copied."""

    size: int
    sha256: bytes


def folder() -> Path:
    """Where the files of all imports are."""
    return KernelSettings.load().home / "imports"


def path_of(tenant_id: UUID, import_id: UUID) -> Path:
    """Where the file of an import is."""
    return folder() / str(tenant_id) / str(import_id)


def keep(source: Path, tenant_id: UUID, import_id: UUID, *, limit: int) -> Stored:
    """Copy a file for an import. Raises `ImportFileUnreadable`, `ImportFileTooLarge`."""
    target = path_of(tenant_id, import_id)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        size, digest = _copy(source, target, limit)
    except OSError as error:
        forget(tenant_id, import_id)
        raise ImportFileUnreadable(path=source, reason=error.strerror or str(error)) from error
    if size > limit:
        forget(tenant_id, import_id)
        raise ImportFileTooLarge(filename=source.name, size=source.stat().st_size, limit=limit)
    return Stored(size, digest)


def _copy(source: Path, target: Path, limit: int) -> tuple[int, bytes]:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as given, os.fdopen(_create(target), "wb") as copy:
        while size <= limit and (chunk := given.read(_CHUNK)):
            size += len(chunk)
            digest.update(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return size, digest.digest()


def check(tenant_id: UUID, import_id: UUID, sha256: bytes | None) -> Path:
    """The file of an import. Raises `ImportFileGone`, and `ImportFileChanged` where it is another."""
    path = path_of(tenant_id, import_id)
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").digest()
    except FileNotFoundError:
        raise ImportFileGone(import_id=import_id) from None
    if sha256 is not None and found != sha256:
        raise ImportFileChanged(import_id=import_id)
    return path


def lines_of(path: Path) -> int:
    """How many lines a file has, the last with or without its end."""
    lines, chunk = 0, b"\n"
    with path.open("rb") as file:
        while more := file.read(_CHUNK):
            chunk = more
            lines += chunk.count(b"\n")
    return lines + (not chunk.endswith(b"\n"))


def forget(tenant_id: UUID, import_id: UUID) -> None:
    """Remove the file of an import that is over; the tenant's folder with its last file."""
    path = path_of(tenant_id, import_id)
    path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # others are in it
        path.parent.rmdir()


def old_files(days: int) -> list[tuple[UUID, UUID]]:
    """Tenant and import of each file that has been there for so many days."""
    before = clock.now().timestamp() - days * 86_400
    return [
        (UUID(path.parent.name), UUID(path.name))
        for path in folder().glob("*/*")
        if path.stat().st_mtime < before
    ]


def _create(target: Path) -> int:
    return os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
