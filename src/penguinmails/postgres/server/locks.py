"""Locks on files: they end with the processes that hold them, kill -9 included."""

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from penguinmails.postgres.server.errors import ServerBusy

_PAUSE: Final = 0.02


@contextmanager
def alone(path: Path, *, patience: float, log: Path) -> Generator[None]:
    """Be the only command that starts or stops this server. Raises `ServerBusy` after `patience` seconds."""
    deadline = time.monotonic() + patience
    while (lock := claim(path)) is None:
        if time.monotonic() > deadline:
            raise ServerBusy(seconds=f"{patience:.0f}", log=log)
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        os.close(lock)


def claim(path: Path) -> int | None:
    """An open file that holds the lock, as its descriptor; None while another one holds it.

    A child process that inherits the descriptor holds the lock too.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
