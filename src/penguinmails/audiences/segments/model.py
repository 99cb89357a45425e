"""The tree of a filter, and a segment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

Scalar = str | int | float | bool
Value = Scalar | tuple[Scalar, ...] | None


class Op(StrEnum):
    """How a field is compared."""

    IS = "is"
    NOT = "not"
    HAS = "has"
    LACKS = "lacks"
    ANY_OF = "any_of"
    CONTAINS = "contains"
    STARTS = "starts"
    BEFORE = "before"
    AFTER = "after"
    ABOVE = "above"
    BELOW = "below"
    EMPTY = "empty"
    SET = "set"

    @property
    def bare(self) -> bool:
        """Whether it stands without a value."""
        return self in (Op.EMPTY, Op.SET)


class Kind(StrEnum):
    """What a field holds, and so how it may be compared."""

    ADDRESS = "address"
    """Text that is stored in small letters."""
    TEXT = "text"
    SEARCH = "search"
    """Several texts at once."""
    CHOICE = "choice"
    FLAG = "flag"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    TAGS = "tags"
    LIST = "list"
    ID = "id"


class Way(StrEnum):
    """How the parts of a group go together."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True)
class KnownField:
    """A field that filters may name."""

    name: str
    kind: Kind
    choices: tuple[str, ...] = ()
    key: str | None = None
    """Of a custom field."""


@dataclass(frozen=True)
class Condition:
    """A field compared with a value of its kind."""

    field: KnownField
    op: Op
    value: Value = None


@dataclass(frozen=True)
class Group:
    """Conditions that go together. `all` of nothing is true of everybody."""

    way: Way
    parts: tuple["Node", ...]


Node = Condition | Group
EVERYBODY = Group(Way.ALL, ())


def normal(node: Node) -> Node:
    """The same question, written in one way: no group of one, no group in a group of its kind."""
    if isinstance(node, Condition):
        return node
    parts = tuple(_merged(node.way, (normal(part) for part in node.parts)))
    if node.way is Way.NONE:
        return Group(Way.NONE, parts)
    return parts[0] if len(parts) == 1 else Group(node.way, parts)


def conditions(node: Node) -> Iterator[Condition]:
    """All conditions of a tree."""
    if isinstance(node, Condition):
        yield node
    else:
        for part in node.parts:
            yield from conditions(part)


def as_json(node: Node) -> dict[str, Any]:
    """The tree as `segments.filter` holds it."""
    if isinstance(node, Group):
        return {node.way.value: [as_json(part) for part in node.parts]}
    said: dict[str, Any] = {"field": node.field.name, "op": node.op.value}
    if not node.op.bare:
        said["value"] = list(node.value) if isinstance(node.value, tuple) else node.value
    return said


def _merged(way: Way, parts: Iterator[Node]) -> Iterator[Node]:
    # None of (a or b) is none of a, b.
    alike = Way.ANY if way is Way.NONE else way
    for part in parts:
        if isinstance(part, Group) and part.way is alike:
            yield from part.parts
        else:
            yield part


@dataclass(frozen=True)
class Segment:
    """A question about leads, by name. Of a company's leads, or (None) of all the tenant's."""

    id: UUID
    company_id: UUID | None
    name: str
    description: str | None
    filter: dict[str, Any]
    created: datetime
    updated: datetime


@dataclass(frozen=True)
class FieldRow:
    """A custom field as filters need it."""

    key: str
    type: str
    choices: list[str]


@dataclass(frozen=True)
class ListRow:
    """A list as filters need it."""

    id: UUID
    name: str
    opt_in: str


@dataclass(frozen=True)
class Recipient:
    """A lead that a campaign may be sent to."""

    id: UUID
    company_id: UUID | None
    email: str
