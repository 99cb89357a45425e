"""The journal of erasures beside the database: restoring a backup takes the table back, but not this.

A line says whose tenant, the digest of who was forgotten, and by which random id they are counted since.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from penguinmails.warehouse.erasing.errors import JournalUnreadable, JournalUnwritable


@dataclass(frozen=True)
class Entry:
    """One line."""

    tenant_id: UUID
    subject: str
    digest: bytes
    surrogate: UUID
    created: datetime


def read(path: Path) -> list[Entry]:
    """All entries, each subject once; none where there is no file yet. Raises `JournalUnreadable`.

    A last line without its end is one that a power cut kept from being written: its erasure is not finished
    and will write it again.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise JournalUnreadable(path=path, reason=error) from error
    found: dict[tuple[UUID, str, bytes], Entry] = {}
    for number, line in enumerate(lines[:-1], 1):
        try:
            told = json.loads(line)
            entry = Entry(
                UUID(told["tenant_id"]),
                str(told["subject"]),
                bytes.fromhex(told["digest"]),
                UUID(told["surrogate"]),
                datetime.fromisoformat(told["created"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise JournalUnreadable(path=path, reason=f"line {number}: {error}") from error
        found.setdefault((entry.tenant_id, entry.subject, entry.digest), entry)
    return list(found.values())


def append(path: Path, entries: Iterable[Entry]) -> None:
    """Add entries, synced. Raises `JournalUnwritable`."""
    text = "".join(
        json.dumps(
            {
                "tenant_id": str(entry.tenant_id),
                "subject": entry.subject,
                "digest": entry.digest.hex(),
                "surrogate": str(entry.surrogate),
                "created": entry.created.isoformat(),
            }
        )
        + "\n"
        for entry in entries
    )
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "r+b") as opened:
            size = opened.seek(0, os.SEEK_END)
            if size and (opened.seek(size - 1), opened.read(1))[1] != b"\n":
                opened.seek(0)
                opened.truncate(opened.read().rfind(b"\n") + 1)
            opened.write(text.encode())
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        raise JournalUnwritable(path=path, reason=error.strerror or error) from error
