"""Where the files are: `PENGUINMAILS_HOME/exports/TENANT/EXPORT.csv`, readable by this account only.

A file is made in a folder of its own, another in each attempt, and takes its name when it is whole.
"""

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

from penguinmails.audiences.exports.cells import Format
from penguinmails.audiences.exports.model import ExportFile
from penguinmails.kernel.settings import KernelSettings

_DRAFT: Final = ".draft"


def folder() -> Path:
    """Where the files of all tenants are."""
    return KernelSettings.load().home / "exports"


def reference(tenant_id: UUID, export_id: UUID, format: Format) -> str:  # noqa: A002
    """The name of a file in the folder (`export_jobs.file_ref`)."""
    return f"{tenant_id}/{export_id}.{format}"


def path_of(tenant_id: UUID, export_id: UUID, format: Format) -> Path:  # noqa: A002
    """Where the file of an export is, or will be."""
    return folder() / reference(tenant_id, export_id, format)


def draft_of(path: Path) -> Path:
    """A new folder beside `path` for the file that is to become it, and for what making it leaves about."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.stem}.{secrets.token_hex(4)}{_DRAFT}")
    draft.mkdir(mode=0o700)
    return draft


def publish(whole: Path, path: Path) -> int:
    """Give a whole file its name, durably; its size in bytes."""
    with whole.open("rb") as file:
        os.fchmod(file.fileno(), 0o600)
        os.fsync(file.fileno())
        size = os.fstat(file.fileno()).st_size
    whole.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return size


def remove(path: Path) -> None:
    """Remove a file, or a draft with all that is in it."""
    if is_draft(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def forget(file: ExportFile) -> None:
    """Remove all that there is of an export; the tenant's folder with its last file."""
    place = folder() / str(file.tenant_id)
    for path in place.glob(f"{file.id}.*"):
        remove(path)
    with contextlib.suppress(OSError):  # others are in it, or it is gone
        place.rmdir()


def files_older_than(seconds: float) -> Iterator[tuple[Path, ExportFile]]:
    """The files and drafts that were begun so long ago, and whose they are."""
    before = time.time() - seconds
    for path in folder().glob("*/*"):
        with contextlib.suppress(FileNotFoundError):  # somebody removed it meanwhile
            if path.stat().st_mtime < before:
                yield path, ExportFile(UUID(path.parent.name), UUID(path.name.partition(".")[0]))


def is_draft(path: Path) -> bool:
    """Whether it was being made."""
    return path.name.endswith(_DRAFT)
