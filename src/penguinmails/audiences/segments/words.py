"""Filters as people write them, and back.

    tags has vip and (custom_fields.plan any_of (pro, team) or engagement.last_opened after "30 days ago")

`and` binds more tightly than `or`; what has blanks, commas or parentheses stands in double quotes, in which a
backslash keeps the sign after it. `everybody` is the filter without conditions. Words of the language are
read in any case; `is empty`, `is not X`, `starts with` and `any of` are read too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NoReturn

from penguinmails.audiences.errors import shown
from penguinmails.audiences.segments.catalogue import DEEPEST, Catalogue
from penguinmails.audiences.segments.errors import FilterInvalid
from penguinmails.audiences.segments.model import (
    EVERYBODY,
    Condition,
    Group,
    Kind,
    Node,
    Op,
    Scalar,
    Way,
    normal,
)
from penguinmails.audiences.segments.reading import check_size

_LONGEST: Final = 50_000
_QUOTED: Final = r'"(?P<quoted>(?:[^"\\]|\\.)*)"'
_TOKEN: Final = re.compile(rf'\s*(?:{_QUOTED}|(?P<sign>[(),])|(?P<word>[^\s(),"]+))', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_BARE: Final = re.compile(r"[\w.@:+/-]+")
_WORDS: Final = frozenset(("and", "or", "not", "is", "any", "of", "with", "everybody", *Op))
_AGAIN: Final = "a value of several words stands in double quotes"


@dataclass(frozen=True)
class _Token:
    text: str
    column: int
    quoted: bool = False

    def is_word(self, *words: str) -> bool:
        return not self.quoted and self.text.lower() in words

    @property
    def is_value(self) -> bool:
        return self.quoted or self.text not in ("(", ")", ",", "")


def read_words(text: str, catalogue: Catalogue) -> Node:
    """The tree that a text says, in its normal form. Raises `FilterInvalid`, which names the column."""
    if len(text) > _LONGEST:
        raise FilterInvalid(f"column {_LONGEST}", f"a filter may have {_LONGEST:,} characters at most")
    node = normal(_Reader(text, catalogue).whole())
    check_size(node, "column 1")
    return node


def write_words(node: Node, catalogue: Catalogue) -> str:
    """The text of a tree: read again it gives the same tree, in its normal form."""
    node = normal(node)
    return "everybody" if node == EVERYBODY else _written(node, catalogue, outer=None)


class _Reader:
    """Recursive descent over the tokens."""

    def __init__(self, text: str, catalogue: Catalogue) -> None:
        self._tokens = list(_tokens(text))
        self._catalogue = catalogue
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        if self._next.is_word("everybody") and self._tokens[1].text == "":
            return EVERYBODY
        node = self._either()
        if self._next.text or self._next.quoted:
            hint = f"; {_AGAIN}" if self._next.is_value else ""
            self._refuse(f"and, or, or the end is expected, not {shown(self._next.text)}{hint}")
        return node

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        if token.text or token.quoted:
            self._at += 1
        return token

    def _either(self) -> Node:
        parts = [self._both()]
        while self._next.is_word("or"):
            self._take()
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Group(Way.ANY, tuple(parts))

    def _both(self) -> Node:
        parts = [self._one()]
        while self._next.is_word("and"):
            self._take()
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Group(Way.ALL, tuple(parts))

    def _one(self) -> Node:
        self._depth += 1
        if self._depth > 2 * (DEEPEST + 1):
            self._refuse(f"groups may stand {DEEPEST} deep at most")
        try:
            if self._next.is_word("not"):
                self._take()
                return Group(Way.NONE, (self._one(),))
            if self._next.is_word("everybody"):
                self._take()
                return EVERYBODY
            if self._opens():
                inside = self._either()
                self._close()
                return inside
            return self._condition()
        finally:
            self._depth -= 1

    def _condition(self) -> Condition:
        field = self._take()
        if not field.is_value or field.quoted:
            self._at -= 1 if field.text or field.quoted else 0
            self._refuse("a field is expected")
        at_op = self._next
        op = self._op()
        at_value = self._next
        value: object = None
        if op == Op.ANY_OF.value:
            value = self._values()
        elif op not in (Op.EMPTY.value, Op.SET.value):
            value = self._value()
        columns = {"field": field.column, "op": at_op.column, "value": at_value.column}
        return self._catalogue.condition(field.text, op, value, lambda part: f"column {columns[part]}")

    def _op(self) -> str:
        token = self._take()
        if not token.is_value or token.quoted:
            self._at -= 1 if token.text or token.quoted else 0
            self._refuse("a comparison like is, has or after is expected")
        op = token.text.lower()
        if op == "is" and self._next.is_word("empty", "set"):
            op = self._take().text.lower()
        elif op == "is" and self._next.is_word("not"):
            self._take()
            op = "not"
            if self._next.is_word("empty", "set"):
                op = "set" if self._take().is_word("empty") else "empty"
        elif op == "is" and self._next.is_word("any", "any_of"):
            op = self._take().text.lower()
        if op == "any" and self._next.is_word("of"):
            self._take()
            op = Op.ANY_OF.value
        if op == "starts" and self._next.is_word("with"):
            self._take()
        return op

    def _value(self) -> str:
        token = self._next
        if not token.is_value:
            self._refuse("a value is expected")
        return self._take().text

    def _values(self) -> list[str]:
        if not self._opens():
            self._refuse("values in parentheses are expected, like (pro, team)")
        values = [self._value()]
        while self._next.text == "," and not self._next.quoted:
            self._take()
            values.append(self._value())
        self._close()
        return values

    def _opens(self) -> bool:
        if self._next.text == "(" and not self._next.quoted:
            self._take()
            return True
        return False

    def _close(self) -> None:
        if self._next.text != ")" or self._next.quoted:
            hint = f"; {_AGAIN}" if self._next.is_value else ""
            self._refuse(f"a closing parenthesis is expected{hint}")
        self._take()

    def _refuse(self, reason: str) -> NoReturn:
        raise FilterInvalid(f"column {self._next.column}", reason)


def _tokens(text: str) -> Iterator[_Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            column = text.index('"', at) + 1
            raise FilterInvalid(f"column {column}", "this quotation mark is never closed")
        at = match.end()
        column = match.start(match.lastgroup or 0) + 1
        if match.lastgroup == "quoted":
            yield _Token(_ESCAPED.sub(r"\1", match["quoted"]), column - 1, quoted=True)
        else:
            yield _Token(match[match.lastgroup or 0], column)
    yield _Token("", end + 1)


def _written(node: Node, catalogue: Catalogue, *, outer: Way | None) -> str:
    if isinstance(node, Condition):
        return _condition(node, catalogue)
    if node == EVERYBODY:
        return "everybody"
    if node.way is Way.NONE:
        inner = node.parts[0] if len(node.parts) == 1 else Group(Way.ANY, node.parts)
        return f"not {_written(inner, catalogue, outer=Way.NONE)}"
    text = (" and " if node.way is Way.ALL else " or ").join(
        _written(part, catalogue, outer=node.way) for part in node.parts
    )
    return text if outer is None or (outer, node.way) == (Way.ANY, Way.ALL) else f"({text})"


def _condition(condition: Condition, catalogue: Catalogue) -> str:
    field, op, value = condition.field, condition.op, condition.value
    if op.bare:
        return f"{field.name} {op}"
    values = value if isinstance(value, tuple) else (value,)
    words = [_word(field.kind, each, catalogue) for each in values if each is not None]
    return f"{field.name} {op} ({', '.join(words)})" if op is Op.ANY_OF else f"{field.name} {op} {words[0]}"


def _word(kind: Kind, value: Scalar, catalogue: Catalogue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = catalogue.name_of_list(str(value)) if kind is Kind.LIST else str(value)
    if _BARE.fullmatch(text) and text.lower() not in _WORDS:
        return text
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
