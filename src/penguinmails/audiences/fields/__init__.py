"""Custom fields: what a tenant wants to know of its leads beyond what every lead has, typed.

`define_field` and its like join the caller's transaction. `read_value` turns the text of a cell into the
value that a lead holds, and refuses what cannot be one with words for whoever wrote it.
"""

from penguinmails.audiences.fields.dates import ORDERS
from penguinmails.audiences.fields.errors import (
    FieldChoicesInvalid,
    FieldExists,
    FieldInvalid,
    FieldKeyInvalid,
    FieldTypeUnknown,
    FieldUnknown,
)
from penguinmails.audiences.fields.model import Field, FieldType
from penguinmails.audiences.fields.service import (
    define_field,
    delete_field,
    find_field,
    key_for,
    list_all_fields,
    list_fields,
    rename_field,
)
from penguinmails.audiences.fields.values import guess_type, read_value

__all__ = [
    "ORDERS",
    "Field",
    "FieldChoicesInvalid",
    "FieldExists",
    "FieldInvalid",
    "FieldKeyInvalid",
    "FieldType",
    "FieldTypeUnknown",
    "FieldUnknown",
    "define_field",
    "delete_field",
    "find_field",
    "guess_type",
    "key_for",
    "list_all_fields",
    "list_fields",
    "read_value",
    "rename_field",
]
