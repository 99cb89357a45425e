"""Reading a part of a template: its text, its merge tags, the snippets it includes, its alternatives."""

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import accumulate
from typing import Final

from penguinmails.content.rendering import spintax
from penguinmails.content.rendering.errors import TemplateBroken
from penguinmails.content.rendering.expressions import Path, Reader, parts
from penguinmails.content.rendering.foreign import refuse_foreign
from penguinmails.content.rendering.html import refuse_excess
from penguinmails.content.rendering.markup import Place, Walker
from penguinmails.content.rendering.plain import plain_tokens
from penguinmails.content.rendering.tokens import Output, Spin, Statement, Text, Token
from penguinmails.content.rendering.words import Words

SOURCE_LIMIT: Final = 500_000
"""Characters of a part, its snippets included."""
TAG_LIMIT: Final = 5_000
"""Merge tags and alternatives of a part."""

SNIPPET_DEPTH: Final = 10
"""Snippets within snippets."""

_MARKUP: Final = re.compile(r"</?[a-zA-Z]")
_OPENER: Final = re.compile(r"\{[{%#]")
_NESTED: Final = re.compile(r"\{(?:\{{1,4}[^{}|]*\|[^{}]*\}[^{}|]*\||\{\{[^{}]*\}\}(?!\}))")
_RAW: Final = re.compile(r"\{%[-+]?\s*raw\s*([-+]?)%\}(.*?)\{%([-+]?)\s*endraw\s*([-+]?)%\}", re.DOTALL)
_UNSENDABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdd2]")
_SPIN_SIGN: Final = re.compile(r"[{|}]")
_WORDS: Final = frozenset({"if", "elif", "else", "endif", "for", "endfor", "set"})


class Scanner:
    """Reads the parts of one template."""

    def __init__(self, snippets: Mapping[str, str]) -> None:
        self.snippets = snippets
        self.including: list[str] = []
        self.length = self.count = 0
        self.html = False

    def scan(self, text: str, part: str, *, html: bool) -> list[Token]:
        """The tokens of a part, adjacent texts joined. Raises TemplateBroken."""
        self.length = self.count = 0
        self.html = html
        tokens: list[Token] = []
        self._read(tokens, text, part)
        return with_alternatives(tokens, html=html)

    def _read(self, tokens: list[Token], text: str, part: str) -> None:
        text = _UNSENDABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        at, line, strip = 0, 1, False
        while True:
            found = _opener(text, at)
            piece = text[at : found.start() if found else len(text)]
            line += piece.count("\n")
            if strip:
                piece = piece.lstrip()
            start = found.start() if found else len(text)
            if found and text[start + 2 : start + 3] == "-":
                piece = piece.rstrip()
            self._add(tokens, Text(piece), part, line)
            if not found:
                return
            at = self._tag(tokens, text, start, part, line)
            strip = text[at - 3 : at - 2] == "-"
            line += text.count("\n", start, at)

    def _tag(self, tokens: list[Token], text: str, start: int, part: str, line: int) -> int:
        """Add the tag that begins at `start`; where it ends."""
        if text.startswith("{#", start):
            end = text.find("#}", start)
            if end < 0:
                raise TemplateBroken(part, line, "the comment that begins with `{#` is never closed")
            return end + 2
        if raw := _RAW.match(text, start):
            inner = raw[2]
            inner = inner.lstrip() if raw[1] == "-" else inner
            self._add(tokens, Text(inner.rstrip() if raw[3] == "-" else inner), part, line)
            return raw.end()
        refuse_foreign(text, start, part, line)
        begin = start + 3 if text[start + 2 : start + 3] in ("-", "+") else start + 2
        words = Words(text, begin, "{{" if text.startswith("{{", start) else "{%", part, line)
        end = words.end.end
        raw_tag = text[start:end]
        if text.startswith("{{", start):
            self._output(tokens, Output(Reader(words).whole(), part, line, raw_tag))
        else:
            self._add(tokens, self._statement(words, part, line, raw_tag), part, line)
        return end

    def _output(self, tokens: list[Token], output: Output) -> None:
        match output.expression:
            case Path(("snippets", str(key))):
                self._include(tokens, key, output)
            case _:
                if any(isinstance(p, Path) and p.keys[0] == "snippets" for p in parts(output.expression)):
                    raise TemplateBroken(
                        output.part,
                        output.line,
                        "a snippet stands alone in its tag: {{ snippets.signature }}",
                    )
                self._add(tokens, output, output.part, output.line)

    def _include(self, tokens: list[Token], key: str, output: Output) -> None:
        if key in self.including:
            cycle = " → ".join([*self.including[self.including.index(key) :], key])
            raise TemplateBroken(output.part, output.line, f"the snippet {key} includes itself: {cycle}")
        if key not in self.snippets:
            known = ", ".join(sorted(self.snippets)[:10]) or "none"
            raise TemplateBroken(output.part, output.line, f"there is no snippet {key}; there are: {known}")
        if len(self.including) == SNIPPET_DEPTH:
            raise TemplateBroken(
                output.part, output.line, f"snippets are nested more than {SNIPPET_DEPTH} deep"
            )
        self.including.append(key)
        text = self.snippets[key]
        if self.html or not _MARKUP.search(text):
            self._read(tokens, text, f"snippet {key}")
        else:
            inner: list[Token] = []
            self._read(inner, text, f"snippet {key}")
            refuse_excess(text, f"snippet {key}")
            tokens.extend(plain_tokens(inner))
        self.including.pop()

    @staticmethod
    def _statement(words: Words, part: str, line: int, raw: str) -> Statement:
        word = words.name("a word such as `if`")
        if word not in _WORDS:
            raise words.broken(f"there is no `{{% {word} %}}`; there are if, elif, else, for and set")
        name, expression = "", None
        if word in ("if", "elif"):
            expression = Reader(words).expression()
        elif word in ("for", "set"):
            name = words.name("a name")
            words.need("in" if word == "for" else "=")
            expression = Reader(words).expression()
        words.finish()
        return Statement(word, name, expression, part, line, raw)

    def _add(self, tokens: list[Token], token: Token, part: str, line: int) -> None:
        if isinstance(token, Text):
            self.length += len(token.text)
            if self.length > SOURCE_LIMIT:
                raise TemplateBroken(
                    part, line, f"it has more than {SOURCE_LIMIT:,} characters with its snippets"
                )
            if not token.text:
                return
            if tokens and isinstance(last := tokens[-1], Text):
                tokens[-1] = Text(last.text + token.text)
                return
        else:
            self.count += 1
            if self.count > TAG_LIMIT:
                raise TemplateBroken(
                    part, line, f"it has more than {TAG_LIMIT:,} merge tags with its snippets"
                )
        tokens.append(token)


def _opener(text: str, at: int) -> re.Match[str] | None:
    """The next sign that opens a tag. Two braces open none where alternatives begin with alternatives."""
    found = _OPENER.search(text, at)
    while found and _NESTED.match(text, found.start()):
        found = _OPENER.search(text, found.start() + 1)
    return found


def with_alternatives(tokens: list[Token], *, html: bool) -> list[Token]:
    """The tokens with the braces and bars of alternatives as tokens of their own."""
    pieces, marks = _pieces(tokens, html=html)
    found, _ = spintax.groups(marks)
    if not found:
        return tokens
    found.sort(key=lambda group: group.start)
    sources = ["".join(_raw(piece) for piece in pieces[group.start : group.end + 1]) for group in found]
    for group, key in zip(found, spintax.keys(sources), strict=True):
        pieces[group.start] = Spin("{", key, len(group.bars) + 1)
        for bar in group.bars:
            pieces[bar] = Spin("|")
        pieces[group.end] = Spin("}")
    return joined(pieces)


def spintax_faults(text: str, *, html: bool = True) -> list[int]:
    """The lines where a brace has bars but no partner, so that `{Hi|Hello` would be sent as it stands."""
    tokens: list[Token] = []
    at = 0
    for tag in re.finditer(r"\{(?:\{[^{}]*\}|%[^{}]*|#[^{}]*)\}", text):
        tokens += [Text(text[at : tag.start()]), Spin(tag[0])]
        at = tag.end()
    pieces, marks = _pieces([*tokens, Text(text[at:])], html=html)
    _, faults = spintax.groups(marks)
    lines = list(accumulate((_raw(piece).count("\n") for piece in pieces), initial=1))
    return [lines[fault] for fault in faults]


def _pieces(tokens: list[Token], *, html: bool) -> tuple[list[Token], list[spintax.Mark]]:
    """The tokens, their texts cut at each brace and bar that may belong to alternatives, and those places."""
    pieces: list[Token] = []
    marks: list[spintax.Mark] = []
    walker = Walker()
    for token in tokens:
        if not isinstance(token, Text):
            pieces.append(token)
            continue
        text = token.text
        stretches = walker.walk(text) if html else [(0, len(text), Place.TEXT)]
        for start, end, place in stretches:
            at = start
            for sign in _SPIN_SIGN.finditer(text, start, end) if place is Place.TEXT else ():
                pieces.append(Text(text[at : sign.start()]))
                match sign[0]:
                    case "{" | "|" | "}" as mark:
                        marks.append(spintax.Mark(mark, len(pieces)))
                    case _:
                        pass
                pieces.append(Text(sign[0]))
                at = sign.end()
            pieces.append(Text(text[at:end]))
    return pieces, marks


def joined(tokens: list[Token]) -> list[Token]:
    """The tokens with adjacent texts made one."""
    result: list[Token] = []
    for token in tokens:
        if isinstance(token, Text) and result and isinstance(last := result[-1], Text):
            result[-1] = replace(last, text=last.text + token.text)
        elif not isinstance(token, Text) or token.text:
            result.append(token)
    return result


def _raw(token: Token) -> str:
    return token.text if isinstance(token, Text) else token.raw
