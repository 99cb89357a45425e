"""From a tree to a condition on leads `l` and their engagement `e`: fixed fragments, and parameters.

What is NULL counts as false wherever it stands: AND and OR keep that, and every negation says IS NOT TRUE.
Comparisons of engagement are written so that they are NULL where nothing was sent, unless zero is asked
for: then the planner may read the engagement first.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, LiteralString, cast

from psycopg.types.json import Jsonb

from penguinmails.audiences.segments.model import Condition, Kind, Node, Op, Scalar, Way
from penguinmails.audiences.segments.moments import moment_of

_COLUMNS: Final[dict[str, LiteralString]] = {
    "email": "l.email",
    "email_domain": "l.email_domain",
    "receiving_provider": "l.receiving_provider",
    "name": "l.name",
    "first_name": "l.first_name",
    "last_name": "l.last_name",
    "company": "l.company",
    "title": "l.title",
    "phone": "l.phone",
    "country": "l.country",
    "timezone": "l.timezone",
    "language": "l.language",
    "source": "l.source",
    "text": "concat_ws(' ', l.name, l.first_name, l.last_name, l.company, l.email)",
    "status": "l.status",
    "stage": "l.stage",
    "tracking_consent": "l.tracking_consent",
    "mx_status": "l.mx_status",
    "is_role": "l.is_role",
    "is_disposable": "l.is_disposable",
    "created": "l.created",
    "updated": "l.updated",
    "address_checked": "l.address_checked",
    "import": "l.import_job_id",
    "tags": "l.tags",
    "engagement.sent": "e.sent",
    "engagement.opened_human": "e.opened_human",
    "engagement.clicked_human": "e.clicked_human",
    "engagement.replied": "e.replied",
    "engagement.soft_bounces_in_row": "e.soft_bounces_in_row",
    "engagement.score": "e.score",
    "engagement.last_sent": "e.last_sent",
    "engagement.last_opened": "e.last_opened",
    "engagement.last_clicked": "e.last_clicked",
    "engagement.last_replied": "e.last_replied",
    "engagement.last_bounced": "e.last_bounced",
    "engagement.last_engaged": "e.last_engaged",
}
_STATUS_OF_LIST: Final[dict[str, str]] = {
    "list": "subscribed",
    "list.pending": "pending",
    "list.unsubscribed": "unsubscribed",
}


@dataclass
class Parameters:
    """The values of a statement's conditions, named one after the other."""

    counting: bool = False
    """All leads are read, not a page of them."""
    values: dict[str, object] = field(default_factory=dict[str, object])

    def add(self, value: object) -> LiteralString:
        """The placeholder of a value."""
        name = f"c{len(self.values)}"
        self.values[name] = value
        # Made of a letter and a number that we count ourselves.
        return cast("LiteralString", f"%({name})s")


def compile_node(node: Node, parameters: Parameters, now: datetime) -> LiteralString:
    """The condition of a tree; its values join `parameters`."""
    if isinstance(node, Condition):
        return _condition(node, parameters, now)
    parts: list[LiteralString] = [f"({compile_node(part, parameters, now)})" for part in node.parts]
    match node.way:
        case Way.ALL:
            return " AND ".join(parts) if parts else "true"
        case Way.ANY:
            return " OR ".join(parts)
        case Way.NONE:
            return f"({' OR '.join(parts)}) IS NOT TRUE"


def _condition(condition: Condition, parameters: Parameters, now: datetime) -> LiteralString:
    opposite = {Op.NOT: Op.IS, Op.LACKS: Op.HAS, Op.SET: Op.EMPTY}.get(condition.op)
    if opposite is not None:
        positive = Condition(condition.field, opposite, condition.value)
        return f"({_condition(positive, parameters, now)}) IS NOT TRUE"
    if condition.field.key is not None:
        return _custom(condition, condition.field.key, parameters, now)
    match condition.field.kind:
        case Kind.LIST:
            return _list(condition, parameters)
        case Kind.TAGS:
            return _tags(condition, parameters)
        case Kind.NUMBER:
            return _count(condition, parameters)
        case Kind.ID if condition.op is not Op.EMPTY:
            ids = parameters.add(_listed(condition) or [condition.value])
            return f"{_COLUMNS[condition.field.name]} = ANY ({ids}::uuid[])"
        case _:
            return _column(condition, _COLUMNS[condition.field.name], parameters, now)


def _column(
    condition: Condition, column: LiteralString, parameters: Parameters, now: datetime
) -> LiteralString:
    match condition.op, condition.field.kind:
        case Op.EMPTY, Kind.ADDRESS | Kind.TEXT:
            return f"coalesce({column}, '') = ''"
        case Op.EMPTY, _:
            return f"{column} IS NULL"
        case Op.IS, Kind.FLAG:
            return column if condition.value else f"NOT {column}"
        case Op.ANY_OF, _:
            return f"{column} = ANY ({parameters.add(_listed(condition))}::text[])"
        case Op.BEFORE, _:
            return f"{column} < {parameters.add(moment_of(str(condition.value), now))}"
        case Op.AFTER, _:
            return f"{column} > {parameters.add(moment_of(str(condition.value), now))}"
        case Op.STARTS, Kind.ADDRESS:
            return f"{column} ^@ {parameters.add(condition.value)}::text"
        case ((Op.STARTS | Op.CONTAINS), _):
            return _holds(condition, column, parameters)
        case _:
            return f"{column} = {parameters.add(condition.value)}::text"


def _holds(condition: Condition, text: LiteralString, parameters: Parameters) -> LiteralString:
    value = parameters.add(condition.value)
    if condition.op is Op.STARTS:
        return f"starts_with(lower({text}), lower({value}::text))"
    return f"strpos(lower({text}), lower({value}::text)) > 0"


def _count(condition: Condition, parameters: Parameters) -> LiteralString:
    column = _COLUMNS[condition.field.name]
    zero: LiteralString = f"coalesce({column}, 0)"
    value = condition.value
    match condition.op:
        case Op.ANY_OF:
            counts = _listed(condition)
            return f"{zero if 0 in counts else column} = ANY ({parameters.add(counts)}::bigint[])"
        case Op.ABOVE:
            return f"{column if _at_least(value, 0) else zero} > {parameters.add(value)}::bigint"
        case Op.BELOW:
            return f"{zero if _at_least(value, 1) else column} < {parameters.add(value)}::bigint"
        case _:
            return f"{zero if value == 0 else column} = {parameters.add(value)}::bigint"


def _at_least(value: object, least: int) -> bool:
    return isinstance(value, int | float) and value >= least


def _tags(condition: Condition, parameters: Parameters) -> LiteralString:
    match condition.op:
        case Op.EMPTY:
            return "l.tags = '{}'"
        case Op.ANY_OF:
            return f"l.tags && {parameters.add(_listed(condition))}::text[]"
        case _:
            return f"l.tags @> ARRAY[{parameters.add(condition.value)}::text]"


def _list(condition: Condition, parameters: Parameters) -> LiteralString:
    status: LiteralString = f"m.status = {parameters.add(_STATUS_OF_LIST[condition.field.name])}"
    match condition.op:
        case Op.EMPTY:
            return f"({_member(status, parameters)}) IS NOT TRUE"
        case Op.ANY_OF:
            ids = parameters.add(_listed(condition))
            return _member(f"{status} AND m.list_id = ANY ({ids}::uuid[])", parameters)
        case _:
            list_id = parameters.add(condition.value)
            return _member(f"{status} AND m.list_id = {list_id}::uuid", parameters)


def _member(which: LiteralString, parameters: Parameters) -> LiteralString:
    if parameters.counting:
        # Hashed wherever it stands: with EXISTS beside an OR a million leads took 2.6 s, now 0.4.
        members: LiteralString = "SELECT m.lead_id FROM oltp.list_contacts m"
        return f"l.id IN ({members} WHERE m.tenant_id = %(tenant_id)s AND {which})"
    # Looked up lead by lead. `after` is not inferred: a page far behind would read all members before it.
    return (
        "EXISTS (SELECT FROM oltp.list_contacts m WHERE m.tenant_id = l.tenant_id AND m.lead_id = l.id"
        f" AND m.lead_id > %(after)s AND {which})"
    )


def _custom(condition: Condition, key: str, parameters: Parameters, now: datetime) -> LiteralString:
    match condition.op, condition.field.kind:
        case Op.IS, _:
            return _holding(key, _stored(condition, condition.value, now), parameters)
        case Op.ANY_OF, _:
            return " OR ".join(
                _holding(key, _stored(condition, value, now), parameters) for value in _listed(condition)
            )
        case _:
            name = parameters.add(key)
    text: LiteralString = f"(l.custom_fields ->> {name}::text)"
    match condition.op, condition.field.kind:
        case Op.EMPTY, _:
            return f"coalesce({text}, '') = ''"
        case ((Op.ABOVE | Op.BELOW), _):
            sign: LiteralString = ">" if condition.op is Op.ABOVE else "<"
            value = parameters.add(Decimal(str(condition.value)))
            json: LiteralString = f"(l.custom_fields -> {name}::text)"
            # Compared as JSON compares numbers: no cast of what may be something else can fail.
            return f"jsonb_typeof({json}) = 'number' AND {json} {sign} to_jsonb({value}::numeric)"
        case ((Op.BEFORE | Op.AFTER), _):
            # Days and times are written so that they sort as text.
            order: LiteralString = "<" if condition.op is Op.BEFORE else ">"
            value = parameters.add(_stored(condition, condition.value, now))
            return f"{text} COLLATE \"C\" {order} {value}::text AND {text} <> ''"
        case _:
            return _holds(condition, text, parameters)


def _holding(key: str, value: Scalar, parameters: Parameters) -> LiteralString:
    return f"l.custom_fields @> {parameters.add(Jsonb({key: value}))}::jsonb"


def _stored(condition: Condition, value: object, now: datetime) -> Scalar:
    """The value as `custom_fields` holds it."""
    match condition.field.kind:
        case Kind.DATE:
            return moment_of(str(value), now).astimezone(UTC).date().isoformat()
        case Kind.TIME:
            return moment_of(str(value), now).astimezone(UTC).isoformat(timespec="seconds")
        case _:
            return cast("Scalar", value)


def _listed(condition: Condition) -> list[Scalar]:
    return list(condition.value) if isinstance(condition.value, tuple) else []


def subscriber_of(list_ids: list[str], double: list[str], parameters: Parameters) -> LiteralString:
    """Subscribed to one of the lists; to one with double opt-in only who has confirmed."""
    ids, confirmed = parameters.add(list_ids), parameters.add(double)
    return _member(
        f"m.status = 'subscribed' AND m.list_id = ANY ({ids}::uuid[])"
        f" AND (m.confirmed IS NOT NULL OR m.list_id <> ALL ({confirmed}::uuid[]))",
        parameters,
    )


def member_of(list_ids: list[str], parameters: Parameters) -> LiteralString:
    """In one of the lists, waiting for a confirmation or not."""
    ids = parameters.add(list_ids)
    return _member(f"m.status <> 'unsubscribed' AND m.list_id = ANY ({ids}::uuid[])", parameters)


def of_company(company_id: str, parameters: Parameters) -> LiteralString:
    """A lead of the company's own."""
    return f"l.company_id = {parameters.add(company_id)}::uuid"


def first_of_address(company_id: str, parameters: Parameters) -> LiteralString:
    """No shared lead whose address the company has itself: its own says whether it may be written to."""
    return (
        "(l.company_id IS NOT NULL OR NOT EXISTS (SELECT FROM oltp.leads o WHERE o.tenant_id = l.tenant_id"
        " AND o.email = l.email AND o.deleted IS NULL"
        f" AND o.company_id = {parameters.add(company_id)}::uuid))"
    )
