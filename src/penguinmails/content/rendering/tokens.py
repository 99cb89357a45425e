"""A template as a row of tokens: text, merge tags, and the braces and bars of its alternatives."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from penguinmails.content.rendering.expressions import Expression


@dataclass(frozen=True, slots=True)
class Text:
    """What is sent as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Output:
    """`{{ expression }}`."""

    expression: Expression
    part: str
    line: int
    raw: str


@dataclass(frozen=True, slots=True)
class Statement:
    """`{% word … %}`. `name` is what `for` or `set` names."""

    word: str
    name: str
    expression: Expression | None
    part: str
    line: int
    raw: str


@dataclass(frozen=True, slots=True)
class Spin:
    """`{`, `|` or `}` of alternatives; the opening one knows the key of the choice and how many there are."""

    raw: str
    key: bytes = b""
    count: int = 0


Token = Text | Output | Statement | Spin

OPEN, CLOSE, COMMENT = "\ufdd0", "\ufdd1", "\ufdd2"
"""Around the number of a token where a tool works on the text: noncharacters, which no template keeps."""

_COMMENT: Final = re.compile(f"<!--{COMMENT}([0-9]+){CLOSE}-->")
_HELD: Final = re.compile(f'{_COMMENT.pattern}|{OPEN}([0-9]+){CLOSE}(?:="")?')


def hold(number: int) -> str:
    """What stands for a token while a tool works on the text around it."""
    return f"{OPEN}{number}{CLOSE}"


def hold_in_comment(number: int) -> str:
    """The same where an HTML parser would move text elsewhere, as out of a table."""
    return f"<!--{COMMENT}{number}{CLOSE}-->"


def without_comments(text: str) -> str:
    """The text with tokens that were held in comments held in the text."""
    return _COMMENT.sub(f"{OPEN}\\1{CLOSE}", text)


def held_text(tokens: Sequence[Token]) -> str:
    """The text of the tokens, each that is no text held by its number."""
    return "".join(
        token.text if isinstance(token, Text) else hold(number) for number, token in enumerate(tokens)
    )


def held(text: str) -> list[int]:
    """The numbers of the tokens held in a text, in their order."""
    return [int(match[1] or match[2]) for match in _HELD.finditer(text)]


def released(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The text with its tokens again."""
    result: list[Token] = []
    at = 0
    for match in _HELD.finditer(text):
        if match.start() > at:
            result.append(Text(text[at : match.start()]))
        result.append(tokens[int(match[1] or match[2])])
        at = match.end()
    if at < len(text):
        result.append(Text(text[at:]))
    return result
