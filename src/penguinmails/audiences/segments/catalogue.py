"""What a filter can name: fields of all leads, the tenant's own, its lists; and values made fit for them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, cast
from uuid import UUID

from penguinmails.audiences.errors import shown
from penguinmails.audiences.fields import Field, FieldInvalid, FieldType, read_value
from penguinmails.audiences.leads.model import CUSTOM, LeadStatus, Stage
from penguinmails.audiences.segments.errors import FilterInvalid
from penguinmails.audiences.segments.model import (
    Condition,
    FieldRow,
    Kind,
    KnownField,
    ListRow,
    Op,
    Scalar,
    Value,
)
from penguinmails.audiences.segments.moments import EXPECTED, read_moment

LONGEST: Final = 1000
"""Characters of a value."""
MOST_VALUES: Final = 500
MOST_CONDITIONS: Final = 100
DEEPEST: Final = 10
_HIGHEST: Final = 2**62

_TEXT_OPS: Final = (Op.IS, Op.NOT, Op.ANY_OF, Op.CONTAINS, Op.STARTS, Op.EMPTY, Op.SET)
OPS: Final[Mapping[Kind, tuple[Op, ...]]] = {
    Kind.ADDRESS: _TEXT_OPS,
    Kind.TEXT: _TEXT_OPS,
    Kind.SEARCH: (Op.CONTAINS,),
    Kind.CHOICE: (Op.IS, Op.NOT, Op.ANY_OF, Op.EMPTY, Op.SET),
    Kind.FLAG: (Op.IS, Op.NOT, Op.EMPTY, Op.SET),
    Kind.NUMBER: (Op.IS, Op.NOT, Op.ANY_OF, Op.ABOVE, Op.BELOW, Op.EMPTY, Op.SET),
    Kind.DATE: (Op.IS, Op.NOT, Op.BEFORE, Op.AFTER, Op.EMPTY, Op.SET),
    Kind.TIME: (Op.BEFORE, Op.AFTER, Op.EMPTY, Op.SET),
    Kind.TAGS: (Op.HAS, Op.LACKS, Op.ANY_OF, Op.EMPTY, Op.SET),
    Kind.LIST: (Op.IS, Op.NOT, Op.ANY_OF, Op.EMPTY, Op.SET),
    Kind.ID: (Op.IS, Op.NOT, Op.ANY_OF, Op.EMPTY, Op.SET),
}

_COUNTS: Final = ("sent", "opened_human", "clicked_human", "replied", "soft_bounces_in_row", "score")
_LASTS: Final = ("sent", "opened", "clicked", "replied", "bounced", "engaged")
FIELDS: Final[tuple[KnownField, ...]] = (
    *(KnownField(name, Kind.ADDRESS) for name in ("email", "email_domain", "receiving_provider")),
    *(
        KnownField(name, Kind.TEXT)
        for name in ("name", "first_name", "last_name", "company", "title", "phone", "country", "timezone")
    ),
    *(KnownField(name, Kind.TEXT) for name in ("language", "source")),
    KnownField("text", Kind.SEARCH),
    KnownField("status", Kind.CHOICE, tuple(LeadStatus)),
    KnownField("stage", Kind.CHOICE, tuple(Stage)),
    KnownField("tracking_consent", Kind.CHOICE, ("off", "last_date_only", "full")),
    KnownField("mx_status", Kind.CHOICE, ("unknown", "found", "missing", "error")),
    *(KnownField(name, Kind.FLAG) for name in ("is_role", "is_disposable")),
    *(KnownField(name, Kind.TIME) for name in ("created", "updated", "address_checked")),
    KnownField("import", Kind.ID),
    KnownField("tags", Kind.TAGS),
    *(KnownField(name, Kind.LIST) for name in ("list", "list.pending", "list.unsubscribed")),
    *(KnownField(f"engagement.{name}", Kind.NUMBER) for name in _COUNTS),
    *(KnownField(f"engagement.last_{name}", Kind.TIME) for name in _LASTS),
)
_NEVER_EMPTY: Final = frozenset(
    ("status", "stage", "tracking_consent", "mx_status", "is_role", "is_disposable", "created", "updated")
) | {f"engagement.{name}" for name in _COUNTS}

_KINDS: Final = {
    FieldType.TEXT: Kind.TEXT,
    FieldType.URL: Kind.TEXT,
    FieldType.CHOICE: Kind.CHOICE,
    FieldType.NUMBER: Kind.NUMBER,
    FieldType.BOOLEAN: Kind.FLAG,
    FieldType.DATE: Kind.DATE,
    FieldType.TIMESTAMP: Kind.TIME,
}
_NUMBER: Final = Field("number", "It", FieldType.NUMBER)
_FLAG: Final = Field("flag", "It", FieldType.BOOLEAN)

Place = Callable[[str], str]
"""Where something stands: of the condition's "field", "op" or "value", for people."""


@dataclass(frozen=True)
class Catalogue:
    """What the filters of one tenant, seen by one member, can name."""

    fields: Mapping[str, KnownField]
    lists: tuple[ListRow, ...] = ()

    @classmethod
    def of(cls, custom: Iterable[FieldRow], lists: Sequence[ListRow] = ()) -> "Catalogue":
        """The fields of all leads, and these."""
        own = (
            KnownField(CUSTOM + row.key, _KINDS[FieldType(row.type)], tuple(row.choices), row.key)
            for row in custom
        )
        return cls({field.name: field for field in (*FIELDS, *own)}, tuple(lists))

    def ops_of(self, field: KnownField) -> tuple[Op, ...]:
        """How the field may be compared."""
        ops = OPS[field.kind]
        if field.name in _NEVER_EMPTY:
            return tuple(op for op in ops if not op.bare)
        return ops

    def condition(self, name: object, op: object, value: object, place: Place) -> Condition:
        """The condition, its value in the one form that its kind has. Raises `FilterInvalid`."""
        field = self._field(name, place)
        if not isinstance(op, str) or op not in self.ops_of(field):
            raise FilterInvalid(
                place("op"),
                f"{field.name} cannot be compared by {_said(op)}, but by {_ops(self.ops_of(field))}",
            )
        how = Op(op)
        if how.bare:
            if value is not None:
                raise FilterInvalid(place("value"), f"{op} has no value")
            return Condition(field, how)
        return Condition(field, how, self._value(field, how, value, place))

    def name_of_list(self, list_id: str) -> str:
        """How people may call a list: by its name where only one has it."""
        found = next((row.name for row in self.lists if str(row.id) == list_id), list_id)
        alike = sum(row.name.casefold() == found.casefold() for row in self.lists)
        return found if alike == 1 else list_id

    def _field(self, name: object, place: Place) -> KnownField:
        if isinstance(name, str) and name in self.fields:
            return self.fields[name]
        near = get_close_matches(str(name), self.fields, 1)
        if not near and str(name).startswith(CUSTOM):
            own = [known for known in self.fields if known.startswith(CUSTOM)]
            near = own[:1]
        advice = f"; did you mean {near[0]}?" if near else ""
        raise FilterInvalid(place("field"), f"there is no field {_said(name)}{advice}")

    def _value(self, field: KnownField, op: Op, value: object, place: Place) -> Value:
        if op is not Op.ANY_OF:
            return self._scalar(field, value, place("value"))
        if not isinstance(value, list | tuple) or not value:
            raise FilterInvalid(place("value"), "any_of needs a list of values")
        values = cast("Sequence[object]", value)
        if len(values) > MOST_VALUES:
            raise FilterInvalid(place("value"), f"a list may have {MOST_VALUES} values at most")
        typed = (self._scalar(field, each, f"{place('value')}[{index}]") for index, each in enumerate(values))
        return tuple(dict.fromkeys(typed))

    def _scalar(self, field: KnownField, value: object, where: str) -> Scalar:
        if isinstance(value, str):
            _check_text(value, where)
        match field.kind:
            case Kind.NUMBER:
                return _number(field, value, where)
            case Kind.FLAG:
                return value if isinstance(value, bool) else bool(_read(_FLAG, _text(value, where), where))
            case _:
                text = _text(value, where)
        match field.kind:
            case Kind.ADDRESS:
                return text.lower()
            case Kind.CHOICE:
                return _choice(field, text, where)
            case Kind.DATE | Kind.TIME:
                moment = read_moment(text)
                if moment is None:
                    raise FilterInvalid(where, f"{shown(text)} is not {EXPECTED}")
                return moment
            case Kind.LIST:
                return self._list(text, where)
            case Kind.ID:
                return _id(text, where)
            case _:
                return text

    def _list(self, text: str, where: str) -> str:
        for row in self.lists:
            if str(row.id) == text.lower():
                return str(row.id)
        named = [row for row in self.lists if row.name.casefold() == text.casefold()]
        if len(named) > 1:
            ids = ", ".join(str(row.id) for row in named)
            raise FilterInvalid(where, f"{len(named)} lists are named {shown(text)}; give an id: {ids}")
        if not named:
            near = get_close_matches(text, [row.name for row in self.lists], 1)
            advice = f"; did you mean {shown(near[0])}?" if near else ""
            raise FilterInvalid(where, f"there is no list {shown(text)}{advice}")
        return str(named[0].id)


def _number(field: KnownField, value: object, where: str) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise FilterInvalid(where, "a number is expected")
    number = _read(_NUMBER, value, where) if isinstance(value, str) else value
    if not isinstance(number, int | float) or not abs(number) < _HIGHEST:
        raise FilterInvalid(where, "a number of a usual size is expected")
    if field.key is None and number != int(number):
        raise FilterInvalid(where, "a whole number is expected")
    return int(number) if number == int(number) else number


def _choice(field: KnownField, text: str, where: str) -> str:
    for choice in field.choices:
        if choice.casefold() == text.casefold():
            return choice
    near = get_close_matches(text, field.choices, 1)
    advice = f"did you mean {near[0]}? " if near else ""
    raise FilterInvalid(
        where, f"{shown(text)} is no {field.name}; {advice}there are {', '.join(field.choices)}"
    )


def _id(text: str, where: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise FilterInvalid(where, f"{shown(text)} is no id") from None


def _read(field: Field, text: str, where: str) -> Scalar:
    try:
        value = read_value(field, text)
    except FieldInvalid as error:
        raise FilterInvalid(where, error.message.rstrip(".")) from None
    if value is None:
        raise FilterInvalid(where, "a value is expected")
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise FilterInvalid(where, f"a text is expected, not {_said(value)}")
    if not value.strip():
        raise FilterInvalid(where, "the text is blank; use empty or set to ask for a value at all")
    return value


def _check_text(text: str, where: str) -> None:
    if len(text) > LONGEST:
        raise FilterInvalid(where, f"a value may have {LONGEST} characters at most")
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise FilterInvalid(where, "the text holds a character that no database stores")


def _said(value: object) -> str:
    return shown(value) if isinstance(value, str) else shown(str(value)) if value is not None else "nothing"


def _ops(ops: Sequence[Op]) -> str:
    return ", ".join(ops)
