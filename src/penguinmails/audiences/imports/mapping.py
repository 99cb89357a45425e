"""Which column of a file goes to which field of a lead: what was guessed, corrected by what somebody said."""

from collections.abc import Mapping, Sequence

from penguinmails.audiences.fields import Field
from penguinmails.audiences.imports.errors import (
    ImportColumnUnknown,
    ImportEmailUnmapped,
    ImportFieldUnmapped,
    ImportTargetTwice,
    ImportTargetUnknown,
)
from penguinmails.audiences.imports.model import CUSTOM, FIELDS


def targets(fields: Sequence[Field]) -> tuple[str, ...]:
    """Where a column can go."""
    return ("email", *FIELDS, "tags", *(CUSTOM + field.key for field in fields))


def complete(
    columns: Sequence[str],
    guessed: Mapping[str, str],
    said: Mapping[str, str],
    fields: Sequence[Field],
    *,
    required: bool,
) -> dict[str, str]:
    """The mapping of an import. What is said goes before what was guessed; "" leaves a column out.

    A custom field may be said without its prefix. `required`: new leads must get all required fields. Raises
    `ImportColumnUnknown`, `ImportTargetUnknown`, `ImportTargetTwice`, `ImportEmailUnmapped` and
    `ImportFieldUnmapped`.
    """
    known = targets(fields)
    chosen: dict[str, str] = {}
    for column, target in said.items():
        if column not in columns:
            raise ImportColumnUnknown(column=column, columns=_listed(columns))
        full = target if target in known else CUSTOM + target
        if target and full not in known:
            raise ImportTargetUnknown(column=column, target=target, targets=", ".join(known))
        chosen[column] = full if target else ""
    taken = set(chosen.values()) - {"tags"}
    for column, target in guessed.items():
        if column not in chosen and target not in taken and target in known:
            chosen[column] = target
            taken |= {target} - {"tags"}
    mapping = {column: chosen[column] for column in columns if chosen.get(column)}
    _check(mapping, columns)
    for field in fields:
        if required and field.is_required and CUSTOM + field.key not in mapping.values():
            raise ImportFieldUnmapped(field=field.key)
    return mapping


def _check(mapping: Mapping[str, str], columns: Sequence[str]) -> None:
    by_target: dict[str, str] = {}
    for column, target in mapping.items():
        if target != "tags" and target in by_target:
            raise ImportTargetTwice(column=by_target[target], other=column, target=target)
        by_target[target] = column
    if "email" not in by_target:
        raise ImportEmailUnmapped(columns=_listed(columns))


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
