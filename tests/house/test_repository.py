"""What no file of this project may be or say."""

import re
from pathlib import Path

from tests.house.repository import ROOT, files, text

LONGEST = 600
DATA = re.compile(
    r"LICENSE$|constraints\.txt$|docs/data-model\.md$|examples/.*\.csv$|migrations/|tests/.*\.(?!py$)\w+$"
)
CATCH_ALLS = {"utils", "util", "common", "helpers", "misc"}
SHARED_FOLDERS = {
    "/",
    "/home",
    "/opt",
    "/root",
    "/srv",
    "/tmp",
    "/usr/src",
    "/var/tmp",
}  # no machine's secret

# Written so that no pattern matches itself.
FORBIDDEN = {
    "the address of a package index": r"index[-]url|://[^ ]*/[s]imple/|://[r]egistry\.",
    "a promise instead of a deed": r"\b(?:TO[D]O|FI[X]ME|XX[X])\b|NotImplemented[E]rror|@pytest\.mark\.xfai[l]",
}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_is_too_long_to_be_read() -> None:
    lengths = {
        name: len((text(path) or "").splitlines()) for path in files() if not DATA.match(name := named(path))
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_module_is_a_drawer_for_everything() -> None:
    parts = {
        named(path): {part.partition(".")[0] for part in path.relative_to(ROOT).parts} for path in files()
    }
    assert [name for name, of_name in parts.items() if of_name & CATCH_ALLS] == []


def test_nothing_forbidden_is_written() -> None:
    rules = dict(FORBIDDEN)
    if (parent := str(ROOT.parent)) not in SHARED_FOLDERS:
        rules["a path of this machine"] = re.escape(f"{parent}/")
    found = [
        f"{named(path)}:{number}: {what}"
        for path in files()
        for number, line in enumerate((text(path) or "").splitlines(), 1)
        for what, pattern in rules.items()
        if re.search(pattern, line)
    ]
    assert found == []


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[:1] == ["Unreleased"]
