"""The text files of expressions: every section is one that the code knows, every expression can be read."""

from importlib.resources import files

import pytest

from penguinmails.delivery.inbound import classifying
from penguinmails.delivery.inbound.classifying import Intent, Reason
from penguinmails.delivery.inbound.classifying.phrases import phrases

NAMES = sorted(
    file.name.removesuffix(".txt")
    for file in files(classifying.__name__).iterdir()
    if file.name.endswith(".txt")
)


@pytest.mark.parametrize("name", NAMES)
def test_every_file_has_sections_that_find_something(name: str) -> None:
    found = phrases(name)
    assert found
    assert [section for section, words in found.items() if words.search("")] == []


def test_refusals_are_reasons_and_intents_are_intents() -> None:
    assert set(phrases("refusals")) <= set(Reason)
    assert set(phrases("intents")) <= set(Intent)
