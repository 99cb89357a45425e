"""Where a sender's CPU time goes, for those who measure it."""

import time
from collections import Counter
from collections.abc import Awaitable, Generator
from typing import Any, TypeVar

T = TypeVar("T")


class Stages:
    """Adds up the CPU seconds of this thread by what they were spent on; does nothing unless it is `on`.

    What waits counts only its own steps, not what others do meanwhile. The event loop's own work, with
    reading from sockets, is in none: it is what is left of the process's time.
    """

    def __init__(self, *, on: bool = False) -> None:
        self.on = on
        self.spent: Counter[str] = Counter()

    def begin(self) -> float:
        """A moment to count from."""
        return time.thread_time() if self.on else 0.0

    def end(self, name: str, began: float) -> float:
        """Count what was spent since `began`, where nothing waited; the next moment to count from."""
        if not self.on:
            return 0.0
        now = time.thread_time()
        self.add(name, now - began)
        return now

    def add(self, name: str, seconds: float) -> None:
        """Count seconds."""
        self.spent[name] += seconds  # pyright: ignore[reportArgumentType]

    async def of(self, name: str, awaited: Awaitable[T]) -> T:
        """What `awaited` answers, its steps counted."""
        return await (_Measured(self, name, awaited) if self.on else awaited)


class _Measured(Awaitable[T]):
    """Drives an awaitable step by step."""

    def __init__(self, stages: Stages, name: str, awaited: Awaitable[T]) -> None:
        self._stages = stages
        self._name = name
        self._awaited = awaited

    def __await__(self) -> Generator[Any, Any, T]:
        steps = self._awaited.__await__()
        answer: Any = None
        error: BaseException | None = None
        while True:
            began = time.thread_time()
            try:
                wanted = steps.send(answer) if error is None else steps.throw(error)
            except StopIteration as done:
                return done.value
            finally:
                self._stages.add(self._name, time.thread_time() - began)
            answer, error = None, None
            try:
                answer = yield wanted
            except BaseException as thrown:  # noqa: BLE001 - it is the awaited's to deal with
                error = thrown
