"""What can go wrong with DKIM keys."""

from penguinmails.infrastructure.errors import InfrastructureError


class KeyUnknown(InfrastructureError):
    """{domain} has no DKIM key {selector}."""

    code, status = "dkim_key_unknown", 404
    hint = "See `penguinmails domain dkim list {domain}`."


class KeySpent(InfrastructureError):
    """The DKIM key {selector} of {domain} is {status}."""

    code, status = "dkim_key_spent", 409
    hint = "A key that signed before does not sign again: make a new one by `penguinmails domain dkim add`."


class SelectorTaken(InfrastructureError):
    """{domain} has had a DKIM key {selector} already."""

    code, status = "dkim_selector_taken", 409
    hint = "Choose another selector: receivers may still know the old record."


class SelectorInvalid(InfrastructureError):
    """{selector} is no selector."""

    code, status = "dkim_selector_invalid", 422
    hint = "A selector is a name of letters, digits and hyphens, like pm1."
