"""ARCHITECTURE.md is the map: it must show what is there, in the order in which it is built."""

import importlib
import re
import tomllib
from pathlib import Path

import pytest

from tests.house.repository import ROOT, fenced, files, import_contracts, packages

LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?!https?://|#|mailto:)(?P<target>[^)#\s]+)(?:#[^)]*)?\)")
FACADELESS = {
    "kernel",
    "postgres",
    "cli",
}  # two are the ground, whose modules are the façade; one is the roof
DOCUMENTS = [path for path in files() if path.suffix == ".md"]


def mapped() -> list[str]:
    """The packages that the map names, from the ground up."""
    (block,) = fenced("ARCHITECTURE.md", "map")
    return [line.split()[0] for line in block.splitlines() if line and not line.startswith(" ")]


def areas() -> list[str]:
    return [name.rstrip("/") for name in mapped() if name.count("/") == 1]


def test_the_map_names_every_package_and_only_what_exists() -> None:
    assert sorted(mapped()) == sorted(packages())


def test_the_map_says_something_of_every_package() -> None:
    (block,) = fenced("ARCHITECTURE.md", "map")
    assert [line for line in block.splitlines() if line and len(line.split()) < 3] == []


def test_the_map_stands_in_the_order_that_lint_enforces() -> None:
    (order,) = (contract for contract in import_contracts() if contract["type"] == "layers")
    assert order["layers"].split() == areas()[::-1]


def test_every_area_has_its_facade_protected() -> None:
    protected = {
        contract["protected_modules"].strip()
        for contract in import_contracts()
        if contract["type"] == "protected"
    }
    assert protected == {f"penguinmails.{area}.*" for area in set(areas()) - FACADELESS}


@pytest.mark.parametrize("package", sorted(packages()))
def test_all_that_a_package_offers_can_be_imported(package: str) -> None:
    module = importlib.import_module(f"penguinmails/{package}".rstrip("/").replace("/", "."))
    assert [name for name in getattr(module, "__all__", []) if not hasattr(module, name)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file(document: Path) -> None:
    targets = [match["target"] for match in LINK.finditer(document.read_text("utf-8"))]
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_decisions_are_numbered_without_gaps_and_all_listed() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "adr").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert [name for name in names if f"docs/adr/{name}" not in text] == []


def test_every_dependency_is_pinned_without_an_address() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][A-Za-z0-9.]*", line)] == []
    pinned = {re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in lines}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert {re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~! ]", name)[0]) for name in wanted} <= pinned
