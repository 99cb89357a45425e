"""Senders and a sink as processes, and what the sink knows."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from penguinmails.delivery import OutboundSettings
from tests.delivery.outbound.sender_process import send
from tests.dying import FORKING, start
from tests.servers import Clone


@dataclass
class Sink:
    """The mail server of a test, in a process of its own."""

    folder: Path
    port: int

    @property
    def taken(self) -> Counter[str]:
        """How often it took each message, by Message-ID."""
        return Counter(self._lines("taken"))

    @property
    def cut(self) -> int:
        """How often it cut the connection of a message that was under way, taken or not."""
        return len(self._lines("cut"))

    @property
    def begun(self) -> dict[str, int]:
        """When DATA began for each recipient, in nanoseconds since 1970."""
        return {to: int(at) for to, at in (line.split() for line in self._lines("begun"))}

    def _lines(self, name: str) -> list[str]:
        file = self.folder / name
        return file.read_text().splitlines() if file.exists() else []


@asynccontextmanager
async def sink_in(folder: Path, *, mischief: float = 0) -> AsyncGenerator[Sink]:
    """A sink that writes into a folder. `mischief`: the share of messages that meet each of its faults."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.delivery.outbound.sink_process", str(folder), str(mischief), stdout=PIPE
    )
    try:
        assert process.stdout
        yield Sink(folder, int(await process.stdout.readline()))
    finally:
        process.kill()
        await process.wait()


class SenderProcess:
    """A sender that works in a process of its own, from the moment this is made."""

    def __init__(self, clone: Clone, settings: OutboundSettings) -> None:
        begun = FORKING.Event()
        self._process = start(send, clone.addresses, settings.model_dump(), begun)
        begun.wait(60)

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.is_alive()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.join()

    def stop(self) -> int | None:
        """Tell it to end, and wait until it has; its exit code."""
        self._process.terminate()
        self._process.join(60)
        return self._process.exitcode
