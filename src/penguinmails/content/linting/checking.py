"""All checks of a template, in one pass."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from penguinmails.content.linting.elements import check_elements, check_signs
from penguinmails.content.linting.expressions import Inclusion, Use, inclusions, uses
from penguinmails.content.linting.fields import STANDARD, Known, check_fields
from penguinmails.content.linting.images import check_images
from penguinmails.content.linting.leftovers import check_leftovers
from penguinmails.content.linting.links import check_links, check_text_links
from penguinmails.content.linting.markup import Markup, read
from penguinmails.content.linting.model import Fault, Part, Severity
from penguinmails.content.linting.purposes import Purpose, purpose_of
from penguinmails.content.linting.sample import AROUND, SAMPLE
from penguinmails.content.linting.tags import MASK, Tag, masked, tags
from penguinmails.content.linting.whole import check_forms, check_size, check_unsubscribe
from penguinmails.content.linting.wording import check_preheader, check_subject
from penguinmails.content.rendering import (
    Rendered,
    Source,
    TemplateBroken,
    TemplateStopped,
    compile_source,
    spintax_faults,
)

_ORDER: Final = {"subject": 0, "preheader": 1, "html": 2, "text": 3}
_SAYS_WHY: Final = frozenset(
    {
        "braces_mixed",
        "dictionary_unknown",
        "field_unknown",
        "foreign_merge_tag",
        "partial_unknown",
        "snippet_unknown",
        "spintax_unbalanced",
        "word_unknown",
    }
)
"""Faults that make a template fail to compile and say better why than the engine does."""


@dataclass(frozen=True)
class _Read:
    """A part with what was found in it."""

    part: Part
    tags: list[Tag]
    masked: str
    uses: list[Use]
    inclusions: list[Inclusion]
    markup: Markup | None = None

    @property
    def prose(self) -> str:
        """The text without its own tags and styles, which have braces of their own."""
        text = self.masked
        for style, offset in self.markup.styles if self.markup else ():
            text = text[:offset] + MASK * len(style) + text[offset + len(style) :]
        return text


def lint(
    source: Source, known_fields: Iterable[str] | None = None, *, category: str | None = None
) -> list[Fault]:
    """Everything that should be changed before the template is sent, in the order of its text.

    `known_fields` are the merge fields there are, custom ones as `custom.KEY`; None: the standard ones, and
    any custom one. `category` says what it is for (`purposes`). Raises nothing whatever `source` says;
    only for Eta, `EtaUnavailable` where this machine cannot run it.
    """
    fields = STANDARD if known_fields is None else frozenset(known_fields) | STANDARD
    known = Known(fields, source.snippets, source.dictionaries, any_custom=known_fields is None)
    parts = {
        name: _read(name, text, source.engine)
        for name, text in (
            ("subject", source.subject),
            ("preheader", source.preheader or ""),
            ("html", source.html),
            ("text", source.text or ""),
        )
    }
    rendered, broken = _rendered(source, parts)
    faults = [*broken, *_of_message(source, parts, rendered, purpose_of(category))]
    for read_part in parts.values():
        faults += _of_part(read_part, source, known)
    for snippet in _snippets(parts.values(), source):
        faults += [
            *check_fields(snippet.part, snippet.uses, source.engine, known),
            *check_leftovers(snippet.part, snippet.prose, source.engine, known.fields),
        ]
    said = {(fault.part, fault.line) for fault in faults if fault.code in _SAYS_WHY}
    faults = [fault for fault in faults if fault.code != "syntax" or (fault.part, fault.line) not in said]
    if any(fault.code == "partial_unknown" for fault in faults):
        faults = [fault for fault in faults if fault.code != "render_failed"]
    return sorted(
        dict.fromkeys(faults),
        key=lambda fault: (_ORDER.get(fault.part, 4), fault.part, fault.line, fault.column, fault.code),
    )


def has_errors(faults: Iterable[Fault]) -> bool:
    """Whether one of the faults is more than a warning."""
    return any(fault.severity is Severity.ERROR for fault in faults)


def _read(name: str, text: str, engine: str) -> _Read:
    found = tags(text, engine)
    bare = masked(text, found)
    markup = read(bare, text) if name == "html" else None
    included = inclusions(found) if engine == "eta" else []
    return _Read(Part(name, text), found, bare, uses(found, engine), included, markup)


def _rendered(source: Source, parts: dict[str, _Read]) -> tuple[Rendered | None, list[Fault]]:
    try:
        compiled = compile_source(source)
    except TemplateBroken as broken:
        part = parts[broken.part].part if broken.part in parts else Part(broken.part, "")
        fault = Fault(
            "syntax", Severity.ERROR, part.name, broken.line, 1, broken.reason, "Correct it, and look again."
        )
        return None, [fault]
    try:
        return compiled.render({**SAMPLE, **AROUND}, 0), []
    except TemplateStopped as stopped:
        part = parts[stopped.part].part if stopped.part in parts else Part(stopped.part, "")
        return None, [
            part.error(
                "render_failed",
                0,
                f"It cannot be rendered with sample data: {stopped.reason}.",
                "Correct it; real data may fail alike.",
            )
        ]


def _of_message(
    source: Source, parts: dict[str, _Read], rendered: Rendered | None, purpose: Purpose
) -> Iterator[Fault]:
    subject, html, text = parts["subject"], parts["html"], parts["text"]
    yield from check_subject(subject.part, subject.masked, rendered.subject if rendered else None)
    has_html = bool(source.html.strip())
    written_text = text.part if source.text is not None else None
    yield from check_preheader(parts["preheader"].part, wanted=has_html and purpose is not Purpose.OUTREACH)
    if not has_html and not (source.text or "").strip():
        yield html.part.error("content_empty", 0, "The message says nothing.", "Write its HTML or its text.")
    included = _in_partials(source, html.inclusions)
    yield from check_unsubscribe(purpose, html.part, html.uses + included, written_text, text.uses)
    if has_html:
        yield from check_forms(html.uses, written_text, text.uses)
    if rendered is not None and has_html:
        yield from check_size(html.part, rendered.html)


def _in_partials(source: Source, included: list[Inclusion]) -> list[Use]:
    """What the layouts and partials use that an Eta template names, and those that these name."""
    found: list[Use] = []
    seen: set[str] = set()
    unread = [each.name for each in included]
    while unread:
        name = unread.pop()
        names = list(source.partials) if name is None else [name.removeprefix("@")]
        for each in names:
            if each in seen or each not in source.partials:
                continue
            seen.add(each)
            marks = tags(source.partials[each], "eta")
            found += uses(marks, "eta")
            unread += [inner.name for inner in inclusions(marks)]
    return found


def _snippets(parts: Iterable[_Read], source: Source) -> Iterator[_Read]:
    """The snippets that the parts include, and those that these include; Eta shows a snippet as it stands."""
    unread = [] if source.engine == "eta" else [use.path for part in parts for use in part.uses]
    seen: set[str] = set()
    while unread:
        group, _, key = unread.pop().partition(".")
        if group == "snippets" and key in source.snippets and key not in seen:
            seen.add(key)
            snippet = _read(f"snippet {key}", source.snippets[key], source.engine)
            unread += [use.path for use in snippet.uses]
            yield snippet


def _of_part(here: _Read, source: Source, known: Known) -> Iterator[Fault]:
    yield from check_signs(here.part)
    yield from check_fields(here.part, here.uses, source.engine, known)
    yield from check_leftovers(here.part, here.prose, source.engine, known.fields)
    yield from _spintax(here, source.engine)
    for inclusion in here.inclusions:
        if inclusion.name is not None and inclusion.name.removeprefix("@") not in source.partials:
            yield here.part.error(
                "partial_unknown",
                inclusion.offset,
                f"There is no layout or partial {inclusion.name}.",
                f"Make it with `penguinmails template partial set {inclusion.name}`.",
            )
    if here.markup is not None:
        yield from check_elements(here.part, here.markup)
        yield from check_links(here.part, here.masked, here.markup)
        yield from check_images(here.part, here.markup)
    elif here.part.name == "text":
        yield from check_text_links(here.part, here.masked)


def _spintax(here: _Read, engine: str) -> Iterator[Fault]:
    # Eta's own braces stand in its tags.
    text = here.masked if engine == "eta" else here.part.text
    for line in spintax_faults(text, html=here.part.name == "html"):
        yield Fault(
            "spintax_unbalanced",
            Severity.ERROR,
            here.part.name,
            line,
            1,
            "Alternatives begin or end here, and their other brace is missing.",
            "Write them {one|two|three}; a single brace that is meant may stand without a |.",
        )
