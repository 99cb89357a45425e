"""Where in its files a fault of a template is."""

from dataclasses import dataclass
from pathlib import Path

from penguinmails.content.linting import Fault
from penguinmails.content.templates.files.disk import OnDisk


@dataclass(frozen=True)
class PlacedFault:
    """A fault and the line of the file to change."""

    file: str
    line: int
    column: int
    severity: str
    code: str
    message: str
    todo: str


def placed(there: OnDisk, fault: Fault) -> PlacedFault:
    """The fault with the file it is in and the line of that file."""
    file, line, column = _place(there, fault)
    return PlacedFault(str(file), line, column, fault.severity, fault.code, fault.message, fault.todo)


def _place(there: OnDisk, fault: Fault) -> tuple[Path, int, int]:
    lines = there.template.lines
    match fault.part:
        case "html":
            return there.path, lines["body"] + fault.line - 1, fault.column
        case "text" if there.path.suffix == ".txt":
            return there.path, lines["body"] + fault.line - 1, fault.column
        case "text":
            return there.path.with_suffix(".txt"), fault.line, fault.column
        case part if part.startswith("snippet "):
            return there.path.parent / "snippets" / f"{part[8:]}.txt", fault.line, fault.column
        case part if part in lines:
            # The value stands after its key, a colon and a space.
            return there.path, lines[part], fault.column + len(part) + 2
        case _:
            return there.path, 1, 1
