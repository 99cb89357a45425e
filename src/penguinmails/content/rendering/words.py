"""The words inside a tag, read one by one."""

import re
from dataclasses import dataclass
from typing import Final

from penguinmails.content.rendering.errors import TemplateBroken

_WORD: Final = re.compile(
    r"""\s*(?:
        (?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
      | (?P<number>[0-9]+(?:\.[0-9]+)?)
      | (?P<name>[^\W\d]\w*)
      | (?P<end>[-+]?(?:\}\}|%\}))
      | (?P<sign>==|!=|<=|>=|//|[-+*/%~|.,()\[\]<>=:])
      | (?P<other>\S)
    )""",
    re.DOTALL | re.VERBOSE,
)
_ESCAPES: Final = {"n": "\n", "t": "\t"}
NUMBER_LENGTH: Final = 15
"""Digits that a number may have: a float holds no more."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, and where it ends in the text."""

    kind: str
    text: str
    end: int

    @property
    def value(self) -> str:
        """What a quoted text says."""
        return re.sub(r"\\(.)", lambda sign: _ESCAPES.get(sign[1], sign[1]), self.text[1:-1], flags=re.DOTALL)

    def __str__(self) -> str:
        return "the end of the tag" if self.kind == "end" else f"`{self.text}`"


class Words:
    """The words of a tag, from behind its opening sign up to its closing one."""

    def __init__(self, text: str, start: int, opener: str, part: str, line: int) -> None:
        self.part, self.line, self.at = part, line, 0
        self.words: list[Word] = []
        while True:
            match = _WORD.match(text, start)
            if not match or not match.lastgroup:
                raise self.broken(f"`{opener}` is never closed")
            word = Word(match.lastgroup, match[match.lastgroup], match.end())
            self.words.append(word)
            start = word.end
            if word.kind == "end":
                break
            if word.kind == "number" and len(word.text) > NUMBER_LENGTH:
                raise self.broken(f"the number {word.text[:NUMBER_LENGTH]}… is too long")
        closer = "}}" if opener == "{{" else "%}"
        if not word.text.endswith(closer):
            raise self.broken(f"what begins with `{opener}` ends with `{closer}`, not with `{word.text}`")

    @property
    def now(self) -> Word:
        """The word to be read next."""
        return self.words[self.at]

    @property
    def after(self) -> Word:
        """The word behind it."""
        return self.words[min(self.at + 1, len(self.words) - 1)]

    @property
    def end(self) -> Word:
        """The closing sign."""
        return self.words[-1]

    def step(self, count: int = 1) -> None:
        """Go on."""
        self.at = min(self.at + count, len(self.words) - 1)

    def take(self, text: str) -> bool:
        """Whether this word comes next; then it is read."""
        found = self.now.text == text and self.now.kind in ("sign", "name")
        if found:
            self.step()
        return found

    def need(self, text: str) -> None:
        """Read this word, or refuse the template."""
        if not self.take(text):
            raise self.unexpected(f"`{text}`")

    def name(self, wanted: str) -> str:
        """Read a name, or refuse the template."""
        if self.now.kind != "name":
            raise self.unexpected(wanted)
        name = self.now.text
        self.step()
        return name

    def finish(self) -> None:
        """Refuse the template where something is left."""
        if self.now.kind != "end":
            raise self.unexpected("the end of the tag")

    def unexpected(self, wanted: str) -> TemplateBroken:
        """The refusal of a word that does not belong here."""
        return self.broken(f"{wanted} is expected here, not {self.now}")

    def broken(self, reason: str) -> TemplateBroken:
        """A refusal, at this tag."""
        return TemplateBroken(self.part, self.line, reason)
