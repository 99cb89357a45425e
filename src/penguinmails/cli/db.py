"""`db`: connection URLs, a shell as a tenant, the sizes of tables."""

import asyncio
import os
from dataclasses import dataclass
from typing import Annotated, Final, LiteralString
from urllib.parse import quote, urlencode
from uuid import UUID

import typer
from psycopg import AsyncConnection
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import class_row

from penguinmails.kernel import console
from penguinmails.kernel.db import COMPANIES_SETTING, TENANT_SETTING, Databases
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.settings import KernelSettings
from penguinmails.kernel.tiers import Role, Tier
from penguinmails.postgres import connect
from penguinmails.postgres.server import binary
from penguinmails.tenancy import resolve_tenant

commands = typer.Typer(help="The databases: URLs, a shell as a tenant, sizes.", no_args_is_help=True)

_SIZES: Final[LiteralString] = """
SELECT n.nspname AS tier, c.relname AS table,
       sum(coalesce(s.n_live_tup, 0))::bigint AS rows,
       sum(pg_total_relation_size(leaf.relid))::bigint AS bytes,
       sum(pg_indexes_size(leaf.relid))::bigint AS index_bytes,
       count(*) FILTER (WHERE leaf.relid <> c.oid)::bigint AS partitions
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL (SELECT relid FROM pg_partition_tree(c.oid)
                     UNION SELECT c.oid) AS leaf (relid)
  LEFT JOIN pg_stat_all_tables s ON s.relid = leaf.relid
 WHERE n.nspname = ANY (%s) AND c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition
 GROUP BY 1, 2
 ORDER BY bytes DESC, 1, 2
"""

RoleName = Annotated[str, typer.Option("--role", help=f"One of {', '.join(role.short for role in Role)}.")]
TierName = Annotated[str, typer.Option("--tier", help=f"One of {', '.join(Tier)}.")]


class UnknownChoice(PenguinError):
    """There is no {what} {name}."""

    code = "unknown_choice"
    hint = "Choose one of {choices}."


@dataclass(frozen=True)
class Size:
    """How much a table holds. `rows` is the statistics collector's estimate."""

    tier: str
    table: str
    rows: int
    bytes: int
    index_bytes: int
    partitions: int


@commands.command("url")
def url(
    tier: TierName = Tier.OLTP.value, role: RoleName = Role.APP.short, as_json: console.Json = False
) -> None:
    """Print the connection URL of a tier as a role, password included."""
    settings = KernelSettings.load()
    asyncio.run(connect.ready(settings))
    address = _as_url(connect.addresses(settings)(_tier(tier).home, _role(role)))
    console.show({"url": address}, as_json=True) if as_json else console.say(address)


@commands.command("shell")
def shell(
    tenant: Annotated[str, typer.Option("--tenant", help="Id or name of the tenant whose rows to see.")],
    tier: TierName = Tier.OLTP.value,
    command: Annotated[str | None, typer.Option("--command", "-c", help="Run this and leave.")] = None,
) -> None:
    """Open psql as the app role bound to a tenant: what the platform itself can see, and no more."""
    settings = KernelSettings.load()

    async def find(databases: Databases) -> UUID:
        return await resolve_tenant(databases, tenant)

    tenant_id = str(connect.run(find))
    address = connect.addresses(settings)(_tier(tier).home, Role.APP)
    settings_of_session = {
        TENANT_SETTING: tenant_id,
        COMPANIES_SETTING: "all",
        "search_path": f"{_tier(tier)},pg_catalog",
    }
    environment = os.environ | {
        "PGOPTIONS": " ".join(f"-c {name}={value}" for name, value in settings_of_session.items()),
        "PGPASSWORD": str(conninfo_to_dict(address)["password"]),
    }
    target = " ".join(part for part in address.split() if not part.startswith("password="))
    arguments = ["psql", "--no-psqlrc", "--dbname", target, *(["--command", command] if command else [])]
    os.execve(binary("psql"), arguments, environment)  # noqa: S606 - a fixed program, arguments as a list


@commands.command("sizes")
def sizes(as_json: console.Json = False) -> None:
    """How large each table is, partitions and indexes included."""
    settings = KernelSettings.load()
    asyncio.run(connect.ready(settings))

    async def read() -> list[Size]:
        found: list[Size] = []
        for conninfo, tiers in connect.tiers_of(settings).items():
            async with (
                await AsyncConnection.connect(conninfo, autocommit=True) as connection,
                connection.cursor(row_factory=class_row(Size)) as cursor,
            ):
                await cursor.execute(_SIZES, [[tier.value for tier in tiers]])
                found += await cursor.fetchall()
        return sorted(found, key=lambda size: -size.bytes)

    console.show(asyncio.run(read()), as_json=as_json)


def _as_url(address: str) -> str:
    parts = {key: str(value) for key, value in conninfo_to_dict(address).items() if value is not None}
    login = f"{quote(parts.pop('user'), safe='')}:{quote(parts.pop('password'), safe='')}"
    database = quote(parts.pop("dbname"), safe="")
    # A socket's folder goes into the query: a host cannot hold slashes.
    host = parts.pop("host", "")
    port = parts.pop("port", "")
    place = "" if host.startswith("/") else host + (f":{port}" if port else "")
    query = parts | ({"host": host} | ({"port": port} if port else {}) if host.startswith("/") else {})
    return f"postgresql://{login}@{place}/{database}" + (f"?{urlencode(query)}" if query else "")


def _tier(name: str) -> Tier:
    try:
        return Tier(name)
    except ValueError:
        raise UnknownChoice(what="tier", name=name, choices=", ".join(Tier)) from None


def _role(name: str) -> Role:
    for role in Role:
        if role.short == name:
            return role
    raise UnknownChoice(what="role", name=name, choices=", ".join(role.short for role in Role))
