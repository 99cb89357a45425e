"""Whether a server an operator gave can carry the platform: a fault is one sentence, without the password."""

import re
from dataclasses import dataclass
from typing import Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Role
from penguinmails.postgres.errors import (
    CitusTooOld,
    DatabaseMissing,
    EncodingWrong,
    RightsMissing,
    ServerRefusesLogin,
    ServerTooOld,
    ServerUnreachable,
    UrlInvalid,
)
from penguinmails.postgres.session import Connection, administrator, rows

OLDEST: Final = 180000
OLDEST_CITUS: Final = 14
CONNECT_SECONDS: Final = 10

_SERVER: Final = """
SELECT current_setting('server_version_num')::int AS version_number,
       current_setting('server_version') AS version,
       pg_encoding_to_char(encoding) AS encoding,
       datname AS database,
       (SELECT extversion FROM pg_extension WHERE extname = 'citus') AS citus
  FROM pg_database WHERE datname = current_database()
"""
_RIGHTS: Final = """
SELECT rolname AS name, rolsuper AS superuser, rolcreaterole AS creates_roles, rolbypassrls AS bypasses,
       has_database_privilege(current_database(), 'CREATE') AS creates_schemas,
       (SELECT count(*) = 0 FROM pg_database WHERE datname = current_database()
           AND NOT pg_has_role(datdba, 'USAGE')) AS owns_database,
       EXISTS (SELECT FROM pg_auth_members
                WHERE member = pg_roles.oid AND roleid = 'pg_read_all_data'::regrole
                  AND admin_option) AS reads_all
  FROM pg_roles WHERE rolname = current_user
"""
_REFUSED = re.compile(
    r"(password authentication failed|no pg_hba\.conf entry|no password supplied|is not permitted to log in"
    r"|authentication failed|role \S+ does not exist)"
)
_MISSING = re.compile(r"database \S+ does not exist")


@dataclass(frozen=True)
class Server:
    """What was found out about a server that can be used."""

    version: str
    citus: str | None
    database: str


@dataclass(frozen=True)
class _Facts:
    version_number: int
    version: str
    encoding: str
    database: str
    citus: str | None


@dataclass(frozen=True)
class _Rights:
    name: str
    superuser: bool
    creates_roles: bool
    bypasses: bool
    creates_schemas: bool
    owns_database: bool
    reads_all: bool


@dataclass(frozen=True)
class _Target:
    setting: str
    place: str
    user: str
    database: str


async def check(url: str, *, setting: str = "PENGUINMAILS_DATABASE_URL") -> Server:
    """Look at the server behind `url`; changes nothing. `setting` is what the messages tell to correct.

    Raises `UrlInvalid`, `ServerUnreachable`, `ServerRefusesLogin`, `DatabaseMissing`, `ServerTooOld`,
    `CitusTooOld`, `EncodingWrong` or `RightsMissing`.
    """
    target = _target(url, setting)
    try:
        async with administrator(make_conninfo(url, connect_timeout=CONNECT_SECONDS)) as connection:
            return await _examine(connection, target)
    except psycopg.OperationalError as error:
        raise _explain(error, target) from None


async def _examine(connection: Connection, target: _Target) -> Server:
    facts = (await rows(connection, _SERVER, _Facts))[0]
    if facts.version_number < OLDEST:
        raise ServerTooOld(place=target.place, version=facts.version, setting=target.setting)
    if facts.citus is not None and int(facts.citus.partition(".")[0]) < OLDEST_CITUS:
        raise CitusTooOld(place=target.place, version=facts.citus)
    if facts.encoding != "UTF8":
        raise EncodingWrong(place=target.place, encoding=facts.encoding, database=target.database)
    _rights((await rows(connection, _RIGHTS, _Rights))[0], target)
    return Server(facts.version, facts.citus, facts.database)


def _rights(rights: _Rights, target: _Target) -> None:
    if rights.superuser:
        return
    user, place = rights.name, target.place
    if not rights.creates_roles:
        raise RightsMissing(
            user=user, place=place, what="create roles", remedy=f"ALTER ROLE {user} CREATEROLE;"
        )
    if not rights.bypasses:
        raise RightsMissing(
            user=user,
            place=place,
            what="make roles that bypass row level security",
            remedy=f"ALTER ROLE {user} BYPASSRLS;",
        )
    if not rights.reads_all:
        raise RightsMissing(
            user=user,
            place=place,
            what=f"let {Role.BACKUP} read all data",
            remedy=f"GRANT pg_read_all_data TO {user} WITH ADMIN OPTION;",
        )
    if not (rights.creates_schemas and rights.owns_database):
        raise RightsMissing(
            user=user,
            place=place,
            what=f"create schemas in the database {target.database} and decide who connects to it",
            remedy=f"ALTER DATABASE {target.database} OWNER TO {user};",
        )


def _target(url: str, setting: str) -> _Target:
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # The message of libpq quotes the URL, password and all.
        raise UrlInvalid(setting=setting) from None
    host = str(parts.get("host") or parts.get("hostaddr") or "the local socket")
    user = str(parts.get("user") or "the operating system's user")
    place = f"{host}:{parts['port']}" if "port" in parts else host
    return _Target(setting, place, user, str(parts.get("dbname") or user))


def _explain(error: psycopg.OperationalError, target: _Target) -> PenguinError:
    # libpq gives no SQLSTATE for a failed connection, only its text: the cause stands at the end of a line,
    # and lines that begin with a tab are advice.
    text = " ".join(line for line in str(error).splitlines() if not line.startswith("\t"))
    reason = re.split(r"failed: (?:FATAL: +)?", text)[-1].strip().rstrip(".")
    if _MISSING.search(text):
        return DatabaseMissing(place=target.place, database=target.database)
    if _REFUSED.search(text):
        return ServerRefusesLogin(place=target.place, user=target.user, reason=reason, setting=target.setting)
    return ServerUnreachable(place=target.place, reason=reason, setting=target.setting)
