"""Templates, compiled once for each version."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple
from uuid import UUID

from penguinmails.content import Compiled, Pieces, TemplateBroken, compile_source, load_source
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier

_KEPT: Final = 500


@dataclass(frozen=True)
class Ready:
    """A compiled template. `waits`: rendering waits for another process."""

    compiled: Compiled
    waits: bool

    async def render(self, merge: Mapping[str, object], seed: int) -> Pieces:
        """The words of one message. Raises `TemplateStopped`."""
        if self.waits:
            return await asyncio.to_thread(self.compiled.render_in_pieces, merge, seed)
        return self.compiled.render_in_pieces(merge, seed)


class Wanted(NamedTuple):
    """A version of a template. `subject`, where it is given, stands in the place of its own."""

    tenant_id: UUID
    template_id: UUID
    version: int
    subject: str | None = None


class Templates:
    """The compiled templates of this process, those used last."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases
        self._known: OrderedDict[Wanted, Ready | TemplateBroken] = OrderedDict()

    async def get(self, wanted: Wanted) -> Ready:
        """Raises `VersionUnknown`, `TemplateBroken`."""
        found = self._known.get(wanted)
        if found is None:
            found = self._known[wanted] = await self._compiled(wanted)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(wanted)
        if isinstance(found, TemplateBroken):
            raise found
        return found

    async def _compiled(self, wanted: Wanted) -> Ready | TemplateBroken:
        async with self._databases.tenant(Tier.OLTP, Scope.tenant_wide(wanted.tenant_id)) as tx:
            source = await load_source(tx, wanted.template_id, wanted.version)
        if wanted.subject is not None:
            source = replace(source, subject=wanted.subject)
        try:
            return Ready(await asyncio.to_thread(compile_source, source), waits=source.engine == "eta")
        except TemplateBroken as error:
            return error
