"""From an administrator's connection to a ready database: roles, schemas, tables, rights, partitions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.errors import DuplicateDatabase, UniqueViolation

from penguinmails.kernel.tiers import Home, Role, Tier
from penguinmails.postgres import migrations, partitions, policies, roles
from penguinmails.postgres.errors import MigrationUnknown
from penguinmails.postgres.migrations import Files, Migration
from penguinmails.postgres.session import Connection, Progress, acting_as, administrator, quiet
from penguinmails.postgres.tables import RULES, Rules

EXTENSIONS: Final = ("btree_gist",)
EXTENSIONS_SCHEMA: Final = "extensions"


class Passwords(Protocol):
    """Where the logins' passwords are kept: `kernel.secrets`."""

    def get_or_create(self, name: str, /) -> str:
        """The secret of that name, made up at random the first time."""
        ...


@dataclass(frozen=True)
class Addresses:
    """The connection string of each role in each database; callable, as `kernel.db.Databases` wants it."""

    strings: Mapping[tuple[Home, Role], str]

    def __call__(self, home: Home, role: Role) -> str:
        return self.strings[home, role]


def tiers_by_database(administrators: Mapping[Home, str]) -> Mapping[str, list[Tier]]:
    """The separate databases, each by its administrator's connection string, and the tiers it holds."""
    databases: dict[str, list[Tier]] = {}
    for home, conninfo in administrators.items():
        databases.setdefault(conninfo, []).extend(home.tiers)
    return databases


def addresses(administrators: Mapping[Home, str], passwords: Passwords) -> Addresses:
    """Where each role finds each tier's database. Contacts nobody."""
    return Addresses(
        {
            (home, role): make_conninfo(conninfo, user=role.value, password=_password(passwords, role))
            for home, conninfo in administrators.items()
            for role in Role
        }
    )


async def provision(
    administrators: Mapping[Home, str],
    passwords: Passwords,
    progress: Progress = quiet,
    *,
    files: Files | None = None,
    rules: Rules = RULES,
) -> Addresses:
    """Bring the databases behind these administrators' connection strings to what this program needs.

    Idempotent, resumable after a kill at any point, and safe beside another one: the second waits. Commits as
    it goes. Raises what `migrations`, `policies` and `partitions` raise. The databases must exist.
    """
    files = migrations.discover(migrations.directory()) if files is None else files
    logins = {role: _password(passwords, role) for role in Role}
    for conninfo, tiers in tiers_by_database(administrators).items():
        async with (
            administrator(conninfo) as connection,
            migrations.alone(connection, progress=progress),
        ):
            progress(0, None, "roles")
            await roles.ensure(connection, logins)
            await roles.seal(connection)
            await extensions(connection)
            await advance(connection, tiers, files, rules=rules, progress=progress)
    return addresses(administrators, passwords)


async def advance(
    connection: Connection,
    tiers: Iterable[Tier],
    files: Files,
    *,
    rules: Rules = RULES,
    progress: Progress = quiet,
) -> None:
    """Migrations, then rights, then partitions. The caller holds the lock and has made the roles."""
    tiers = tuple(tiers)

    async def rights(connection: Connection) -> None:
        await policies.apply(connection, tiers, rules=rules)

    await migrations.run(connection, tiers, files, before_rows_change=rights, progress=progress)
    progress(0, None, "partitions")
    await partitions.ensure(connection, tiers)
    progress(0, None, "rights")
    await rights(connection)


async def pending(administrators: Mapping[Home, str], files: Files | None = None) -> list[Migration]:
    """The migrations that `provision` would apply. Changes nothing."""
    files = migrations.discover(migrations.directory()) if files is None else files
    todo: list[Migration] = []
    for conninfo, tiers in tiers_by_database(administrators).items():
        async with administrator(conninfo) as connection:
            todo += await migrations.plan(connection, tiers, files)
    return todo


async def settle(
    administrators: Mapping[Home, str], file: str, *, finished: bool, files: Files | None = None
) -> None:
    """Decide about a half-applied migration, named as `oltp/0007_campaigns`: see `migrations.settle`.

    Commits. Raises `MigrationUnknown` and `MigrationNotHalfApplied`.
    """
    files = migrations.discover(migrations.directory()) if files is None else files
    found = next((one for tier in files.values() for one in tier if one.file == file), None)
    if found is None:
        raise MigrationUnknown(file=file)
    async with administrator(administrators[found.tier.home]) as connection, migrations.alone(connection):
        await migrations.settle(connection, found, finished=finished)


async def create_database(conninfo: str) -> bool:
    """Make the database that `conninfo` names, unless it is there; whether it was made.

    Text compares by code point, the same on every system and after every upgrade of its C library.
    """
    name = str(conninfo_to_dict(conninfo)["dbname"])
    async with administrator(make_conninfo(conninfo, dbname="postgres")) as connection:
        cursor = await connection.execute("SELECT count(*) FROM pg_database WHERE datname = %s", (name,))
        if (await cursor.fetchone() or (0,))[0]:
            return False
        try:
            await connection.execute(
                sql.SQL(
                    "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
                    " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
                ).format(sql.Identifier(name))
            )
        except (DuplicateDatabase, UniqueViolation):  # somebody else just did
            return False
    return True


def _password(passwords: Passwords, role: Role) -> str:
    return passwords.get_or_create(f"database_{role.short}")


async def extensions(connection: Connection) -> None:
    """Make the extensions our schema needs, in a schema of their own. Commits."""
    schema = sql.Identifier(EXTENSIONS_SCHEMA)
    async with acting_as(connection, Role.OWNER):
        await connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
        for extension in EXTENSIONS:
            await connection.execute(
                sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA {}").format(
                    sql.Identifier(extension), schema
                )
            )
