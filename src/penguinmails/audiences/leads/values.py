"""What people write into a lead, as it is stored. Pure."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from penguinmails.audiences.errors import shown
from penguinmails.audiences.fields import Field, read_value
from penguinmails.audiences.leads.errors import FieldMissing, FieldRefused, FieldUnknown, TagInvalid
from penguinmails.audiences.leads.model import CUSTOM, FIELDS

LONGEST: Final = 200
TAG_LENGTH: Final = 100
MOST_TAGS: Final = 100
_APART: Final = frozenset(",;|")
_JOINERS: Final = frozenset("\u200c\u200d")
"""Persian and Hindi need them."""


def read_changes(
    changes: Mapping[str, str | None], fields: Sequence[Field]
) -> tuple[dict[str, str | None], dict[str, object]]:
    """What columns and custom fields become; None empties one.

    Custom fields are written `custom_fields.KEY`. Raises `FieldUnknown`, `FieldRefused`, `FieldInvalid`.
    """
    by_key = {field.key: field for field in fields}
    columns: dict[str, str | None] = {}
    custom: dict[str, object] = {}
    for name, value in changes.items():
        key = name.removeprefix(CUSTOM)
        if name in FIELDS:
            columns[name] = read_field(name, value or "")
        elif name.startswith(CUSTOM) and key in by_key:
            custom[key] = read_value(by_key[key], value or "")
        else:
            raise FieldUnknown(field=shown(name), known=_known(name, by_key))
    return columns, custom


def read_field(name: str, raw: str) -> str | None:
    """The text as stored: composed, one blank between words; None for nothing. Raises `FieldRefused`."""
    text = " ".join(unicodedata.normalize("NFC", raw).split())
    if any(not sign.isprintable() and sign not in _JOINERS for sign in text):
        raise FieldRefused(field=name, value=shown(raw), reason="it holds characters that cannot be seen")
    if len(text) > LONGEST:
        raise FieldRefused(field=name, value=shown(raw), reason=f"{LONGEST} characters are the most")
    if name == "timezone" and text and text not in _timezones():
        raise FieldRefused(field=name, value=shown(raw), reason="it is no name like Europe/Berlin")
    return text or None


def check_required(custom: Mapping[str, object], fields: Iterable[Field]) -> None:
    """Refuse with `FieldMissing` a new lead that lacks what all must have."""
    missing = [field.label for field in fields if field.is_required and custom.get(field.key) is None]
    if missing:
        raise FieldMissing(fields=", ".join(missing))


def read_tags(raw: Iterable[str]) -> list[str]:
    """The tags as they are stored, each once, in the order given. Raises `TagInvalid`."""
    tags: dict[str, None] = {}
    for each in raw:
        tag = " ".join(unicodedata.normalize("NFC", each).split())
        if not tag:
            raise TagInvalid(tag=shown(each), reason="it is empty")
        if len(tag) > TAG_LENGTH:
            raise TagInvalid(tag=shown(each), reason="it is too long")
        if not _APART.isdisjoint(tag) or not tag.isprintable():
            raise TagInvalid(tag=shown(each), reason="it holds a character that is not allowed there")
        tags[tag] = None
    return list(tags)


def _known(name: str, by_key: Mapping[str, Field]) -> str:
    if name == "email":
        return "An address is who somebody is: add a lead with the right one and delete this."
    custom = ", ".join(CUSTOM + key for key in by_key)
    fields = f"There are {', '.join(FIELDS)}"
    return f"{fields}, {custom}." if custom else f"{fields}; `penguinmails lead field add` makes others."


@cache
def _timezones() -> frozenset[str]:
    return frozenset(available_timezones())
