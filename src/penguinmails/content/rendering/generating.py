"""Trees as minijinja's source.

Every field gets a short name of its own (`v0`): the engine is given just what the template uses, flat, as
plain text, numbers and lists. A template is written in two ways that say the same wherever both can be used.
*Plain*: for values that are all there, in a template without loops. *Careful*: a field that is shown but not
there is noted, and what is written is counted, by calls into Python that cost time.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from penguinmails.content.rendering.errors import TemplateBroken
from penguinmails.content.rendering.expressions import (
    Binary,
    Choice,
    Constant,
    Expression,
    Filtered,
    Items,
    Path,
    Tested,
    Unary,
)
from penguinmails.content.rendering.merging import lookup
from penguinmails.content.rendering.tokens import Output, Text
from penguinmails.content.rendering.trees import Alternatives, Condition, Loop, Node, Setting

NOTE, COUNT = "note_missing", "count_written"
"""Filters of careful sources: the field of this number is missing; so many characters follow."""

SEAM: Final = "\x00"
"""Stands for a text of the template's own, outside of conditions; no text and no value holds it."""
_SHORT_TEXT: Final = 32

_LOOP: Final = frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length"})
_ABSENT: Final = "not_given"
_SHORT: Final = 200
"""Characters of a dictionary's word that is written into the source wherever it is used."""


@dataclass
class Names:
    """What the parts of a template use: fields, choices and constants, by their names in the source."""

    dictionaries: Mapping[str, object]
    fields: dict[Path, str] = field(default_factory=dict[Path, str])
    choices: dict[tuple[bytes, int], str] = field(default_factory=dict[tuple[bytes, int], str])
    constants: dict[Path, object] = field(default_factory=dict[Path, object])
    """Lists, objects and long texts of dictionaries, named `d0`, `d1` in their order."""
    labels: dict[str, int] = field(default_factory=dict[str, int])
    """Fields that may be missing, by how they are named to people."""
    needed: set[str] = field(default_factory=set[str])
    """Names of fields without which the careful source is rendered, to see whether one is shown."""
    loops: bool = False
    uses: int = 0
    """How often a field is written, at most."""

    def field(self, path: Path) -> str:
        """The name of a field."""
        return self.fields.setdefault(path, f"v{len(self.fields)}")

    def choice(self, key: bytes, count: int) -> str:
        """The name of a choice between alternatives."""
        return self.choices.setdefault((key, count), f"s{len(self.choices)}")

    def label(self, path: str) -> int:
        """The number of a field in the notes of what is missing."""
        return self.labels.setdefault(path, len(self.labels))

    def constant(self, path: Path, part: str, line: int, *, is_needed: bool) -> str:
        """A word of a dictionary: as it is where it is a plain value, else by a name."""
        match value := lookup(self.dictionaries, path.keys[1:]):
            case None | "":
                if is_needed:
                    raise TemplateBroken(part, line, f"there is no word {path}")
                return _ABSENT
            case str() | bool() | int() | float() if len(str(value)) <= _SHORT:
                return literal(value)
            case _:
                self.constants.setdefault(path, value)
                return f"d{list(self.constants).index(path)}"


@dataclass(frozen=True)
class Sources:
    """A part in both ways. `seamed` is plain with `SEAM` in the place of each of `texts`."""

    plain: str
    careful: str
    seamed: str
    texts: tuple[str, ...]


def literal(value: str | float) -> str:
    """A constant in the engine's spelling."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return str(value).lower() if isinstance(value, bool) else repr(value)


def sources(nodes: list[Node], names: Names, part: str) -> Sources:
    """The part's source, in both ways."""
    plain = _Writer(names, part, careful=False)
    written = [(node, plain.node(node)) for node in nodes]
    seamed: list[str] = []
    texts: list[str] = []
    for node, source in written:
        if not (isinstance(node, Text) and _is_worth_a_seam(node.text)):
            seamed.append(source)
        elif seamed and seamed[-1] == SEAM:
            texts[-1] += node.text
        else:
            seamed.append(SEAM)
            texts.append(node.text)
    return Sources(
        plain="".join(source for _, source in written),
        careful=_Writer(names, part, careful=True).written(nodes),
        seamed="".join(seamed),
        texts=tuple(texts),
    )


def _is_worth_a_seam(text: str) -> bool:
    """What is not is written with the values around it: a blank, a comma."""
    return len(text) > _SHORT_TEXT or "<" in text or "\n" in text


def safe_text(text: str) -> str:
    """Text in which no brace opens a tag, whatever follows it."""
    if "{" not in text:
        return text
    pieces: list[str] = []
    for index, sign in enumerate(text):
        opens = sign == "{" and (index + 1 == len(text) or text[index + 1] in "{%#")
        pieces.append('{{"{"}}' if opens else sign)
    return "".join(pieces)


class _Writer:
    def __init__(self, names: Names, part: str, *, careful: bool) -> None:
        self.names, self.part, self.careful = names, part, careful
        self.line = 1
        self.sure: set[Path] = set()
        """Fields that a condition around has found given."""
        self.local: dict[str, str] = {}
        """What the template names itself, by how it is named to people."""

    def written(self, nodes: list[Node]) -> str:
        return "".join(self.node(node) for node in nodes)

    def node(self, node: Node) -> str:
        match node:
            case Text(text):
                return safe_text(text)
            case Output(expression, part, line):
                self.part, self.line = part, line
                return f"{{{{ {self.shown(expression)} }}}}"
            case Condition(branches):
                return self.condition(branches)
            case Loop():
                return self.loop(node)
            case Setting(name, expression):
                written = self.shown(expression)
                self.local[name] = name
                return f"{{% set u_{name} = {written} %}}"
            case Alternatives(key, bodies):
                choice = self.names.choice(key, len(bodies))
                return "".join(
                    f"{{% if {choice} == {number} %}}{self.written(body)}{{% endif %}}"
                    for number, body in enumerate(bodies)
                )

    def condition(self, branches: list[tuple[Expression | None, list[Node]]]) -> str:
        pieces: list[str] = []
        for number, (expression, body) in enumerate(branches):
            if expression is None:
                pieces.append(f"{{% else %}}{self.written(body)}")
                continue
            sign = "elif" if number else "if"
            before = set(self.sure)
            pieces.append(f"{{% {sign} {self.asked(expression)} %}}")
            self.sure |= given(expression)
            pieces.append(self.written(body))
            self.sure = before
        return "".join(pieces) + "{% endif %}"

    def loop(self, loop: Loop) -> str:
        self.names.loops = True
        iterable = self.asked(loop.expression)
        before = dict(self.local)
        shown = loop.expression
        while isinstance(shown, Filtered):
            shown = shown.of
        self.local[loop.name] = f"{self.named(shown)}[]" if isinstance(shown, Path) else loop.name
        self.local["loop"] = "loop"
        length = sum(len(node.text) for node in loop.body if isinstance(node, Text))
        count = f"{{{{ {length}|{COUNT} }}}}" if self.careful else ""
        body = self.written(loop.body)
        self.local = before
        otherwise = f"{{% else %}}{self.written(loop.otherwise)}" if loop.otherwise else ""
        return f"{{% for u_{loop.name} in {iterable} %}}{count}{body}{otherwise}{{% endfor %}}"

    def asked(self, expression: Expression) -> str:
        """An expression whose fields may be missing."""
        return self.expression(expression, shown=False)

    def shown(self, expression: Expression) -> str:
        """An expression that is written, so that a field without value is missing."""
        return self.expression(expression, shown=True)

    def expression(self, expression: Expression, *, shown: bool) -> str:
        match expression:
            case Path():
                return self.path(expression, shown=shown)
            case Constant(value):
                return literal(value)
            case Items(items):
                return f"[{', '.join(self.asked(item) for item in items)}]"
            case Filtered(of, "fallback", (otherwise,)):
                return self.fallback(of, otherwise, shown=shown)
            case Filtered(of, name, arguments):
                inner = ", ".join(self.asked(argument) for argument in arguments)
                return f"{self.expression(of, shown=shown)}|{name}" + (f"({inner})" if inner else "")
            case Tested(of, name, negated):
                name = "undefined" if name == "none" else name
                return f"({self.asked(of)} is {'not ' * negated}{name})"
            case Unary(sign, of):
                return f"({sign} {self.expression(of, shown=shown and sign == '-')})"
            case Binary():
                return self.binary(expression, shown=shown)
            case Choice(then, condition, otherwise):
                asked = self.asked(condition)
                before = set(self.sure)
                self.sure |= given(condition)
                first = self.expression(then, shown=shown)
                self.sure = before
                last = _ABSENT if otherwise is None else self.expression(otherwise, shown=shown)
                return f"({first} if {asked} else {last})"

    def binary(self, binary: Binary, *, shown: bool) -> str:
        sign = binary.sign
        last_counts = shown and sign in ("or", "and", "~", "+", "-", "*", "/", "//", "%")
        first_counts = last_counts and sign not in ("or", "and")
        chained = (
            isinstance(binary.left, Binary) and binary.left.sign == sign and sign in ("or", "and", "~", "+")
        )
        left = self.expression(binary.left, shown=first_counts)
        left = left[1:-1] if chained else left  # a long chain must not be deep for the engine
        return f"({left} {sign} {self.expression(binary.right, shown=last_counts)})"

    def fallback(self, of: Expression, otherwise: Expression, *, shown: bool) -> str:
        root = of
        while isinstance(root, Filtered):
            root = root.of
        first, last = self.asked(of), self.expression(otherwise, shown=shown)
        if isinstance(root, Path):
            return f"({first} if {self.asked(root)} is defined else {last})"
        return f"({first} or {last})"

    def named(self, path: Path) -> str:
        """How the field is named to people."""
        first, *rest = path.keys
        shown = self.local.get(str(first), str(first))
        return str(Path((shown, *rest)))

    def path(self, path: Path, *, shown: bool) -> str:
        first, *rest = path.keys
        if first == "loop" and first in self.local:
            if len(rest) != 1 or rest[0] not in _LOOP:
                raise TemplateBroken(self.part, self.line, f"a loop knows {', '.join(sorted(_LOOP))}")
            return f"loop.{rest[0]}"
        if first == "dictionaries":
            return self.names.constant(path, self.part, self.line, is_needed=shown)
        if first in self.local:
            name = f"u_{first}" + "".join(f"[{literal(key)}]" for key in rest)
            is_set = self.local[str(first)] == first
        else:
            name = self.names.field(path)
            is_set = False
        self.names.uses += 1
        if not shown or path in self.sure or is_set:
            return name
        label = self.names.label(self.named(path))
        self.names.needed.add(name)
        return f"({name} if {name} is defined else {label}|{NOTE})" if self.careful else name


def given(condition: Expression) -> set[Path]:
    """The fields that are given where the condition holds."""
    match condition:
        case Path():
            return {condition}
        case Binary("and", left, right):
            return given(left) | given(right)
        case Tested(Path() as path, "defined", False) | Tested(Path() as path, "undefined" | "none", True):
            return {path}
        case _:
            return set()
