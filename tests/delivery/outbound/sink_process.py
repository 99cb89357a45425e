"""A mail server in a process of its own, which writes down every message it takes before it says so.

`python -m tests.delivery.outbound.sink_process FOLDER` prints its port. A line of `FOLDER/taken` is the Message-ID
of a message whose DATA was over; a line of `FOLDER/begun` the recipient and the moment at which DATA began. It
takes a moment for each message, so that a kill finds some under way; with `FOLDER/hold` there, it takes none.
"""

import asyncio
import os
import re
import sys
import time
from pathlib import Path

from penguinmails.delivery.smtp.server import ACCEPTED, Handler, Reply, Session, SmtpServer

_MESSAGE_ID = re.compile(rb"^Message-ID: <([^>]+)>", re.MULTILINE)


class Sink(Handler):
    """Takes everything, and forgets nothing."""

    def __init__(self, folder: Path) -> None:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        self._taken = os.open(folder / "taken", flags)
        self._begun = os.open(folder / "begun", flags)
        self._hold = folder / "hold"

    def begin_data(self, session: Session) -> Reply:
        line = f"{session.recipients[0]} {time.time_ns()}\n"
        os.write(self._begun, line.encode())
        return Reply(354, "Go on")

    async def data(self, session: Session, message: bytes) -> Reply:
        del session
        while self._hold.exists():  # noqa: ASYNC110 - another process takes it away
            await asyncio.sleep(0.01)
        found = _MESSAGE_ID.search(message)
        os.write(self._taken, (found[1] if found else b"none") + b"\n")
        await asyncio.sleep(0.002)
        return ACCEPTED


async def main(folder: Path) -> None:
    """Serve until the process is ended."""
    async with SmtpServer(Sink(folder)) as server:
        print(server.port, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
