"""The seed documents' lists as data: what each of them defines, and where it lives with us."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Home:
    """Where a thing of a seed went, and why it differs where it does."""

    where: str
    why: str = ""

    @classmethod
    def read(cls, value: "str | dict[str, str]") -> "Home":
        return cls(value) if isinstance(value, str) else cls(value["home"], value.get("why", ""))


@dataclass(frozen=True)
class Thing:
    """A column, JSON key, allowed value, index, trigger, policy, function or view of a seed."""

    kind: str
    name: str
    home: Home


@dataclass(frozen=True)
class SeedTable:
    """A table of a seed and everything defined on it."""

    name: str
    home: Home
    things: list[Thing] = field(default_factory=list)


@dataclass(frozen=True)
class Seed:
    """One document."""

    number: str
    title: str
    tables: list[SeedTable]
    things: list[Thing]
    """What belongs to no table: policies, functions, triggers, views."""

    def all_things(self) -> Iterator[Thing]:
        for table in self.tables:
            yield Thing("table", table.name, table.home)
            yield from table.things
        yield from self.things


def load() -> list[Seed]:
    """All documents, in order."""
    return [_read(tomllib.loads(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("seed_*.toml"))] + [
        _read(tomllib.loads((FOLDER / "named_only.toml").read_text("utf-8")))
    ]


def _read(data: dict[str, Any]) -> Seed:
    tables = [_table(table) for table in data.get("table", [])]
    loose = [
        Thing(kind, thing["name"], Home.read(thing))
        for kind in ("policy", "trigger", "function", "matview", "query", "index", "partition", "flow")
        for thing in data.get(kind, [])
    ]
    known = {
        "seed",
        "title",
        "table",
        "policy",
        "trigger",
        "function",
        "matview",
        "query",
        "index",
        "partition",
        "flow",
    }
    assert set(data) <= known, f"seed {data['seed']} has sections nobody reads: {set(data) - known}"
    return Seed(data["seed"], data["title"], tables, loose)


def _table(table: dict[str, Any]) -> SeedTable:
    things = [Thing("column", name, Home.read(home)) for name, home in table.get("columns", {}).items()]
    for column, keys in table.get("json", {}).items():
        things += [Thing("JSON key", f"{column}.{key}", Home.read(home)) for key, home in keys.items()]
    for column, values in table.get("checks", {}).items():
        things += [Thing("value", f"{column}={value}", Home.read(home)) for value, home in values.items()]
    for kind in ("index", "trigger", "policy", "constraint"):
        things += [Thing(kind, thing["name"], Home.read(thing)) for thing in table.get(kind, [])]
    known = {"name", "home", "why", "columns", "json", "checks", "index", "trigger", "policy", "constraint"}
    assert set(table) <= known, f"{table['name']} has sections nobody reads: {set(table) - known}"
    return SeedTable(table["name"], Home.read(table), things)
