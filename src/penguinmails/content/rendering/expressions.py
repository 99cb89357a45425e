"""What may stand in a merge tag: a part of Jinja's expressions, read into a tree.

Left out is all by which a template could grow without end or reach beyond its values: calls, computed keys,
repeating a text by `*`. What other template languages would write is refused with the spelling that is meant.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from penguinmails.content.rendering.errors import TemplateBroken
from penguinmails.content.rendering.filters import FILTERS, NUMERIC
from penguinmails.content.rendering.foreign import snake_case
from penguinmails.content.rendering.words import Words

TESTS: Final = frozenset({"defined", "undefined", "none", "string", "number", "odd", "even"})
DEPTH: Final = 15
"""Brackets within brackets; what a person writes has three."""
SIZE: Final = 40
"""Names, values and filters in one tag."""

_COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})
_CONSTANTS: Final[dict[str, bool]] = {"true": True, "True": True, "false": False, "False": False}
_RESERVED: Final = frozenset({"and", "or", "not", "in", "is", "if", "else", *_CONSTANTS})


@dataclass(frozen=True, slots=True)
class Path:
    """A field: `first_name`, `custom.city`, `custom.offices[0]`."""

    keys: tuple[str | int, ...]

    def __str__(self) -> str:
        first, *rest = self.keys
        return str(first) + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in rest)


@dataclass(frozen=True, slots=True)
class Constant:
    """A text, a number, true or false."""

    value: str | int | float | bool


@dataclass(frozen=True, slots=True)
class Items:
    """`["a", "b"]`."""

    items: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Filtered:
    """`of | name(arguments)`."""

    of: "Expression"
    name: str
    arguments: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Tested:
    """`of is name`, `of is not name`."""

    of: "Expression"
    name: str
    negated: bool


@dataclass(frozen=True, slots=True)
class Unary:
    """`not of`, `-of`."""

    sign: str
    of: "Expression"


@dataclass(frozen=True, slots=True)
class Binary:
    """`left sign right`."""

    sign: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Choice:
    """`then if condition else otherwise`."""

    then: "Expression"
    condition: "Expression"
    otherwise: "Expression | None"


Expression = Path | Constant | Items | Filtered | Tested | Unary | Binary | Choice

_Read = TypeVar("_Read", bound=Expression)


def parts(expression: Expression) -> Iterator[Expression]:
    """The expression and all that it is made of."""
    yield expression
    match expression:
        case Items(items):
            inner = items
        case Filtered(of, _, arguments):
            inner = (of, *arguments)
        case Tested(of, _, _) | Unary(_, of):
            inner = (of,)
        case Binary(_, left, right):
            inner = (left, right)
        case Choice(then, condition, otherwise):
            inner = (then, condition) if otherwise is None else (then, condition, otherwise)
        case Path() | Constant():
            inner = ()
    for part in inner:
        yield from parts(part)


def is_numeric(expression: Expression) -> bool:
    """Whether it is a number whatever the values are."""
    match expression:
        case Constant(value):
            return not isinstance(value, str)
        case Filtered(_, name, _):
            return name in NUMERIC
        case Unary(sign, of):
            return sign == "-" and is_numeric(of)
        case Binary(sign, left, right):
            return sign in ("+", "-", "*", "/", "//", "%") and is_numeric(left) and is_numeric(right)
        case Path(keys):
            return keys[0] == "loop"
        case _:
            return False


class Reader:
    """Reads one expression from the words of a tag."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.depth = 0
        self.size = 0

    def whole(self) -> Expression:
        """The one expression of the tag."""
        expression = self.expression()
        self.words.finish()
        return expression

    def expression(self) -> Expression:
        """`then if condition else otherwise`, or less."""
        self.depth += 1
        if self.depth > DEPTH:
            raise self.broken("its brackets are too deep")
        then = self.either()
        if self.words.take("if"):
            condition = self.either()
            then = Choice(then, condition, self.expression() if self.words.take("else") else None)
        self.depth -= 1
        return then

    def either(self) -> Expression:
        left = self.both()
        while self.words.take("or"):
            left = Binary("or", left, self.both())
        return left

    def both(self) -> Expression:
        left = self.negation()
        while self.words.take("and"):
            left = Binary("and", left, self.negation())
        return left

    def negation(self) -> Expression:
        count = 0
        while self.words.take("not"):
            count += 1
        expression = self.comparison()
        return expression if count % 2 == 0 else Unary("not", expression)

    def comparison(self) -> Expression:
        left = self.joined()
        while True:
            word = self.words.now
            if word.kind == "sign" and word.text in _COMPARISONS:
                self.words.step()
                left = Binary(word.text, left, self.joined())
            elif self.words.take("in"):
                left = Binary("in", left, self.joined())
            elif word.text == "not" and self.words.after.text == "in":
                self.words.step(2)
                left = Unary("not", Binary("in", left, self.joined()))
            else:
                return left

    def joined(self) -> Expression:
        left = self.sum()
        while self.words.take("~"):
            left = Binary("~", left, self.sum())
        return left

    def sum(self) -> Expression:
        left = self.product()
        while (word := self.words.now).kind == "sign" and word.text in "+-":
            self.words.step()
            left = Binary(word.text, left, self.product())
        return left

    def product(self) -> Expression:
        left = self.signed()
        while (word := self.words.now).kind == "sign" and word.text in ("*", "/", "//", "%"):
            self.words.step()
            right = self.signed()
            if word.text == "*" and not (is_numeric(left) and is_numeric(right)):
                raise self.broken("only numbers can be multiplied; write custom.seats|int * 12")
            left = Binary(word.text, left, right)
        return left

    def signed(self) -> Expression:
        if self.words.take("-"):
            return Unary("-", self.filtered())
        return self.filtered()

    def filtered(self) -> Expression:
        expression = self.single()
        while True:
            if self.words.take("|"):
                expression = self.filter_of(expression)
            elif self.words.take("is"):
                negated = self.words.take("not")
                name = self.words.name("the name of a test, such as `defined`")
                if name not in TESTS:
                    raise self.broken(f"there is no test {name}; there are {', '.join(sorted(TESTS))}")
                expression = Tested(expression, name, negated)
            else:
                return expression

    def filter_of(self, expression: Expression) -> Expression:
        name = self.words.name("the name of a filter")
        if name == "safe":
            raise self.broken(
                "values are always escaped; put markup into the template or a snippet, without |safe"
            )
        if name not in FILTERS:
            raise self.broken(f"there is no filter {name}; there are {', '.join(sorted(FILTERS))}")
        if self.words.now.text == ":":
            raise self.broken(f'write |{name}("…") with brackets, not with a colon')
        arguments: list[Expression] = []
        if self.words.take("("):
            while not self.words.take(")"):
                arguments.append(self.expression())
                if not self.words.take(",") and self.words.now.text != ")":
                    raise self.unexpected("a comma or `)`")
        least, most = FILTERS[name].arguments
        if not least <= len(arguments) <= most:
            count = str(least) if least == most else f"{least} to {most}"
            raise self.broken(f"the filter {name} takes {count} values in its brackets, not {len(arguments)}")
        return self.counted(Filtered(expression, "fallback" if name == "default" else name, tuple(arguments)))

    def single(self) -> Expression:
        word = self.words.now
        match word.kind:
            case "string":
                self.words.step()
                return self.counted(Constant(word.value))
            case "number":
                self.words.step()
                return self.counted(Constant(float(word.text) if "." in word.text else int(word.text)))
            case "name":
                if word.text in _CONSTANTS:
                    self.words.step()
                    return Constant(_CONSTANTS[word.text])
                if word.text not in _RESERVED:
                    return self.counted(self.path())
            case "sign" if word.text == "(":
                self.words.step()
                expression = self.expression()
                self.words.need(")")
                return expression
            case "sign" if word.text == "[":
                self.words.step()
                items: list[Expression] = []
                while not self.words.take("]"):
                    items.append(self.expression())
                    if not self.words.take(",") and self.words.now.text != "]":
                        raise self.unexpected("a comma or `]`")
                return self.counted(Items(tuple(items)))
            case _:
                pass
        raise self.unexpected("a field or a value")

    def path(self) -> Path:
        name = self.words.name("a field")
        if (meant := snake_case(name)) != name:
            raise self.broken(f"fields are written in small letters: {meant}, not {name}")
        names: list[str | int] = [name]
        while True:
            if self.words.take("."):
                key = self.words.now
                if key.kind == "number" and key.text.isdigit():
                    self.words.step()
                    names.append(int(key.text))
                else:
                    names.append(self.words.name("the name after the dot"))
            elif self.words.take("["):
                key = self.words.now
                if key.kind != "string" and not key.text.isdigit():
                    raise self.broken("in [ ] stands a text or a whole number, no other field")
                self.words.step()
                names.append(key.value if key.kind == "string" else int(key.text))
                self.words.need("]")
            elif self.words.now.text == "(":
                name = names[-1]
                raise self.broken(
                    f"{name}(…) is a call; fields are only shown, and changed by filters: field|upper"
                )
            else:
                return Path(tuple(names))

    def counted(self, expression: _Read) -> _Read:
        self.size += 1
        if self.size > SIZE:
            raise self.broken("it is too long for one tag")
        return expression

    def unexpected(self, wanted: str) -> TemplateBroken:
        return self.words.unexpected(wanted)

    def broken(self, reason: str) -> TemplateBroken:
        return self.words.broken(reason)
