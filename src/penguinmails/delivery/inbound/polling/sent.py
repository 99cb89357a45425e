"""The Sent folder: what lies there has gone out. Nothing here commits.

Some providers put a Message-ID of their own in the place of ours and keep ours in another header; replies
name theirs, so it is learned here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from penguinmails.delivery.inbound.polling.store import queries
from penguinmails.delivery.inbound.reading import Headers, read_headers
from penguinmails.delivery.outbound.queue import evidence
from penguinmails.kernel.db import Tx

_KEPT: Final = ("X-Google-Original-Message-ID", "X-Microsoft-Original-Message-ID", "X-Original-Message-ID")
HEADERS: Final = ("Message-ID", *_KEPT)
_LONGEST: Final = 900


@dataclass(frozen=True)
class SentCopy:
    """A message of ours that lies in the Sent folder."""

    message_id: UUID


async def take_copies(tx: Tx, mailbox_id: UUID, heads: Sequence[bytes]) -> int:
    """Learn from copies of sent mail, of which these are the headers; how many are of ours.

    An uncertain message of the mailbox that lies there was accepted, at its attempt.
    """
    names: list[str] = []
    theirs: list[str | None] = []
    for head in heads:
        ours, other = _names(read_headers(head.decode("utf-8", "replace")))
        if ours is not None:
            names.append(ours)
            theirs.append(other)
    if not names:
        return 0
    found = await tx.many(
        queries.learn_names,
        SentCopy,
        tenant_id=tx.tenant_id,
        mailbox_id=mailbox_id,
        names=names,
        provider_names=theirs,
    )
    await evidence.accept(tx, {copy.message_id: evidence.IN_SENT_FOLDER for copy in found})
    return len(found)


def _names(headers: Headers) -> tuple[str | None, str | None]:
    """Our Message-ID, and the one that the provider put in its place."""
    shown = _id(headers.get("Message-ID"))
    kept = next((known for name in _KEPT if (known := _id(headers.get(name)))), None)
    return (kept, shown) if kept and kept != shown else (shown, None)


def _id(value: str | None) -> str | None:
    name = (value or "").strip().strip("<>").strip()
    return name if 0 < len(name.encode()) <= _LONGEST and "\0" not in name else None
