"""Everything the seed documents define has a home in our schema, and the home exists."""

import re

import psycopg
import pytest

from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Home, Role
from tests.schema import catalogue, seeds
from tests.schema.catalogue import Catalogue

SEEDS = seeds.load()
_PATH = re.compile(r"^(oltp|content|olap|queue|notifications)\.\w+(\.\w+)?(:[\w.]+)?$")
# Homes outside the tables: a policy of the generator, something computed from facts, a job, a module, a document.
_ELSEWHERE = ("computed:", "job:", "module:", "docs:", "dropped:", "facts:")


@pytest.fixture(scope="module")
def found(schema_addresses: Databases) -> Catalogue:
    """The three databases' catalogues as one."""
    merged = Catalogue([], {}, [], set())
    for home in Home:
        with psycopg.connect(schema_addresses.address(home, Role.BACKUP)) as connection:
            part = catalogue.read(connection)
        merged.tables.extend(part.tables)
        merged.columns.update(part.columns)
        merged.names.update(part.names)
    return merged


def fault(found: Catalogue, thing: seeds.Thing) -> str | None:
    """What is wrong with a home, or None."""
    where, why = thing.home.where, thing.home.why
    if where.startswith(_ELSEWHERE):
        return None if why else f"{where} needs a reason"
    if where.startswith("rls:"):
        return None if where in found.names else f"{where.removeprefix('rls:')} has no policy"
    if where in found.names:
        return None
    if not _PATH.match(where):
        if thing.kind == "value":
            return None
        return f"{where} is no index, constraint, function or path"
    path, _, key = where.partition(":")
    if path in found.columns:
        return (
            None
            if thing.kind in ("table", "policy", "matview", "function", "trigger", "column", "flow")
            else f"{path} is a table"
        )
    column = found.column(path)
    if column is None:
        return f"{path} does not exist"
    if key and key.split(".")[-1] not in column.comment:
        return f"the key {key} is not named in the comment of {path}"
    return None


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.number)
def test_everything_has_a_home(found: Catalogue, seed: seeds.Seed) -> None:
    faults = {
        f"{thing.kind} {thing.name}": complaint
        for thing in seed.all_things()
        if (complaint := fault(found, thing)) is not None
    }
    assert not faults


def test_the_lists_are_not_empty() -> None:
    """What the documents hold, counted by hand; a shorter list has lost something."""
    counted = {seed.number: (len(seed.tables), sum(1 for _ in seed.all_things())) for seed in SEEDS}
    at_least = {"000": 7, "001": 6, "002": 9, "003": 32, "004": 8}
    assert {
        number: tables for number, (tables, _) in counted.items() if tables < at_least.get(number, 0)
    } == {}
