"""The program of the process: read a request, render, answer, until the other side closes.

Arguments: the path of quickjs's library, and as JSON the bounds of a render, the address space and the CPU
time of the whole life. A request is two frames, a header as JSON and the data as JSON; an answer is one, its
first letter the kind. A frame is its length in four bytes, big-endian, and its bytes.
"""

import gc
import json
import os
import signal
import sys
import time
from collections import OrderedDict
from typing import Any, Final

from . import javascript, sandbox

_PROGRAMS: Final = 8 << 20  # characters of programs that are kept
_GRACE: Final = 0.25


def main() -> None:
    """Shut in, say which steps held, then serve."""
    settings: dict[str, Any] = json.loads(sys.argv[2])
    bounds = javascript.Bounds(**settings["bounds"])
    engine = javascript.load(sys.argv[1])
    # Whatever is imported or opened late would be refused: one render before the door closes.
    warm = javascript.Job("(function(){return ['n', '\"\"'].join('')})", "", "{}", 0)
    javascript.render(engine, warm, bounds)
    time.process_time()
    gc.collect()
    gc.freeze()
    held = sandbox.shut_in(settings["address_space"], settings["life"])
    answer("h", json.dumps(held))
    serve(engine, bounds)


def serve(engine: javascript.Engine, bounds: javascript.Bounds) -> None:
    """Answer until the other side closes."""
    programs: OrderedDict[str, str] = OrderedDict()
    while header := receive():
        request: dict[str, Any] = json.loads(header)
        data = receive().decode()
        # Native code that never asks for the time (indexOf over 2^53 places) is ended by what SIGPROF does.
        signal.setitimer(signal.ITIMER_PROF, bounds.seconds + _GRACE)
        if "check" in request:
            kind, text = javascript.check(engine, request["check"], bounds, awaits=request["awaits"])
        elif (program := known(programs, request)) is None:
            kind, text = "u", ""
        else:
            job = javascript.Job(program, request["entry"], data, request["seed"])
            kind, text = javascript.render(engine, job, bounds)
        signal.setitimer(signal.ITIMER_PROF, 0)
        answer(kind, text)


def known(programs: OrderedDict[str, str], request: dict[str, Any]) -> str | None:
    """The program of a request, which carries it once and names it afterwards."""
    key = request["program"]
    if "text" in request:
        programs[key] = request["text"]
        while sum(map(len, programs.values())) > _PROGRAMS and len(programs) > 1:
            programs.popitem(last=False)
    elif key in programs:
        programs.move_to_end(key)
    return programs.get(key)


def receive() -> bytes:
    """The next frame; empty at the end."""
    return exactly(int.from_bytes(exactly(4)))


def exactly(count: int) -> bytes:
    """That many bytes of the other side. The process ends with it."""
    parts: list[bytes] = []
    while count:
        part = os.read(0, min(count, 1 << 20))
        if not part:
            os._exit(0)
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def answer(kind: str, text: str) -> None:
    """Send one frame."""
    body = (kind + text).encode()
    view = memoryview(len(body).to_bytes(4) + body)
    while view:
        view = view[os.write(1, view) :]
