"""Filters and leads that Hypothesis makes, and what a filter means, in plain Python: the tests' second opinion."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from penguinmails.audiences.segments.catalogue import Catalogue
from penguinmails.audiences.segments.model import (
    Condition,
    FieldRow,
    Group,
    Kind,
    KnownField,
    ListRow,
    Node,
    Op,
    Value,
    Way,
)
from penguinmails.kernel import ids

NOW: Final = datetime(2026, 3, 31, 12, 30, 15, tzinfo=UTC)
CUSTOM: Final = (
    FieldRow("plan", "choice", ["pro", "free", "Team plan"]),
    FieldRow("purchases", "number", []),
    FieldRow("vip", "boolean", []),
    FieldRow("birthday", "date", []),
    FieldRow("seen", "timestamp", []),
    FieldRow("note", "text", []),
)
LISTS: Final = tuple(ListRow(ids.uuid7(), name, "single") for name in ("Spring", "Press & friends", "or"))
CATALOGUE: Final = Catalogue.of(CUSTOM, LISTS)

TEXTS: Final = ("Ann", "ann", "ANNA", 'O"Neil\\', "Müller", "MÜLLER", "100%", "a_b", "empty", "a, b")
EMAILS: Final = tuple(
    f"{name}@{domain}" for name in ("ann", "a_b", "bob%") for domain in ("x.example", "y.example")
)
TAGS: Final = ("vip", "VIP", "Spring 26", "or", "é")
MOMENTS: Final = (
    "2026-03-01",
    "2026-03-31T12:00:00+00:00",
    "30 days ago",
    "1 month ago",
    "in 2 weeks",
    "today",
    "5 hours ago",
)
INSTANTS: Final = (
    NOW,
    NOW - timedelta(days=30),
    NOW - timedelta(days=29, hours=23),
    datetime(2026, 3, 1, tzinfo=UTC),
    datetime(2026, 2, 28, 12, 30, 15, tzinfo=UTC),
    NOW + timedelta(days=40),
)
STATUSES: Final[tuple[str, ...]] = ("subscribed", "pending", "unsubscribed")
NUMBERS: Final = (0, 1, 2, 5, 50, -3)


@dataclass
class Person:
    """A lead as the oracle knows it: values by the names that filters use."""

    values: dict[str, Any]
    custom: dict[str, Any]
    lists: dict[str, str] = field(default_factory=dict[str, str])
    """Status by id of list."""


def value_of(known: KnownField) -> st.SearchStrategy[Any]:
    """A value that the field may be compared with, in its stored form."""
    match known.kind:
        case Kind.ADDRESS:
            return st.sampled_from((*EMAILS, "x.example", "ann", "google"))
        case Kind.TEXT | Kind.SEARCH:
            return st.sampled_from(TEXTS)
        case Kind.CHOICE:
            return st.sampled_from(known.choices)
        case Kind.FLAG:
            return st.booleans()
        case Kind.NUMBER:
            more = st.sampled_from((0.5, 1e-7, -2.25)) if known.key else st.nothing()
            return st.sampled_from(NUMBERS) | more
        case Kind.DATE | Kind.TIME:
            return st.sampled_from(MOMENTS)
        case Kind.TAGS:
            return st.sampled_from(TAGS)
        case Kind.LIST:
            return st.sampled_from([str(row.id) for row in LISTS])
        case Kind.ID:
            return st.just(str(LISTS[0].id))


@st.composite
def condition(draw: st.DrawFn) -> Condition:
    known = draw(st.sampled_from(list(CATALOGUE.fields.values())))
    op = draw(st.sampled_from(CATALOGUE.ops_of(known)))
    if op.bare:
        return Condition(known, op)
    if op is Op.ANY_OF:
        values = draw(st.lists(value_of(known), min_size=1, max_size=3, unique=True))
        return Condition(known, op, tuple(values))
    return Condition(known, op, draw(value_of(known)))


def nodes() -> st.SearchStrategy[Node]:
    """Trees of conditions."""
    leaf: st.SearchStrategy[Node] = condition() | st.just(Group(Way.ALL, ()))
    return st.recursive(
        leaf,
        lambda inner: st.builds(
            Group, st.sampled_from(Way), st.lists(inner, min_size=1, max_size=3).map(tuple)
        ),
        max_leaves=6,
    )


@st.composite
def people(draw: st.DrawFn) -> Person:
    """Somebody of whom little or much is known."""
    optional = st.none() | st.sampled_from(TEXTS)
    email = draw(st.sampled_from(EMAILS))
    values: dict[str, Any] = {
        "email": email,
        "email_domain": email.partition("@")[2],
        **{name: draw(optional) for name in ("name", "first_name", "last_name", "company", "country")},
        "receiving_provider": draw(st.sampled_from((None, "google"))),
        "status": draw(st.sampled_from(("active", "replied", "bounced"))),
        "stage": draw(st.sampled_from(("new", "meeting"))),
        "mx_status": draw(st.sampled_from(("unknown", "found"))),
        "tracking_consent": "full",
        "is_role": draw(st.booleans()),
        "is_disposable": False,
        "created": draw(st.sampled_from(INSTANTS)),
        "updated": NOW,
        "address_checked": draw(st.none() | st.sampled_from(INSTANTS)),
        "tags": draw(st.lists(st.sampled_from(TAGS), unique=True, max_size=3)),
    }
    if draw(st.booleans()):
        values |= {
            f"engagement.{name}": draw(st.sampled_from((0, 1, 2, 5, 50)))
            for name in ("sent", "opened_human", "score")
        }
        values |= {
            f"engagement.last_{name}": draw(st.none() | st.sampled_from(INSTANTS))
            for name in ("opened", "replied")
        }
    custom = {
        "plan": draw(st.sampled_from((None, "pro", "free", "Team plan"))),
        "purchases": draw(st.sampled_from((None, 0, 1, 5, 50, 0.5, -3))),
        "vip": draw(st.sampled_from((None, True, False))),
        "birthday": draw(st.sampled_from((None, "2026-03-01", "2026-03-31", "2026-02-28", "1990-01-15"))),
        "seen": draw(
            st.none() | st.sampled_from(INSTANTS).map(lambda moment: moment.isoformat(timespec="seconds"))
        ),
        "note": draw(optional),
    }
    lists: dict[str, str] = draw(
        st.dictionaries(
            st.sampled_from([str(row.id) for row in LISTS]),
            st.sampled_from(list(STATUSES)),
            max_size=3,
        )
    )
    return Person(values, {key: value for key, value in custom.items() if value is not None}, dict(lists))


def meets(person: Person, node: Node) -> bool:
    """Whether somebody meets a filter."""
    if isinstance(node, Group):
        parts = [meets(person, part) for part in node.parts]
        return {Way.ALL: all(parts), Way.ANY: any(parts), Way.NONE: not any(parts)}[node.way]
    known, op, value = node.field, node.op, node.value
    if op in (Op.NOT, Op.LACKS, Op.SET):
        opposite = {Op.NOT: Op.IS, Op.LACKS: Op.HAS, Op.SET: Op.EMPTY}[op]
        return not meets(person, Condition(known, opposite, value))
    if known.kind is Kind.LIST:
        return _in_list(person, known, op, value)
    had = person.custom.get(known.key) if known.key else _had(person.values, known)
    if op is Op.EMPTY:
        return had in (None, "", [])
    if op is Op.ANY_OF:
        assert isinstance(value, tuple)
        return bool(set(value) & set(had or ())) if known.kind is Kind.TAGS else had in value
    return had is not None and _compares(had, known, op, value)


def _had(values: Mapping[str, Any], known: KnownField) -> Any:
    if known.kind is Kind.SEARCH:
        said = (values.get(name) for name in ("name", "first_name", "last_name", "company", "email"))
        return " ".join(part for part in said if part is not None)
    if known.kind is Kind.NUMBER:
        return values.get(known.name, 0)
    return values.get(known.name)


def _in_list(person: Person, known: KnownField, op: Op, value: Value) -> bool:
    status = {"list": "subscribed", "list.pending": "pending", "list.unsubscribed": "unsubscribed"}[
        known.name
    ]
    inside = {list_id for list_id, held in person.lists.items() if held == status}
    if op is Op.EMPTY:
        return not inside
    wanted = [str(each) for each in value] if isinstance(value, tuple) else [str(value)]
    return not inside.isdisjoint(wanted)


def _compares(had: Any, known: KnownField, op: Op, value: Any) -> bool:
    match op:
        case Op.HAS:
            return value in had
        case Op.CONTAINS:
            return value.lower() in had.lower()
        case Op.STARTS:
            return had.lower().startswith(value.lower())
        case Op.ABOVE:
            return had > value
        case Op.BELOW:
            return had < value
        case Op.BEFORE | Op.AFTER:
            had, wanted = _moment(had), moment(value)
            if known.kind is Kind.DATE:
                had, wanted = had.date(), wanted.date()
            return had < wanted if op is Op.BEFORE else had > wanted
        case _ if known.kind is Kind.DATE:
            return had == moment(value).date().isoformat()
        case _:
            return had == value and isinstance(had, bool) == isinstance(value, bool)


def _moment(said: Any) -> datetime:
    if isinstance(said, datetime):
        return said
    found = datetime.fromisoformat(said)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def moment(said: str) -> datetime:
    """What a point in time of `MOMENTS` means at `NOW`."""
    match said.split():
        case ["today"]:
            return datetime.combine(NOW.date(), datetime.min.time(), UTC)
        case [number, "month", "ago"]:
            month = NOW.month - int(number)
            day = min(NOW.day, calendar.monthrange(NOW.year, month)[1])
            return datetime.combine(date(NOW.year, month, day), NOW.timetz())
        case [number, unit, "ago"]:
            return NOW - timedelta(**{unit: int(number)})
        case ["in", number, unit]:
            return NOW + timedelta(**{unit: int(number)})
        case _:
            return _moment(said)


def said_of(nodes_: Sequence[Node]) -> set[str]:
    """The fields and comparisons that trees name: to see that all were tried."""
    found: set[str] = set()
    for node in nodes_:
        if isinstance(node, Condition):
            found.add(f"{node.field.name} {node.op}")
        else:
            found |= said_of(node.parts)
    return found
