"""A field that a tenant added to its leads."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class FieldType(StrEnum):
    """What its values are, and how JSON holds them."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    """`2026-01-31`."""
    TIMESTAMP = "timestamp"
    """`2026-01-31T12:00:00+00:00`, in UTC."""
    URL = "url"
    CHOICE = "choice"
    """One of the field's choices."""


@dataclass(frozen=True)
class Field:
    """A custom field. Its values are in a lead's `custom_fields` under `key`, typed by `read_value`."""

    key: str
    label: str
    type: str
    choices: list[str] = field(default_factory=list[str])
    is_required: bool = False
    """Of new leads."""
    is_personal: bool = True
    """Left out of what clients are given."""
    company_id: UUID | None = None
    """None: of all leads of the tenant."""
    id: UUID | None = None
