"""A template ready to be rendered, thousands of times a second."""

import threading
from collections.abc import Mapping, Sequence
from typing import Final

import minijinja

from penguinmails.content.rendering import filters, spintax
from penguinmails.content.rendering.errors import TemplateBroken, TemplateStopped
from penguinmails.content.rendering.generating import COUNT, NOTE, SEAM, Names, Sources
from penguinmails.content.rendering.merging import MERGE_LIMIT, Gatherer, bare, one_line
from penguinmails.content.rendering.model import OUTPUT_LIMIT, Pieces, Rendered
from penguinmails.content.rendering.plain import closed_up

FUEL: Final = 200_000
"""Steps the engine may take for a part: some hundred thousand tags, some milliseconds."""
GROWTH: Final = 16
"""How much longer a character can become: escaped 6, as an address's %XX 12, some letters' capitals 3."""


_SEAMED: Final = "seamed"
_NEXT: Final = "\x01"
"""Between the parts of the seamed source; as little in any text as `SEAM`."""
_PARTS: Final = 3


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


class _Seams:
    """Subject, HTML and text as one source, in which a sign stands for each longer text of the template.

    The engine then writes a few hundred characters instead of ten thousand, and what comes out falls into
    pieces at the signs. No value holds them; where a template brings one about all the same, the pieces are
    too many, and it is rendered whole.
    """

    def __init__(self, parts: Mapping[str, Sources], fixed: Mapping[str, str]) -> None:
        self._texts = {part: parts[part].texts for part in ("html", "text")}
        subject, html, text = (
            "" if part in fixed else sources.plain if part == "subject" else sources.seamed
            for part in ("subject", "html", "text")
            if (sources := parts[part])
        )
        self._fixed = {part: [text] for part, text in fixed.items()}
        self.source = f'{subject}{_NEXT}{{% autoescape "html" %}}{html}{{% endautoescape %}}{_NEXT}{text}'

    def pieces(self, written: str) -> Pieces | None:
        """What the engine wrote, put together; None where its signs are not as many as they were."""
        parts = written.split(_NEXT)
        if len(parts) != _PARTS:
            return None
        html, text = self._joined("html", parts[1]), self._joined("text", parts[2])
        if html is None or text is None:
            return None
        subject = self._fixed["subject"][0] if "subject" in self._fixed else parts[0]
        return Pieces(one_line(subject), html, text)

    def _joined(self, part: str, written: str) -> list[str] | None:
        if part in self._fixed:
            return self._fixed[part]
        texts, values = self._texts[part], written.split(SEAM)
        if len(values) != len(texts) + 1:
            return None
        pieces = [""] * (2 * len(texts) + 1)
        pieces[::2] = values
        pieces[1::2] = texts
        return pieces


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
        self._seams = _Seams(parts, self._fixed)
        self._ledger = _Ledger()
        self._plain = self._environment()
        self._careful = self._environment(careful=True)
        for part, sources in parts.items():
            self._add(self._careful, part, sources.careful)
            self._add(self._plain, part, sources.plain)
        self._add(self._plain, _SEAMED, self._seams.source)

    def render(self, merge: Mapping[str, object], seed: int) -> Rendered:
        """The message for these values, as `Compiled` promises."""
        values, is_plain = self._values(merge, seed)
        return self._rendered(values, is_plain=is_plain)

    def render_in_pieces(self, merge: Mapping[str, object], seed: int) -> Pieces:
        """What is sent of it, as `Compiled` promises."""
        values, is_plain = self._values(merge, seed)
        if is_plain:
            try:
                written = self._plain.render_template(_SEAMED, **values)
            except (filters.ValueUnfit, minijinja.TemplateError):
                written = ""  # which part it is shows when each is rendered by itself
            pieces = self._seams.pieces(written)
            if pieces is not None:
                return pieces._replace(text=closed_up("".join(pieces.text))) if self._gaps else pieces
        rendered = self._rendered(values, is_plain=is_plain)
        return Pieces(rendered.subject, rendered.html, rendered.text)

    def _values(self, merge: Mapping[str, object], seed: int) -> tuple[dict[str, object], bool]:
        """The values by their names, and whether the plain source will do."""
        values, size = self._gatherer.gather(merge)
        for name, key, count in self._choices:
            values[name] = spintax.choose(seed, key, count)
        is_short = self._literal + self._uses * size * GROWTH < OUTPUT_LIMIT
        return values, self._is_bounded and is_short and self._needed.issubset(values)

    def _rendered(self, values: dict[str, object], *, is_plain: bool) -> Rendered:
        if is_plain:
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
