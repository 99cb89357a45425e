"""What a row of each subject is made of: the statement, the columns, the cells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from penguinmails.audiences.exports import store
from penguinmails.audiences.exports.cells import Cell, Format
from penguinmails.audiences.exports.model import (
    ExportedLead,
    ExportedMember,
    ExportedSuppression,
    Selection,
    Subject,
)
from penguinmails.audiences.segments.store import Asked
from penguinmails.kernel.sql import Query

CUSTOM: Final = "custom_fields"


@dataclass(frozen=True)
class Table:
    """What is to be written."""

    query: Query
    row: type[Any]
    parameters: Mapping[str, object]
    """All that the statement names but the tenant."""
    columns: Sequence[str]
    cells: Callable[[Any], Sequence[Cell]]


def table(
    subject: Subject,
    selection: Selection,
    company_id: UUID | None,
    custom: Sequence[str],
    format: Format,  # noqa: A002
) -> Table:
    """The table of an export. `custom` are the keys of the leads' own fields that may be in it."""
    match subject:
        case Subject.LEADS:
            query, row = store.queries.leads, ExportedLead
            parameters = {"company_id": company_id, "tag": selection.tag, "list_id": selection.list_id}
        case Subject.LISTS:
            query, row = store.queries.members, ExportedMember
            parameters = {"company_id": company_id, "list_id": selection.list_id}
        case Subject.SUPPRESSIONS:
            query, row = store.queries.suppressions, ExportedSuppression
            parameters = {"company_id": company_id}
    names = [field.name for field in fields(row)]
    if row is not ExportedLead:
        return Table(query, row, parameters, names, attrgetter(*names))
    names.remove(CUSTOM)
    if format is Format.JSON:
        return Table(query, row, parameters, [*names, CUSTOM], _nested(names, custom))
    columns = [*names, *(f"{CUSTOM}.{key}" for key in custom)]
    return Table(query, row, parameters, columns, _flat(names, custom))


def narrowed(leads: Table, asked: Asked) -> Table:
    """The table of leads, of those only who meet a condition."""
    query = store.queries.leads_meeting.narrowed(asked.condition)
    return replace(leads, query=query, parameters={**leads.parameters, **asked.parameters})


def _flat(names: Sequence[str], custom: Sequence[str]) -> Callable[[ExportedLead], Sequence[Cell]]:
    plain = attrgetter(*names)
    return lambda lead: (*plain(lead), *(lead.custom_fields.get(key) for key in custom))


def _nested(names: Sequence[str], custom: Sequence[str]) -> Callable[[ExportedLead], Sequence[Cell]]:
    plain, known = attrgetter(*names), frozenset(custom)
    return lambda lead: (
        *plain(lead),
        {key: value for key, value in lead.custom_fields.items() if key in known},
    )
