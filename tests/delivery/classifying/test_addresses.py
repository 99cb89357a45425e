"""Addresses found in running text."""

import pytest

from penguinmails.delivery.inbound.classifying.addresses import EMAIL


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("rfc822; o'brien@example.com", ["o'brien@example.com"]),
        ("<o'brien@example.com>: no such user", ["o'brien@example.com"]),
        ("The user 'ana@example.com' is unknown", ["ana@example.com"]),
        ("user='ana@example.com', host='mx'", ["ana@example.com"]),
        ("mailto:ana@example.com;ben@example.com", ["ana@example.com", "ben@example.com"]),
        ("no address @ all", []),
    ],
)
def test_an_apostrophe_belongs_to_an_address_only_inside(text: str, found: list[str]) -> None:
    assert [match[0] for match in EMAIL.finditer(text)] == found
