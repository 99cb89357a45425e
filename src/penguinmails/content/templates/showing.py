"""An outgoing message, shown again as it was sent.

Its body is not kept. Its template's version, its merge data and its seed are, and rendering is a function of
these; a digest of the first rendering tells when an upgrade of what renders has changed a byte.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from penguinmails.content.rendering import Rendered, Source, compile_source, digest
from penguinmails.content.templates.versions.service import load_source
from penguinmails.kernel.db import Tx


@dataclass(frozen=True)
class Outgoing:
    """What a message keeps of its body. `digest`: of its first rendering."""

    template_id: UUID
    template_version: int
    merge: Mapping[str, Any]
    seed: int
    digest: bytes


@dataclass(frozen=True)
class Shown:
    """A message rendered again. `is_as_sent`: to the byte."""

    rendered: Rendered
    is_as_sent: bool


async def show_again(tx: Tx, outgoing: Outgoing) -> Shown:
    """Render a message again, also of a template that was changed or deleted since. Commits nothing.

    Raises `VersionUnknown`; and `TemplateBroken` or `TemplateStopped` where an upgrade refuses what was taken
    then.
    """
    source = await load_source(tx, outgoing.template_id, outgoing.template_version)
    rendered = await asyncio.to_thread(_render, source, outgoing.merge, outgoing.seed)
    return Shown(rendered, digest(rendered) == outgoing.digest)


def _render(source: Source, merge: Mapping[str, Any], seed: int) -> Rendered:
    return compile_source(source).render(merge, seed)
