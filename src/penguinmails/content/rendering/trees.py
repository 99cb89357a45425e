"""A template as a tree: what belongs into which condition, loop or alternative."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from penguinmails.content.rendering.errors import TemplateBroken
from penguinmails.content.rendering.expressions import Binary, Expression, Items, parts
from penguinmails.content.rendering.tokens import Output, Spin, Statement, Text, Token

DEPTH: Final = 20
"""Conditions, loops and alternatives within each other."""


@dataclass
class Condition:
    """`if`, its `elif`s (the conditions in order) and its `else` (a branch without one)."""

    branches: "list[tuple[Expression | None, list[Node]]]"


@dataclass
class Loop:
    """`for name in expression`."""

    name: str
    expression: Expression
    body: "list[Node]"
    otherwise: "list[Node]"


@dataclass
class Setting:
    """`set name = expression`."""

    name: str
    expression: Expression


@dataclass
class Alternatives:
    """`{Hi|Hello}`."""

    key: bytes
    bodies: "list[list[Node]]"


_Kind = TypeVar("_Kind", bound=Condition | Loop | Alternatives)
Node = Text | Output | Condition | Loop | Setting | Alternatives


def tree(tokens: Sequence[Token], part: str) -> list[Node]:
    """The tree of a part. Raises TemplateBroken where something is not closed, or closed by another thing."""
    return _Builder(part).build(tokens)


class _Builder:
    def __init__(self, part: str) -> None:
        self.part, self.line = part, 1
        self.root: list[Node] = []
        self.body = self.root
        self.open: list[tuple[Condition | Loop | Alternatives, list[Node], str, int]] = []

    def build(self, tokens: Sequence[Token]) -> list[Node]:
        for token in tokens:
            match token:
                case Text():
                    self.body.append(token)
                case Output():
                    self.at(token)
                    self.body.append(token)
                case Statement():
                    self.at(token)
                    self.statement(token)
                case Spin():
                    self.spin(token)
        if self.open:
            _, _, part, line = self.open[-1]
            raise TemplateBroken(part, line, f"{self.opener()} is never closed")
        return self.root

    def at(self, token: Output | Statement) -> None:
        self.part, self.line = token.part, token.line

    def statement(self, token: Statement) -> None:
        match token.word, token.expression:
            case "if", expression:
                self.enter(condition := Condition([(expression, [])]), condition.branches[0][1])
            case "elif", expression:
                self.branch(expression)
            case "else", _:
                self.branch(None)
            case "endif", _:
                self.leave(Condition, "{% endif %}")
            case "for", expression if expression is not None:
                self.refuse_growth(expression)
                self.enter(loop := Loop(token.name, expression, [], []), loop.body)
            case "endfor", _:
                self.leave(Loop, "{% endfor %}")
            case _, expression if expression is not None:
                self.refuse_growth(expression)
                if self.open:
                    raise self.broken("`set` stands at the top, outside of if, for and alternatives")
                self.body.append(Setting(token.name, expression))
            case _:
                raise self.broken("the tag is not complete")

    def spin(self, token: Spin) -> None:
        match token.raw:
            case "{":
                self.enter(group := Alternatives(token.key, [[]]), group.bodies[0])
            case "|":
                group = self.inside(Alternatives, "`|` of alternatives")
                group.bodies.append(body := list[Node]())
                self.body = body
            case _:
                self.leave(Alternatives, "`}` of alternatives")

    def branch(self, expression: Expression | None) -> None:
        match self.open[-1][0] if self.open else None:
            case Condition(branches) if branches[-1][0] is not None:
                branches.append((expression, body := list[Node]()))
                self.body = body
            case Loop() as loop if expression is None and self.body is loop.body:
                self.body = loop.otherwise
            case _:
                raise self.broken(
                    "`else` or `elif` belongs into an if (or `else` into a for), once, at its end"
                )

    def enter(self, node: Condition | Loop | Alternatives, body: list[Node]) -> None:
        if len(self.open) == DEPTH:
            raise self.broken(f"it is nested more than {DEPTH} deep")
        self.body.append(node)
        self.open.append((node, self.body, self.part, self.line))
        self.body = body

    def inside(self, kind: type[_Kind], sign: str) -> _Kind:
        node = self.open[-1][0] if self.open else None
        if not isinstance(node, kind):
            opened = f"{self.opener()}, which is still open" if self.open else "nothing"
            raise self.broken(f"{sign} stands in {opened}")
        return node

    def leave(self, kind: type[Condition | Loop | Alternatives], sign: str) -> None:
        self.inside(kind, sign)
        self.body = self.open.pop()[1]

    def opener(self) -> str:
        node, _, _, line = self.open[-1]
        match node:
            case Condition():
                return f"`{{% if %}}` of line {line}"
            case Loop():
                return f"`{{% for %}}` of line {line}"
            case Alternatives():
                return "`{` of alternatives"

    def refuse_growth(self, expression: Expression) -> None:
        """A name holds a value as it is: joined to itself again and again it would double each time."""
        for part in parts(expression):
            if isinstance(part, Items) or (isinstance(part, Binary) and part.sign in ("~", "+")):
                raise self.broken(
                    "`for` and `set` take a field and its filters, nothing that is put together"
                )

    def broken(self, reason: str) -> TemplateBroken:
        return TemplateBroken(self.part, self.line, reason)
