"""Which failures are tried again, and when. How often: `job_queues.max_attempts`."""

import random
from datetime import timedelta

import psycopg

from penguinmails.kernel.errors import PenguinError

_CAP_SECONDS = 300.0
_JITTER = 0.25


def pause_after(attempt: int, *, chance: float | None = None) -> timedelta:
    """How long a job waits after failing `attempt` times: 2^attempt s, at most 300, give or take 25 %.

    `chance` in [0, 1] chooses within the jitter; left out, it is drawn.
    """
    drawn = random.random() if chance is None else chance  # noqa: S311 - spreads load, guards nothing
    seconds = min(2.0 ** min(attempt, 16), _CAP_SECONDS)
    return timedelta(seconds=seconds * (1 - _JITTER + 2 * _JITTER * drawn))


def may_pass(error: BaseException) -> bool:
    """Whether trying again may help. What it denies goes to the dead letters at once.

    A group of errors may pass if all of them may.
    """
    match error:
        case BaseExceptionGroup():
            return all(may_pass(part) for part in error.exceptions)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType, reportUnknownMemberType]
        case PenguinError():
            return error.transient
        case _:
            return isinstance(error, psycopg.OperationalError | ConnectionError | TimeoutError)
