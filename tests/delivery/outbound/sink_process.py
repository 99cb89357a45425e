"""A mail server in a process of its own, which writes down every message it takes before it says so.

`python -m tests.delivery.outbound.sink_process FOLDER MISCHIEF` prints its port. A line of `FOLDER/taken` is the Message-ID
of a message whose DATA was over; a line of `FOLDER/begun` the recipient and the moment at which DATA began. It
takes a moment for each message, so that a kill finds some under way; with `FOLDER/hold` there, it takes none.
MISCHIEF is the share of messages that meet each of these: 421 at DATA; the connection cut there; cut when the
message is over and thrown away; cut when it is taken. A line of `FOLDER/cut` is one of the last three.
"""

import asyncio
import os
import random
import re
import sys
import time
from pathlib import Path

from penguinmails.delivery.smtp.server import ACCEPTED, HANG_UP, Handler, Reply, Session, SmtpServer

_GOES_AWAY = Reply(421, "4.3.2 Not now")
_MESSAGE_ID = re.compile(rb"^Message-ID: <([^>]+)>", re.MULTILINE)


class Sink(Handler):
    """Takes everything it does not cut off, and forgets nothing."""

    def __init__(self, folder: Path, mischief: float) -> None:
        self._mischief, self._chance = mischief, random.Random(7)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        self._taken = os.open(folder / "taken", flags)
        self._begun = os.open(folder / "begun", flags)
        self._cut = os.open(folder / "cut", flags)
        self._hold = folder / "hold"

    def begin_data(self, session: Session) -> Reply:
        line = f"{session.recipients[0]} {time.time_ns()}\n"
        os.write(self._begun, line.encode())
        if self._strikes():
            return _GOES_AWAY
        if self._strikes():
            # With BDAT the message is under way by now.
            os.write(self._cut, line.encode())
            return HANG_UP
        return Reply(354, "Go on")

    async def data(self, session: Session, message: bytes) -> Reply:
        del session
        while self._hold.exists():  # noqa: ASYNC110 - another process takes it away
            await asyncio.sleep(0.01)
        found = _MESSAGE_ID.search(message)
        line = (found[1] if found else b"none") + b"\n"
        if self._strikes():
            os.write(self._cut, line)
            return HANG_UP
        os.write(self._taken, line)
        if self._strikes():
            os.write(self._cut, line)
            return HANG_UP
        await asyncio.sleep(0.002)
        return ACCEPTED

    def _strikes(self) -> bool:
        return self._chance.random() < self._mischief


async def main(folder: Path, mischief: float) -> None:
    """Serve until the process is ended."""
    async with SmtpServer(Sink(folder, mischief)) as server:
        print(server.port, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), float(sys.argv[2])))
