"""What can go wrong with custom fields and their values."""

from penguinmails.audiences.errors import AudiencesError, shown


class FieldInvalid(AudiencesError):
    """{label} cannot be {value}: {expected} is expected."""

    code, status = "field_invalid", 422
    hint = "Correct the value, or make the field a text."

    def __init__(self, label: str, value: str, expected: str) -> None:
        super().__init__(label=label, value=shown(value), expected=expected)


class FieldUnknown(AudiencesError):
    """There is no custom field {field}."""

    code, status = "field_unknown", 404
    hint = "`penguinmails lead field list --tenant TENANT` shows them."


class FieldExists(AudiencesError):
    """There is a custom field {key} already."""

    code, status = "field_exists", 409
    hint = "Choose another key, or delete that field first."


class FieldKeyInvalid(AudiencesError):
    """{key} cannot be the key of a field."""

    code, status = "field_key_invalid", 422
    hint = "Begin with a letter; then small letters of a to z, digits and _, 63 at most."

    def __init__(self, key: str) -> None:
        super().__init__(key=shown(key))


class FieldTypeUnknown(AudiencesError):
    """{type} is no type of a field."""

    code, status = "field_type_unknown", 422
    hint = "The types are {known}."


class FieldChoicesInvalid(AudiencesError):
    """These choices cannot be: {reason}."""

    code, status = "field_choices_invalid", 422
    hint = "A field of type choice has at least one choice and no two alike; others have none."
