"""The example files are what their generator makes, and reading them gives what it planted."""

import zipfile
from collections import Counter
from pathlib import Path

import pytest
from scripts.example_leads import FOLDER, Expected, make

from penguinmails.audiences.addresses import read_address
from penguinmails.audiences.errors import AddressInvalid
from penguinmails.audiences.files import open_file, suggest_mapping


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Expected]]:
    folder = tmp_path_factory.mktemp("examples")
    return folder, make(folder)


NAMES = ["leads.csv", "leads-latin1.csv", "leads.jsonl", "leads.xlsx"]


def parts(path: Path) -> dict[str, bytes]:
    """What is in a workbook: how it is compressed depends on the machine."""
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def test_the_generator_makes_these_files(made: tuple[Path, list[Expected]]) -> None:
    folder, expectations = made
    assert [expected.name for expected in expectations] == NAMES
    for name in NAMES[:3]:
        assert (folder / name).read_bytes() == (FOLDER / name).read_bytes(), name
    assert parts(folder / NAMES[3]) == parts(FOLDER / NAMES[3])
    assert (folder / "demo/readers.csv").read_bytes() == (FOLDER / "demo/readers.csv").read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_reading_gives_what_was_planted(made: tuple[Path, list[Expected]], name: str) -> None:
    (expected,) = [each for each in made[1] if each.name == name]
    file = open_file(FOLDER / name)
    assert (file.layout.format, file.layout.encoding) == (expected.format, expected.encoding)
    assert len(file.layout.columns) == expected.columns
    mapping = suggest_mapping(file)
    (email,) = [at for at, column in enumerate(file.layout.columns) if mapping.get(column) == "email"]
    faults: Counter[str] = Counter()
    addresses: list[str] = []
    missing = invalid = rows = 0
    for row in file.rows():
        rows += 1
        cell = row.cells[email] or ""
        if row.fault:
            faults[row.fault.partition(":")[0]] += 1
        elif not cell.strip():
            missing += 1
        else:
            try:
                addresses.append(read_address(cell))
            except AddressInvalid:
                invalid += 1
    assert (rows, dict(faults), missing, invalid) == (
        expected.rows,
        expected.faults,
        expected.missing,
        expected.invalid,
    )
    assert addresses == expected.addresses


def test_no_example_reaches_anybody(made: tuple[Path, list[Expected]]) -> None:
    reserved = ("example.com", "example.org", "example.net", ".example", ".test")
    for expected in made[1]:
        assert all(address.endswith(reserved) for address in expected.addresses)
