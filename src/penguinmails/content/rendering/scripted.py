"""Templates whose language is Eta: each part is an Eta template, run in content/eta's isolated processes.

Fields are `it.first_name`, snippets `<%~ it.snippets.signature %>`, dictionaries `it.dictionaries.words.hi`.
Null and blank fields are the empty text, so that `it.first_name || "there"` is a fallback. What is missing
is not told: only running the template could find out. As nothing is known of a part before it is rendered,
styles are inlined and the text part is made for each message anew.
"""

import html as entities
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, cast

from penguinmails.content.eta import EtaBroken, EtaEngine, EtaStopped
from penguinmails.content.rendering import html
from penguinmails.content.rendering.errors import TemplateBroken, TemplateStopped
from penguinmails.content.rendering.merging import MERGE_LIMIT, bare, clean, one_line
from penguinmails.content.rendering.model import Pieces, Rendered, Source
from penguinmails.content.rendering.plain import plain
from penguinmails.content.rendering.tokens import Text

_ESCAPED: Final = re.compile(r"<%([-_]?\s*)=")


@cache
def _engine() -> EtaEngine:
    """The processes of this process; they start when first needed and end with it."""
    return EtaEngine()


class Scripted:
    """A template of Eta's. It may be used by many threads; each waits for a free process."""

    def __init__(self, source: Source) -> None:
        parts = {"subject": source.subject, "preheader": source.preheader, "text": source.text}
        # what is not HTML must not be escaped like it
        written = {part: _ESCAPED.sub(r"<%\1~", text) for part, text in parts.items() if text is not None}
        written["html"] = source.html
        if taken := sorted(set(written) & set(source.partials)):
            raise TemplateBroken(
                taken[0], 1, f"a part of the message is called {taken[0]}; no partial can be"
            )
        self._parts = tuple(written)
        self._templates = {**source.partials, **written}
        self._constants = {"snippets": dict(source.snippets), "dictionaries": filled(source.dictionaries)}
        for name, text in self._templates.items():
            try:
                _engine().check(text, name)
            except EtaBroken as error:
                raise TemplateBroken(error.name, error.line, error.reason) from error

    def render(self, merge: Mapping[str, object], seed: int) -> Rendered:
        """The message for these values, as `Compiled` promises; blocks until its parts have run."""
        size, _ = bare(merge)
        if size > MERGE_LIMIT:
            raise TemplateStopped("merge data", f"they have more than {MERGE_LIMIT:,} characters")
        data = {**cast("dict[str, object]", filled(merge)), **self._constants}
        written: dict[str, str] = {}
        for part in self._parts:
            try:
                written[part] = clean(_engine().render(self._templates, part, data, seed=seed))
            except EtaStopped as error:
                place = f"line {error.line}: " if error.line else ""
                raise TemplateStopped(error.name, f"{place}{error.reason}") from error
        body = written["html"]
        html.refuse_excess(body, "html")
        if html.has_styles(body):
            body = html.inlined([Text(body)], "html")
        text = written["text"] if "text" in written else plain(body)
        preheader = one_line(written["preheader"]) if "preheader" in written else None
        if preheader:
            body = html.with_preheader(body, entities.escape(preheader))
        return Rendered(one_line(written["subject"]), preheader, body, text)

    def render_in_pieces(self, merge: Mapping[str, object], seed: int) -> Pieces:
        """As `Compiled` promises; in one piece each, since what runs is a program."""
        rendered = self.render(merge, seed)
        return Pieces(rendered.subject, rendered.html, rendered.text)


def filled(value: object) -> object:
    """A value as JSON would have it, null and blank as the empty text."""
    match value:
        case Mapping():
            words = cast("Mapping[object, object]", value)
            return {str(key): filled(item) for key, item in words.items()}
        case list() | tuple():
            return [filled(item) for item in cast("Sequence[object]", value)]
        case _:
            _, plain_value = bare(value)
            return "" if plain_value is None else plain_value
