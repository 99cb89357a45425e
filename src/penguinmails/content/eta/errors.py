"""What can be wrong with an Eta template, and what can happen to one that runs."""

from enum import StrEnum

from penguinmails.kernel.errors import PenguinError


class Cause(StrEnum):
    """Why a template was stopped."""

    TIME = "time"
    MEMORY = "memory"
    RECURSION = "recursion"
    OUTPUT = "output"
    WAITING = "waiting"
    ERROR = "error"
    PROCESS = "process"


class EtaBroken(PenguinError):
    """Line {line} of the template "{name}" cannot be read: {reason}."""

    code, status = "eta_broken", 422
    hint = "Correct that line; what stands between <% and %> is JavaScript."

    def __init__(self, name: str, line: int, reason: str) -> None:
        self.name, self.line, self.reason = name, line, reason
        super().__init__(name=name, line=line, reason=reason)


class EtaStopped(PenguinError):
    """The template "{name}" was stopped{place}: {reason}."""

    code, status = "eta_stopped", 422
    hint = "Correct the template, or give it the data it asks for, and render it again."

    def __init__(self, name: str, cause: Cause, reason: str, line: int | None = None) -> None:
        self.name, self.cause, self.reason, self.line = name, cause, reason, line
        place = f" at line {line}" if line else ""
        super().__init__(name=name, cause=cause.value, reason=reason, line=line, place=place)


class EtaUnavailable(PenguinError):
    """The process that renders Eta templates does not start: {reason}."""

    code, status, transient = "eta_unavailable", 503, True
    hint = "Look whether the package quickjs-ng is installed and whether memory and processes are free."
