"""A listener that kills itself without a word around the commit of a mail, as a process of its own.

    python -m tests.delivery.inbound.killed_listener STEP < addresses.json

It prints its port.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from penguinmails.delivery.inbound.listening.listener import InboundListener
from penguinmails.delivery.inbound.settings import InboundSettings
from penguinmails.kernel import log
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Home, Role, Tier


class MortalDatabases(Databases):
    """Dies before or after the commit of a tenant's transaction."""

    def __init__(self, address: Callable[[Home, Role], str], step: str) -> None:
        super().__init__(address)
        self._step = step

    @asynccontextmanager
    async def tenant(self, tier: Tier, scope: Scope) -> AsyncGenerator[Tx]:
        async with super().tenant(tier, scope) as tx:
            yield tx
            self._reached("before_commit")
        self._reached("after_commit")

    def _reached(self, step: str) -> None:
        if step == self._step:
            os.kill(os.getpid(), signal.SIGKILL)


async def main(step: str) -> None:
    """Listen until it happens."""
    log.configure()
    addresses = json.load(sys.stdin)
    async with MortalDatabases(lambda home, role: addresses[home][role], step) as databases:
        listener = InboundListener(databases, InboundSettings(inbound_listen="127.0.0.1:0"))
        await listener.start()
        print(listener.port, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
