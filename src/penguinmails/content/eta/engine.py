"""Rendering Eta templates: read here, run in isolated processes that are kept and replaced."""

import hashlib
import json
import os
import re
import threading
import weakref
from collections import OrderedDict
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from penguinmails.content.eta.cell import javascript
from penguinmails.content.eta.compiler import Script, compile_template
from penguinmails.content.eta.errors import Cause, EtaBroken, EtaStopped
from penguinmails.content.eta.process import Cell, CellDied, Isolation, Limits

_CELL: Final = Path(__file__).with_name("cell")
_RUNTIME: Final = _CELL.joinpath("runtime.js").read_text("utf-8").strip()
_AWAITING: Final = _CELL.joinpath("awaiting.js").read_text("utf-8").strip()
_KEPT: Final = 256
_FRAME: Final = re.compile(r"<input>:(\d+)")

_REASONS: Final = {
    "t": (Cause.TIME, "it took longer than {seconds:g} s of CPU time"),
    "m": (Cause.MEMORY, "it wanted more than {memory} MiB of memory"),
    "s": (Cause.RECURSION, "it calls itself, or its includes include each other, without end"),
    "l": (Cause.OUTPUT, "its output is longer than {output} million characters"),
    "w": (Cause.WAITING, "it awaits something that never happens"),
    "r": (
        Cause.ERROR,
        "it answered something that is not text (a `return` outside a function ends a template)",
    ),
}


@dataclass(frozen=True)
class Program:
    """Templates made into one text for the process, and the way back from its lines to theirs."""

    key: str
    text: str
    places: tuple[tuple[int, str, Script], ...]

    def place(self, stack: str) -> tuple[str, int] | None:
        """Template and line of the innermost call in a template."""
        for found in _FRAME.finditer(stack):
            number = int(found[1])
            for first, name, script in reversed(self.places):
                if number >= first:
                    return name, script.line(number - first + 1)
        return None


class EtaEngine:
    """Renders Eta templates in processes of its own. Thread-safe; blocks the calling thread while it renders.

    Each render gets a fresh JavaScript engine, so that nothing it changes is seen by the next. The same
    templates, data and seed give the same text always: there is no clock, and Math.random follows the seed.
    Close it, or use it in a `with`; a process starts when it is first needed.
    """

    def __init__(self, processes: int | None = None, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._slots = threading.BoundedSemaphore(processes or os.cpu_count() or 1)
        self._lock = threading.Lock()
        self._idle: list[Cell] = []
        self._programs: OrderedDict[tuple[str, tuple[tuple[str, str], ...]], Program] = OrderedDict()
        self._end = weakref.finalize(self, _end, self._idle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes that are idle. What renders now is not ended; a later render starts anew."""
        with self._lock:
            idle, self._idle[:] = list(self._idle), []
        _end(idle)

    def render(
        self, templates: Mapping[str, str], entry: str, data: Mapping[str, object], *, seed: int
    ) -> str:
        """The text of the template `entry`, which may include the others by their names; `data` is its `it`.

        `data` holds what JSON holds. Where any of the templates says `await`, the entry is rendered as Eta's
        `renderAsync` would. EtaBroken for what cannot be read, EtaStopped for what was stopped or threw.
        """
        program = self._program(templates, entry)
        request: dict[str, Any] = {
            "program": program.key,
            "entry": entry,
            "seed": _mixed(seed),
        }
        shipped = json.dumps(data, allow_nan=False)
        with self._cell(entry) as cell:
            kind, text = "u", ""
            if program.key in cell.shipped:
                kind, text = cell.ask(request, shipped)
            if kind == "u":
                cell.shipped.add(program.key)
                kind, text = cell.ask({**request, "text": program.text}, shipped)
        if kind == "o":
            return text
        raise self._stopped(entry, kind, text, program)

    def check(self, source: str, name: str = "template") -> None:
        """Raise EtaBroken where `source` cannot be read as a template. Runs nothing of it."""
        self._check(name, compile_template(name, source))

    def isolation(self) -> Isolation:
        """Which walls stand around the processes on this machine."""
        with self._cell("") as cell:
            return cell.isolation

    def pids(self) -> list[int]:
        """The processes that wait for work."""
        with self._lock:
            return [cell.pid for cell in self._idle]

    @contextmanager
    def _cell(self, name: str) -> Generator[Cell]:
        """A process for one request. One that ends or misbehaves is gone; the next gets another."""
        with self._slots:
            with self._lock:
                cell = self._idle.pop() if self._idle else None
            cell = cell or Cell(self.limits)
            try:
                yield cell
            except CellDied as death:
                raise self._dead(name, death) from None
            except BaseException:
                cell.kill()
                raise
            if cell.is_worn:
                cell.kill()
                return
            with self._lock:
                self._idle.append(cell)

    def _program(self, templates: Mapping[str, str], entry: str) -> Program:
        """The templates as a program, from the last ones used or made and checked now."""
        key = (entry, tuple(templates.items()))
        with self._lock:
            if found := self._programs.get(key):
                self._programs.move_to_end(key)
        if not found:
            found = self._make(templates, entry)
            with self._lock:
                self._programs[key] = found
                while len(self._programs) > _KEPT:
                    self._programs.popitem(last=False)
        if entry not in templates:
            raise EtaStopped(entry, Cause.ERROR, f'there is no template "{entry}"')
        return found

    def _make(self, templates: Mapping[str, str], entry: str) -> Program:
        """All are read and checked; only what the entry may include is parsed at each render."""
        scripts = {name: compile_template(name, source) for name, source in templates.items()}
        for name, script in scripts.items():
            self._check(name, script)
        scripts = _needed(scripts, entry)
        awaits = any(script.awaits for script in scripts.values())
        parts = [f"{_RUNTIME}(["]
        places: list[tuple[int, str, Script]] = []
        line = 1 + _RUNTIME.count("\n")
        for name, script in scripts.items():
            # A template that awaits has no plain form; where one awaits, all have the other form too.
            kinds = ("" if script.awaits else "function", "async function" if awaits else "")
            parts.append(f"[{json.dumps(name)}")
            for kind in kinds:
                if kind:
                    parts.append(f",{kind}{javascript.GIVEN}{{\n{script.body}return __eta\n}}")
                    places.append((line + 1, name, script))
                    line += len(script.lines) + 1
                else:
                    parts.append(",null")
            parts.append("],")
        text = "".join((*parts, "],", _AWAITING if awaits else "null", ")"))
        return Program(hashlib.sha256(text.encode()).hexdigest(), text, tuple(places))

    def _check(self, name: str, script: Script) -> None:
        with self._cell(name) as cell:
            kind, text = cell.ask({"check": script.body, "awaits": script.awaits})
        if kind == "o":
            return
        if kind != "e":
            raise self._stopped(name, kind, text, None)
        message, stack = _told(text)
        found = _FRAME.search(stack)
        number = int(found[1]) - 1 if found else len(script.lines)
        reason = message.removeprefix("SyntaxError: ")
        line = script.line(number)
        if script.surplus and script.surplus[1] <= line:
            bracket, line = script.surplus
            reason = f"this {bracket} closes nothing"
        elif number >= len(script.lines) and script.unclosed:
            bracket, line = script.unclosed
            reason = f"this {bracket} is never closed"
        raise EtaBroken(name, line, reason)

    def _stopped(self, entry: str, kind: str, text: str, program: Program | None) -> EtaStopped:
        if kind in _REASONS:
            cause, reason = _REASONS[kind]
            limits = {
                "seconds": self.limits.seconds,
                "memory": self.limits.memory >> 20,
                "output": self.limits.output >> 20,
            }
            return EtaStopped(entry, cause, reason.format(**limits))
        message, stack = _told(text)
        place = program.place(stack) if program else None
        name, line = place or (entry, None)
        return EtaStopped(name, Cause.ERROR, " ".join(message.removeprefix("Error: ").split()), line)

    def _dead(self, name: str, death: CellDied) -> EtaStopped:
        if death.out_of_time:
            return self._stopped(name, "t", "", None)
        reason = f"its process was ended by signal {death.number}" if death.number else "its process ended"
        return EtaStopped(name, Cause.PROCESS, reason)


def _needed(scripts: Mapping[str, Script], entry: str) -> Mapping[str, Script]:
    """What the entry includes and what that includes; all where a name is not written out plainly."""
    names, new = set[str](), [entry]
    while new:
        name = new.pop()
        if name in names or name not in scripts:
            continue
        names.add(name)
        includes = scripts[name].includes
        if includes is None or not includes <= scripts.keys():
            return scripts
        new += includes
    return {name: script for name, script in scripts.items() if name in names}


def _mixed(seed: int) -> int:
    """31 bits of the seed, not all 0: neighbouring seeds begin far apart."""
    digest = hashlib.blake2b(str(seed).encode(), digest_size=4).digest()
    return int.from_bytes(digest) >> 1 | 1


def _told(text: str) -> tuple[str, str]:
    """What an answer says of an error: the message and the stack. It is not trusted to have that form."""
    try:
        told: Any = json.loads(text)
        message, stack = told
    except (ValueError, TypeError):
        return text[:500] or "an unknown error", text
    return str(message), str(stack)


def _end(cells: list[Cell]) -> None:
    for cell in cells:
        cell.kill()
    cells.clear()
