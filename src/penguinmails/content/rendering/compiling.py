"""From a template's source to what can be rendered: everything that is done once."""

from collections.abc import Mapping
from typing import Protocol

from penguinmails.content.rendering import html
from penguinmails.content.rendering.generating import Names, sources
from penguinmails.content.rendering.merged import Merged
from penguinmails.content.rendering.model import Pieces, Rendered, Source
from penguinmails.content.rendering.plain import leaves_gaps, plain
from penguinmails.content.rendering.scanning import Scanner, joined
from penguinmails.content.rendering.scripted import Scripted
from penguinmails.content.rendering.tokens import Text, Token, held_text, hold, released
from penguinmails.content.rendering.trees import tree


class Compiled(Protocol):
    """A template ready to be rendered; keep it, and render it for many."""

    def render(self, merge: Mapping[str, object], seed: int) -> Rendered:
        """The message for these values. The same source, values and seed give the same bytes, for ever.

        Raises TemplateStopped where the values do not fit, or the template does too much; TypeError where
        `merge` holds anything but text, numbers, true and false, null, lists and mappings.
        """
        ...

    def render_in_pieces(self, merge: Mapping[str, object], seed: int) -> Pieces:
        """What is sent of `render`'s, for those who make many messages of one template."""
        ...


def compile_source(source: Source) -> Compiled:
    """Read a template and make it ready. Raises TemplateBroken, which names the part and its line."""
    return Scripted(source) if source.engine == "eta" else _merged(source)


def _merged(source: Source) -> Merged:
    """A template of merge tags, ready."""
    scanner = Scanner(source.snippets)
    written: dict[str, list[Token]] = {}
    given = {
        "subject": source.subject,
        "preheader": source.preheader,
        "html": source.html,
        "text": source.text,
    }
    for part, text in given.items():
        if text is not None:
            written[part] = scanner.scan(text, part, html=part == "html")
            tree(written[part], part)  # refused with the lines of what was written, before anything moves
    body, text_tokens = _prepared(written["html"], written.get("preheader"))
    tokens = {"text": text_tokens} | written | {"html": body}
    if source.text is None:
        tree(text_tokens, "html")  # a condition that begins inside of a tag, say, and ends outside
    names = Names(source.dictionaries)
    parts = {
        part: sources(tree(tokens[part], part), names, part)
        for part in ("subject", "preheader", "html", "text")
        if part in tokens
    }
    return Merged(parts, names, gaps=leaves_gaps(text_tokens) if source.text is None else None)


def _prepared(written: list[Token], preheader: list[Token] | None) -> tuple[list[Token], list[Token]]:
    """The tokens of the HTML, styles inlined and the preheader in it, and of the text made from it."""
    held = held_text(written)
    html.refuse_excess(held, "html")
    if html.has_styles(held):
        held = html.inlined(written, "html")
        text = plain(held, written)
    else:
        text = plain(html.commented(written), written)
    tokens = list(written)
    if preheader:
        hidden = ""
        for token in html.escaped(preheader):
            hidden += token.text if isinstance(token, Text) else hold(len(tokens))
            tokens += [] if isinstance(token, Text) else [token]
        held = html.with_preheader(held, hidden)
    return released(held, tokens), joined(released(text, written))
