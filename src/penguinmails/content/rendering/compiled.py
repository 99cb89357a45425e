"""A template ready to be rendered, thousands of times a second."""

import threading
from collections.abc import Mapping
from typing import Final

import minijinja

from penguinmails.content.rendering import filters, spintax
from penguinmails.content.rendering.errors import TemplateBroken, TemplateStopped
from penguinmails.content.rendering.generating import COUNT, NOTE, Names, Sources
from penguinmails.content.rendering.merging import Gatherer, bare, one_line
from penguinmails.content.rendering.model import OUTPUT_LIMIT, Rendered
from penguinmails.content.rendering.plain import tidy

FUEL: Final = 200_000
"""Steps the engine may take for a part: some hundred thousand tags, some milliseconds."""
GROWTH: Final = 16
"""How much longer a character can become: escaped 6, as an address's %XX 12, some letters' capitals 3."""

_ALL: Final = "all"
_BETWEEN: Final = "\0"
"""Between the parts of a message that is rendered in one go; no text and no value can hold it."""


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

    def __init__(self, parts: Mapping[str, Sources], names: Names, *, text_from_html: bool) -> None:
        self._parts = parts
        self._text_from_html = text_from_html
        self._gatherer = Gatherer(names.fields)
        self._choices = [(name, key, count) for (key, count), name in names.choices.items()]
        self._needed = frozenset(names.needed)
        self._labels = list(names.labels)
        self._loops = names.loops
        self._uses = names.uses
        self._literal = max(len(sources.plain) for sources in parts.values())
        self._constants = {
            f"d{number}": bare(value)[1] for number, value in enumerate(names.constants.values())
        }
        self._ledger = _Ledger()
        self._plain = self._environment()
        self._careful = self._environment(careful=True)
        for part, sources in parts.items():
            self._add(self._careful, part, sources.careful, part)
        if not self._loops:
            self._add(self._plain, _ALL, self._joined(), "html")

    def render(self, merge: Mapping[str, object], seed: int) -> Rendered:
        """The message for these values. The same source, values and seed give the same bytes, for ever.

        Raises TemplateStopped where the values do not fit, or too much would be written; TypeError where
        `merge` holds anything but text, numbers, true and false, null, lists and mappings.
        """
        values, size = self._gatherer.gather(merge)
        for name, key, count in self._choices:
            values[name] = spintax.choose(seed, key, count)
        if (
            not self._loops
            and self._needed.issubset(values)
            and self._literal + self._uses * size * GROWTH < OUTPUT_LIMIT
        ):
            try:
                written = self._plain.render_template(_ALL, **values).split(_BETWEEN)
            except (minijinja.TemplateError, filters.ValueUnfit):
                pass  # the careful way says which part it is
            else:
                return self._message(dict(zip(self._parts, written, strict=True)), ())
        return self._render_carefully(values)

    def _render_carefully(self, values: dict[str, object]) -> Rendered:
        written: dict[str, str] = {}
        missing: dict[str, None] = {}
        for part in self._parts:
            self._ledger.begin()
            try:
                written[part] = self._careful.render_template(part, **values)
            except filters.ValueUnfit as error:
                raise TemplateStopped(part, str(error)) from error
            except minijinja.TemplateError as error:
                raise TemplateStopped(part, _reason(error)) from error
            if len(written[part]) > OUTPUT_LIMIT:
                raise TemplateStopped(part, f"it becomes longer than {OUTPUT_LIMIT:,} characters")
            missing |= dict.fromkeys(self._labels[number] for number in sorted(self._ledger.missing))
        return self._message(written, tuple(missing))

    def _message(self, written: Mapping[str, str], missing: tuple[str, ...]) -> Rendered:
        preheader = written.get("preheader")
        text = written["text"]
        return Rendered(
            subject=one_line(written["subject"]),
            preheader=None if preheader is None else one_line(preheader),
            html=written["html"],
            text=tidy(text) if self._text_from_html else text,
            missing=missing,
        )

    def _joined(self) -> str:
        """All parts as one source: the values are handed over once."""
        return _BETWEEN.join(
            f'{{% autoescape "html" %}}{sources.plain}{{% endautoescape %}}'
            if part == "html"
            else sources.plain
            for part, sources in self._parts.items()
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
    def _add(environment: minijinja.Environment, name: str, source: str, part: str) -> None:
        try:
            environment.add_template(name, source)
        except minijinja.TemplateError as error:
            raise TemplateBroken(part, error.line or 1, _reason(error)) from error


def _reason(error: minijinja.TemplateError) -> str:
    match error.kind:
        case "OutOfFuel":
            return "it takes too long; a loop goes through too many items"
        case _:
            return error.detail or error.message
