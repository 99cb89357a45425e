"""Processes that kill themselves at a step of their work.

They are forked from a process that has imported the platform: a program of its own takes two seconds to do so
before it comes to the first step.
"""

import signal
from collections.abc import Callable
from multiprocessing import get_context
from typing import Any

_FORKING = get_context("forkserver")
_FORKING.set_forkserver_preload(["pytest", "penguinmails.cli.assembly"])
_PATIENCE = 120


def start_dying(work: Callable[..., None], *arguments: Any) -> Callable[[], bool]:
    """Begin `work` in a process; what is returned waits for its end, and says whether it was killed.

    `work` is a module's function, and may not raise. Start all that run at once before waiting for any.
    """
    process = _FORKING.Process(target=work, args=arguments)
    process.start()

    def was_killed() -> bool:
        process.join(_PATIENCE)
        assert process.exitcode in (0, -signal.SIGKILL), f"{process} failed: see what it printed"
        return process.exitcode != 0

    return was_killed
