"""A template ready to be rendered, thousands of times a second."""

import threading
from collections.abc import Mapping, Sequence
from typing import Final

import minijinja

from penguinmails.content.rendering import filters, spintax
from penguinmails.content.rendering.errors import TemplateBroken, TemplateStopped
from penguinmails.content.rendering.generating import COUNT, NOTE, Names, Sources
from penguinmails.content.rendering.merging import MERGE_LIMIT, Gatherer, bare, one_line
from penguinmails.content.rendering.model import OUTPUT_LIMIT, Rendered
from penguinmails.content.rendering.plain import closed_up

FUEL: Final = 200_000
"""Steps the engine may take for a part: some hundred thousand tags, some milliseconds."""
GROWTH: Final = 16
"""How much longer a character can become: escaped 6, as an address's %XX 12, some letters' capitals 3."""


class _Ledger(threading.local):
    """What one careful rendering has written and missed so far."""

    written = 0
    missing: frozenset[int] = frozenset()

    def begin(self) -> None:
        self.written = 0
        self.missing = frozenset()

    def write(self, length: int) -> None:
        self.written += length
        if self.written > OUTPUT_LIMIT:
            raise filters.ValueUnfit(f"it becomes longer than {OUTPUT_LIMIT:,} characters")


class Merged:
    """A template whose merge tags minijinja renders. It may be used by many threads."""

    def __init__(self, parts: Mapping[str, Sources], names: Names, *, gaps: bool | None) -> None:
        """`gaps`: conditions may leave empty lines in a text made from HTML; None = it was written."""
        self._parts = parts
        self._gaps = gaps
        self._fixed = {part: sources.plain for part, sources in parts.items() if "{" not in sources.plain}
        self._filled = [part for part in parts if part not in self._fixed]
        self._gatherer = Gatherer(names.fields)
        self._choices = [(name, key, count) for (key, count), name in names.choices.items()]
        self._needed = frozenset(names.needed)
        self._labels = list(names.labels)
        self._is_bounded = not names.loops and not names.constants
        self._uses = names.uses
        self._literal = max(len(sources.plain) for sources in parts.values())
        self._constants = _bare_constants(names)
        self._ledger = _Ledger()
        self._plain = self._environment()
        self._careful = self._environment(careful=True)
        for part, sources in parts.items():
            self._add(self._careful, part, sources.careful)
            self._add(self._plain, part, sources.plain)

    def render(self, merge: Mapping[str, object], seed: int) -> Rendered:
        """The message for these values, as `Compiled` promises."""
        values, size = self._gatherer.gather(merge)
        for name, key, count in self._choices:
            values[name] = spintax.choose(seed, key, count)
        if (
            self._is_bounded
            and self._needed.issubset(values)
            and self._literal + self._uses * size * GROWTH < OUTPUT_LIMIT
        ):
            return self._message(self._written(self._plain, self._filled, values))
        return self._render_carefully(values)

    def _written(
        self, environment: minijinja.Environment, parts: Sequence[str], values: dict[str, object]
    ) -> dict[str, str]:
        """These parts as the engine writes them."""
        written = dict(self._fixed)
        part = ""
        try:
            for part in parts:
                written[part] = environment.render_template(part, **values)
        except filters.ValueUnfit as error:
            raise TemplateStopped(part, str(error)) from error
        except minijinja.TemplateError as error:
            raise TemplateStopped(part, _reason(error)) from error
        return written

    def _render_carefully(self, values: dict[str, object]) -> Rendered:
        written: dict[str, str] = {}
        missing: set[int] = set()
        for part in self._parts:
            self._ledger.begin()
            written |= self._written(self._careful, (part,), values)
            if len(written[part]) > OUTPUT_LIMIT:
                raise TemplateStopped(part, f"it becomes longer than {OUTPUT_LIMIT:,} characters")
            missing |= self._ledger.missing
        return self._message(written, tuple(self._labels[number] for number in sorted(missing)))

    def _message(self, written: Mapping[str, str], missing: tuple[str, ...] = ()) -> Rendered:
        preheader = written.get("preheader")
        text = written["text"]
        return Rendered(
            subject=one_line(written["subject"]),
            preheader=None if preheader is None else one_line(preheader),
            html=written["html"],
            text=closed_up(text) if self._gaps or (missing and self._gaps is not None) else text,
            missing=missing,
        )

    def _environment(self, *, careful: bool = False) -> minijinja.Environment:
        environment = minijinja.Environment(
            debug=False,
            fuel=FUEL,
            undefined_behavior="chainable",
            auto_escape_callback=lambda name: "html" if name == "html" else None,
            keep_trailing_newline=True,
            pycompat=False,
            globals=self._constants,
            finalizer=self._write if careful else None,
        )
        for name, known in filters.FILTERS.items():
            if known.function:
                environment.add_filter(name, known.function)
        environment.add_filter(NOTE, self._note)
        environment.add_filter(COUNT, self._count)
        return environment

    def _write(self, value: object) -> object:
        if value is None:  # how the engine hands over what is undefined
            return ""
        self._ledger.write(len(value) if isinstance(value, str) else len(str(value)))
        return value

    def _note(self, number: int) -> str:
        self._ledger.missing |= {number}
        return ""

    def _count(self, length: int) -> str:
        self._ledger.write(length)
        return ""

    @staticmethod
    def _add(environment: minijinja.Environment, part: str, source: str) -> None:
        try:
            environment.add_template(part, source)
        except minijinja.TemplateError as error:
            raise TemplateBroken(part, error.line or 1, _reason(error)) from error


def _bare_constants(names: Names) -> dict[str, object]:
    result: dict[str, object] = {}
    total = 0
    for number, (path, value) in enumerate(names.constants.items()):
        size, result[f"d{number}"] = bare(value)
        total += size
        if total > MERGE_LIMIT:
            raise TemplateBroken(
                "dictionaries", 1, f"with {path} they have more than {MERGE_LIMIT:,} characters"
            )
    return result


def _reason(error: minijinja.TemplateError) -> str:
    match error.kind:
        case "OutOfFuel":
            return "it takes too long; a loop goes through too many items"
        case _:
            return error.detail or error.message
