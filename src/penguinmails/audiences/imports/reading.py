"""From the rows of a file to leads: in a thread, a batch ahead of the database. No I/O but the file's."""

import re
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

from penguinmails.audiences.addresses import domain_of, is_disposable, is_role, read_address
from penguinmails.audiences.errors import AddressInvalid
from penguinmails.audiences.fields import Field, FieldInvalid, read_value
from penguinmails.audiences.files import FileRow
from penguinmails.audiences.imports.columns import clean
from penguinmails.audiences.imports.model import (
    CUSTOM,
    FIELDS,
    Batch,
    Options,
    PreviewedRow,
    Refusal,
    Row,
)
from penguinmails.audiences.leads.errors import TagInvalid
from penguinmails.audiences.leads.values import LONGEST, MOST_TAGS, read_tags
from penguinmails.kernel import ids

_TAGS: Final = re.compile(r"[,;|\n]")
_JOINERS: Final = "\u200c\u200d"
"""Persian and Hindi need them."""
_REMEMBERED: Final = 20_000
_TIMEZONE: Final = FIELDS.index("timezone")


@dataclass(frozen=True)
class Plan:
    """Which column goes where."""

    columns: tuple[str, ...]
    email: int
    fields: tuple[tuple[int, int], ...]
    """(column, index in FIELDS)."""
    custom: tuple[tuple[int, Field], ...]
    tags: tuple[int, ...]

    @classmethod
    def of(cls, columns: Sequence[str], mapping: Mapping[str, str], custom: Sequence[Field]) -> "Plan":
        """From a mapping that was checked when the import was started."""
        by_key = {field.key: field for field in custom}
        to_custom = ((at, mapping.get(column, "")) for at, column in enumerate(columns))
        return cls(
            columns=tuple(columns),
            email=[mapping.get(column) for column in columns].index("email"),
            fields=tuple(
                (at, FIELDS.index(target))
                for at, column in enumerate(columns)
                if (target := mapping.get(column)) in FIELDS
            ),
            custom=tuple(
                (at, by_key[target.removeprefix(CUSTOM)])
                for at, target in to_custom
                if target.startswith(CUSTOM) and target.removeprefix(CUSTOM) in by_key
            ),
            tags=tuple(at for at, column in enumerate(columns) if mapping.get(column) == "tags"),
        )


class _Refused(Exception):
    def __init__(self, reason: str, detail: str | None) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class Reader:
    """Judges the rows of one file. Remembers what cells of few different values mean."""

    def __init__(self, plan: Plan, options: Options) -> None:
        self._plan = plan
        self._everyones_tags = tuple(options.tags)
        self._tags: dict[str, tuple[str, ...]] = {}
        self._disposable: dict[str, bool] = {}
        self._values: list[dict[str, Any]] = [{} for _ in plan.custom]
        self._date_order = options.date_order

    def batches(self, rows: Iterator[FileRow], size: int, *, after: int) -> Iterator[Batch]:
        """The rows after line `after` in batches; the last says so, and may be empty."""
        last = False
        while not last:
            start = time.perf_counter()
            taken: list[Row] = []
            refused: list[Refusal] = []
            until = after
            for row in rows:
                until = row.line
                try:
                    taken.append(self.read(row))
                except _Refused as why:
                    refused.append(Refusal(row.line, why.reason, why.detail, self.raw(row)))
                if len(taken) + len(refused) == size:
                    break
            else:
                last = True
            yield Batch(after, until, taken, refused, last, time.perf_counter() - start)
            after = until

    def read(self, row: FileRow) -> Row:
        """The lead that a row says. Raises `_Refused`."""
        plan, cells = self._plan, row.cells
        if row.fault is not None:
            raise _Refused(*_parted(row.fault))
        raw_email = cells[plan.email]
        if not raw_email or raw_email.isspace():
            raise _Refused("email_missing", None)
        try:
            email = read_address(raw_email)
        except AddressInvalid as error:
            raise _Refused("email_invalid", error.reason) from None
        domain = domain_of(email)
        disposable = self._disposable.get(domain)
        if disposable is None:
            disposable = _remember(self._disposable, domain, is_disposable(domain))
        tags = self._everyones_tags
        if plan.tags and (text := ",".join(filter(None, (cells[at] for at in plan.tags)))):
            tags = self._tags_of(text)
        return Row(
            row.line,
            ids.uuid7().hex,
            email,
            self._fields(cells),
            self._custom(cells) if plan.custom else {},
            tags,
            is_role(email),
            disposable,
        )

    def _fields(self, cells: Sequence[str | None]) -> tuple[str, ...]:
        values = [""] * len(FIELDS)
        for at, index in self._plan.fields:
            if text := cells[at]:
                values[index] = text = readable(text)
                if len(text) > LONGEST:
                    raise _Refused(
                        "field_invalid", f"{self._plan.columns[at]}: longer than {LONGEST} characters"
                    )
        if (zone := values[_TIMEZONE]) and (known := _timezones().get(zone.lower())) != zone:
            if known is None:
                raise _Refused("field_invalid", f'timezone: "{zone[:40]}" is no name like Europe/Berlin')
            values[_TIMEZONE] = known
        return tuple(values)

    def preview(self, row: FileRow) -> PreviewedRow:
        """What a row would become, for people."""
        try:
            lead = self.read(row)
        except _Refused as why:
            refused = f"{why.reason}: {why.detail}" if why.detail else why.reason
            return PreviewedRow(row.line, None, dict(self.raw(row)), [], refused)
        values = {name: value for name, value in zip(FIELDS, lead.fields, strict=True) if value}
        values |= {CUSTOM + key: value for key, value in lead.custom.items()}
        return PreviewedRow(row.line, lead.email, values, list(lead.tags), None)

    def raw(self, row: FileRow) -> dict[str, str]:
        """The row as it was, for who corrects it."""
        return {
            column: clean(cell)
            for column, cell in zip(self._plan.columns, row.cells, strict=False)
            if cell is not None
        }

    def _custom(self, cells: Sequence[str | None]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for (at, field), known in zip(self._plan.custom, self._values, strict=True):
            text = cells[at]
            if not text or text.isspace():
                if field.is_required:
                    raise _Refused("field_missing", f"{self._plan.columns[at]}: {field.label} is required")
                continue
            if text in known:
                values[field.key] = known[text]
                continue
            try:
                value = read_value(field, text, date_order=self._date_order)
            except FieldInvalid as error:
                raise _Refused("field_invalid", f"{self._plan.columns[at]}: {error.message}") from None
            values[field.key] = _remember(known, text, value)
        return values

    def _tags_of(self, text: str) -> tuple[str, ...]:
        found = self._tags.get(text)
        if found is None:
            parts = (readable(part) for part in _TAGS.split(text))
            try:
                tags = tuple(read_tags([*self._everyones_tags, *filter(None, parts)]))
            except TagInvalid as error:
                raise _Refused("field_invalid", f"tags: {error.message}") from None
            if len(tags) > MOST_TAGS:
                raise _Refused("field_invalid", f"tags: there are {len(tags)}, and {MOST_TAGS} are the most")
            found = _remember(self._tags, text, tags)
        return found


def readable(text: str) -> str:
    """The text on one line, with one blank between words, and without signs that cannot be seen."""
    text = " ".join(text.split())
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text)
    return "".join(sign for sign in composed if sign.isprintable() or sign in _JOINERS).strip()


def _parted(fault: str) -> tuple[str, str | None]:
    reason, _, detail = fault.partition(": ")
    return reason, detail or None


def _remember(known: dict[str, Any], text: str, value: Any) -> Any:
    if len(known) >= _REMEMBERED:
        known.clear()
    known[text] = value
    return value


@cache
def _timezones() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}
