"""What is wrong with a template, where, and what to change."""

import bisect
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is."""

    ERROR = "error"
    """Recipients would see something broken, or the mail would break a rule."""
    WARNING = "warning"
    """It works, and a careful sender would change it."""


@dataclass(frozen=True)
class Fault:
    """One thing to change. `line` and `column` count from 1 in the part; `code` is stable."""

    code: str
    severity: Severity
    part: str
    line: int
    column: int
    message: str
    todo: str


class Part:
    """One text of a template, by name, that knows where its characters stand."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._starts = [0, *(index + 1 for index, sign in enumerate(text) if sign == "\n")]

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column of a character."""
        line = bisect.bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def error(self, code: str, offset: int, message: str, todo: str) -> Fault:
        """A fault that recipients would notice."""
        return Fault(code, Severity.ERROR, self.name, *self.place(offset), message, todo)

    def warning(self, code: str, offset: int, message: str, todo: str) -> Fault:
        """A fault that a careful sender would not leave."""
        return Fault(code, Severity.WARNING, self.name, *self.place(offset), message, todo)
