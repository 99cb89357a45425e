"""Every named statement is prepared against the real schema, and its columns compared with its dataclass."""

import dataclasses
import importlib
import pkgutil
import re
import types
import typing
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface
from pathlib import Path
from typing import cast
from uuid import UUID

import psycopg
import pytest

import penguinmails
from penguinmails.kernel.db import Databases
from penguinmails.kernel.sql import Queries, Query, QueryFileInvalid, Shape, parse
from penguinmails.kernel.tiers import Role, Tier

_PARAMETER = re.compile(r"%\((\w+)\)s")
_ADDRESSES = (IPv4Address | IPv6Address | IPv4Interface | IPv6Interface,)
PYTHON_TYPES: dict[str, tuple[object, ...]] = {
    "bool": (bool,),
    "bytea": (bytes,),
    "date": (date,),
    "float4": (float,),
    "float8": (float,),
    "inet": _ADDRESSES,
    "int2": (int,),
    "int4": (int,),
    "int8": (int,),
    "interval": (timedelta,),
    "jsonb": (dict, list, object, typing.Any),
    "name": (str,),
    "numeric": (Decimal,),
    "text": (str,),
    "time": (time,),
    "timestamptz": (datetime,),
    "uuid": (UUID,),
    "varchar": (str,),
}


def modules() -> Iterator[types.ModuleType]:
    for found in pkgutil.walk_packages(penguinmails.__path__, "penguinmails."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def statements() -> list[Query]:
    """Everything any module loaded, once."""
    found: dict[tuple[str, str, Tier], Query] = {}
    for module in modules():
        for value in vars(module).values():
            for queries in loaded_in(value):
                found |= {(query.package, query.name, query.tier): query for query in queries.values()}
    return list(found.values())


def loaded_in(value: object) -> list[Queries]:
    """A module's `queries`, or its several ones by home."""
    if isinstance(value, Queries):
        return [value]
    if isinstance(value, dict):
        return [each for each in cast("dict[object, object]", value).values() if isinstance(each, Queries)]
    return []


QUERIES = statements()


def row_class(query: Query) -> type[object]:
    """The dataclass a statement names, wherever its package (or the one above) defines it."""
    for module in modules():
        inside = module.__name__.startswith(query.package)
        candidate = getattr(module, query.row or "", None) if inside else None
        if isinstance(candidate, type) and dataclasses.is_dataclass(candidate):
            return candidate
    raise AssertionError(
        f"{query.package}.{query.name} names {query.row}, which no module of the package has"
    )


@pytest.fixture(scope="module")
def connections(schema_addresses: Databases) -> Iterator[dict[tuple[Tier, Role], psycopg.Connection]]:
    opened = {
        (tier, role): psycopg.connect(schema_addresses.address(tier.home, role), autocommit=True)
        for tier in {query.tier for query in QUERIES}
        for role in (Role.APP, Role.AUTH, Role.WORKER, Role.STAFF)
    }
    yield opened
    for connection in opened.values():
        connection.close()


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: f"{query.package}.{query.name}.{query.tier}")
def test_a_statement_fits_the_schema_and_its_dataclass(
    query: Query, connections: dict[tuple[Tier, Role], psycopg.Connection]
) -> None:
    names = list(dict.fromkeys(_PARAMETER.findall(query.text)))
    text = _PARAMETER.sub(lambda match: f"${names.index(match[1]) + 1}", query.text).replace("%%", "%")
    columns: dict[str, int] = {}
    for role in query.roles:
        session = connections[query.tier, role].pgconn
        prepared = session.prepare(b"", text.encode())
        assert prepared.status == psycopg.pq.ExecStatus.COMMAND_OK, prepared.error_message.decode()
        described = session.describe_prepared(b"")
        columns = {(described.fname(i) or b"").decode(): described.ftype(i) for i in range(described.nfields)}
        # EXPLAIN starts the executor, which asks whether the role may do this.
        explained = session.exec_(f"EXPLAIN (GENERIC_PLAN) {text}".encode())
        assert explained.status == psycopg.pq.ExecStatus.TUPLES_OK, explained.error_message.decode()
    connection = connections[query.tier, min(query.roles)]
    match query.shape:
        case Shape.EXEC:
            answered = {name for name, oid in columns.items() if type_name(connection, oid) != "void"}
            assert not answered, "an :exec answers nothing; say RETURNING only where somebody reads it"
        case Shape.VALUE:
            assert len(columns) == 1
        case _:
            hints = typing.get_type_hints(row_class(query))
            assert list(columns) == list(hints), "columns in the order of the dataclass's fields"
            for name, oid in columns.items():
                assert fits(connection, oid, hints[name]), (
                    f"{name} is {type_name(connection, oid)}, not {hints[name]}"
                )


def type_name(connection: psycopg.Connection, oid: int) -> str:
    row = connection.execute("SELECT typname FROM pg_type WHERE oid = %s", [oid]).fetchone()
    assert row
    return row[0]


def fits(connection: psycopg.Connection, oid: int, hint: object) -> bool:
    """Whether psycopg gives a value of that hint for a column of that type."""
    name = type_name(connection, oid)
    options = [option for option in typing.get_args(hint) if option is not type(None)]
    if typing.get_origin(hint) in (types.UnionType, typing.Union) and len(options) == 1:
        hint = options[0]
    if name.startswith("_"):
        inner = typing.get_args(hint)
        return typing.get_origin(hint) is list and inner[0] in PYTHON_TYPES[name[1:]]
    bare = typing.get_origin(hint) if typing.get_origin(hint) in (dict, list) else hint
    return bare in PYTHON_TYPES.get(name, (str,)) or (
        name == "inet" and set(options) <= set(typing.get_args(_ADDRESSES[0]))
    )


def test_every_file_of_statements_is_loaded() -> None:
    root = Path(penguinmails.__path__[0])
    files = {
        ".".join(("penguinmails", *file.parent.relative_to(root).parts)) for file in root.rglob("queries.sql")
    }
    # Derived statements have no file.
    assert files - {query.package for query in QUERIES} == set()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("-- name: x :exec\nDELETE FROM oltp.a USING olap.b", "exactly one tier"),
        ("-- name: x :exec\nSELECT 1", "exactly one tier"),
        ("-- name: x :many\nSELECT 1 FROM oltp.a", "name a dataclass"),
        ("-- name: x :value Row\nSELECT 1 FROM oltp.a", "name a dataclass"),
        ("-- name: X! :exec\nDELETE FROM oltp.a", "X!"),
        ("-- name: x :exec\nDELETE FROM oltp.a\n-- name: x :exec\nDELETE FROM oltp.b", "twice"),
    ],
)
def test_a_file_that_breaks_the_rules_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(QueryFileInvalid, match=complaint):
        parse("area", text)
