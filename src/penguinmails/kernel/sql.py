"""Named statements: an area keeps all its SQL in `queries.sql`, and Python calls it by name.

Every statement is prepared against the schema and its columns compared with its dataclass by
`tests/schema/test_queries.py`, so a wrong name or type fails there and not at night.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import resources
from typing import Final, LiteralString

from penguinmails.kernel.tiers import Role, Tier

_HEADER = re.compile(r"^-- name: (?P<name>[a-z_0-9]+) :(?P<shape>one|many|value|exec)(?: (?P<row>\w+))?$")
_ROLES = re.compile(r"^-- role: (?P<roles>[a-z, ]+)$")
SLOT: Final = "/* condition */ true"
_TIER = re.compile(r"(?<![\w.%(])(" + "|".join(Tier) + r")\.[a-z_]")


class Shape(StrEnum):
    """What a statement answers with."""

    ONE = "one"
    MANY = "many"
    VALUE = "value"
    EXEC = "exec"


@dataclass(frozen=True)
class Query:
    """One named statement, the tier whose tables it names and the roles it may run as."""

    package: str
    name: str
    shape: Shape
    row: str | None
    roles: frozenset[Role]
    tier: Tier
    text: str

    def narrowed(self, condition: LiteralString) -> "Query":
        """The statement with its slot, `/* condition */ true`, filled by one more condition on its rows.

        For questions whose shape people choose. The condition is put together from fixed fragments; whatever
        a person wrote is a parameter of it. A programming error where the statement has no slot.
        """
        if SLOT not in self.text:
            raise RuntimeError(f"{self.package}.{self.name} has no {SLOT}")
        return replace(self, text=self.text.replace(SLOT, f"({condition})"))


class QueryFileInvalid(Exception):
    """A `queries.sql` breaks the rules of this module: a fault of ours, found by the first import."""


class Queries(Mapping[str, Query]):
    """The statements of one area, as attributes: `queries.find_tenant`."""

    def __init__(self, queries: Mapping[str, Query]) -> None:
        self._queries = dict(queries)

    @classmethod
    def load(cls, module: str, *, tier: Tier | None = None) -> "Queries":
        """Read the `queries.sql` beside a module, given by its `__name__`.

        `{tier}` in the file stands for `tier`, for tables that several tiers have alike.
        """
        package = module.rpartition(".")[0]
        text = resources.files(package).joinpath("queries.sql").read_text("utf-8")
        return cls(parse(package, text.replace("{tier}", tier or "{tier}")))

    def __getattr__(self, name: str) -> Query:
        try:
            return self._queries[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name: str) -> Query:
        return self._queries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._queries)

    def __len__(self) -> int:
        return len(self._queries)


def parse(package: str, text: str) -> dict[str, Query]:
    """Split a file into its statements. Raises `QueryFileInvalid`."""
    queries: dict[str, Query] = {}
    for block in re.split(r"^(?=-- name: )", text, flags=re.MULTILINE)[1:]:
        header, *lines = block.rstrip().splitlines()
        match = _HEADER.match(header)
        if match is None:
            raise QueryFileInvalid(f"{package}: {header}")
        roles = next((found["roles"] for line in lines if (found := _ROLES.match(line))), Role.APP.short)
        body = "\n".join(line for line in lines if not line.startswith("--")).strip().rstrip(";")
        tiers = {Tier(tier) for tier in _TIER.findall(body)}
        if len(tiers) != 1:
            raise QueryFileInvalid(
                f"{package}.{match['name']} must name exactly one tier, names {sorted(tiers)}"
            )
        if match["name"] in queries:
            raise QueryFileInvalid(f"{package}.{match['name']} is there twice")
        if (match["row"] is not None) != (match["shape"] in ("one", "many")):
            raise QueryFileInvalid(
                f"{package}.{match['name']}: `one` and `many` name a dataclass, others do not"
            )
        queries[match["name"]] = Query(
            package=package,
            name=match["name"],
            shape=Shape(match["shape"]),
            row=match["row"],
            roles=frozenset(Role(f"penguinmails_{role.strip()}") for role in roles.split(",")),
            tier=tiers.pop(),
            text=body,
        )
    return queries
