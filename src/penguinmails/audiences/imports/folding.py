"""What becomes of addresses that are there more than once, in a file or already as leads. No I/O.

A file is read from the top: the first row of an address makes the lead, each later one meets the lead as the
rows before left it. So it does not matter where one batch ends and the next begins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from penguinmails.audiences.imports.model import CUSTOM, FIELDS, Change, LeadState, Row


@dataclass(frozen=True)
class Folded:
    """The leads to make, those to change (before and after), and how many rows did what.

    A row that changes a lead which this batch makes is `updated` too.
    """

    created: list[Row]
    changed: list[tuple[Row, Row]]
    updated: int
    skipped: int


def first_of_each(rows: Iterable[Row]) -> list[Row]:
    """The first row of each address."""
    seen: dict[str, Row] = {}
    for row in rows:
        seen.setdefault(row.email, row)
    return list(seen.values())


def fold(rows: Iterable[Row], there: Mapping[str, Row]) -> Folded:
    """Take the rows in their order into the leads that are there, by address."""
    states: dict[str, Row] = {}
    updated = skipped = 0
    for row in rows:
        state = states.get(row.email) or there.get(row.email)
        if state is None:
            states[row.email] = row
            continue
        after = merged(state, row)
        if after is state:
            skipped += 1
        else:
            states[row.email] = after
            updated += 1
    created = [state for email, state in states.items() if email not in there]
    changed = [(there[email], state) for email, state in states.items() if email in there]
    return Folded(created, changed, updated, skipped)


def merged(state: Row, row: Row) -> Row:
    """The lead after the row: what the row says replaces, its tags are added.

    The same object if nothing changes.
    """
    fields = tuple(new or old for new, old in zip(row.fields, state.fields, strict=True))
    custom = state.custom
    if any(not _same(custom.get(key), value) for key, value in row.custom.items()):
        custom = {**custom, **row.custom}
    fresh = tuple(tag for tag in row.tags if tag not in state.tags)
    if fields == state.fields and custom is state.custom and not fresh:
        return state
    return state._replace(fields=fields, custom=custom, tags=state.tags + fresh)


def change(before: Row, after: Row) -> Change:
    """What to note so that `restored` can take it back."""
    former: dict[str, Any] = {}
    written: dict[str, Any] = {}
    for name, old, new in zip(FIELDS, before.fields, after.fields, strict=True):
        if old != new:
            former[name], written[name] = old or None, new or None
    for key, new in after.custom.items():
        old = before.custom.get(key)
        if not _same(old, new):
            former[CUSTOM + key], written[CUSTOM + key] = old, new
    added = [tag for tag in after.tags if tag not in before.tags]
    return Change(UUID(hex=after.id), former, written, added)


def restored(lead: LeadState, change: Change) -> Row:
    """The lead with its former values, but for fields that somebody has given another value since."""
    row = lead.as_row()
    values: dict[str, str] = dict(zip(FIELDS, row.fields, strict=True))
    custom = dict(row.custom)
    for name, written in change.written.items():
        former = change.former[name]
        if not name.startswith(CUSTOM):
            if values[name] == written:
                values[name] = former or ""
        elif _same(custom.get(key := name.removeprefix(CUSTOM)), written):
            if former is None:
                custom.pop(key, None)
            else:
                custom[key] = former
    tags = tuple(tag for tag in row.tags if tag not in change.tags_added)
    return row._replace(fields=tuple(values[name] for name in FIELDS), custom=custom, tags=tags)


def _same(one: object, other: object) -> bool:
    # True == 1 in Python, and not in JSON.
    return one == other and isinstance(one, bool) == isinstance(other, bool)
