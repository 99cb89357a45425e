"""What all migrations, policies and grants amount to, as SQL that a review can read.

`python -m penguinmails.postgres.snapshot` writes `migrations/schema/<tier>.sql`; with `--check` it compares
instead, prints the difference and ends with 1. Both start a server of their own in a temporary folder.
Partition leaves are left out: they depend on the day.
"""

import argparse
import asyncio
import difflib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from penguinmails.kernel.console import say
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.secrets import SecretStore
from penguinmails.kernel.tiers import Home, Role, Tier
from penguinmails.postgres.migrations.ledger import TABLE
from penguinmails.postgres.provision import create_database, provision
from penguinmails.postgres.server import EmbeddedServer, binary

FOLDER: Final = Path(__file__).parents[3] / "migrations" / "schema"

_LEAVES: Final = "*_p[0-9][0-9][0-9][0-9]_[0-9][0-9]"
_HEADING: Final = re.compile(r"^--\n-- (?:Name|Data for Name): .*\n--\n", re.MULTILINE)
_NOISE: Final = re.compile(
    r"^(?:SET |SELECT pg_catalog\.set_config|\\(?:un)?restrict |-- Dumped )"
    rf"|^ALTER .* OWNER TO {Role.OWNER};$"
)
# What a crash of this machine would lose does not matter here.
_FAST: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class DumpFailed(PenguinError):
    """The schema of {tier} could not be read: {reason}."""

    code = "schema_dump_failed"
    hint = "See the server's log."


def dump(conninfo: str, tier: Tier) -> str:
    """The SQL of a tier's schema as the database behind `conninfo` has it. Raises `DumpFailed`."""
    password = str(conninfo_to_dict(conninfo).get("password") or "")
    done = subprocess.run(
        [
            binary("pg_dump"),
            "--schema-only",
            f"--schema={tier}",
            f"--exclude-table={tier}.{_LEAVES}",
            f"--exclude-table={tier}.{TABLE}",
            f"--dbname={make_conninfo(conninfo, password=None)}",
        ],
        env=os.environ | {"PGPASSWORD": password},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DumpFailed(tier=tier.value, reason=done.stderr.strip())
    return _normalise(done.stdout)


def differences(found: Mapping[Tier, str], folder: Path = FOLDER) -> list[str]:
    """The lines in which the files of `folder` differ from what was found, as `diff -u` writes them."""
    lines: list[str] = []
    for tier, text in found.items():
        path = _path(folder, tier)
        written = path.read_text("utf-8") if path.exists() else ""
        name = f"migrations/schema/{path.name}"
        lines += difflib.unified_diff(
            written.splitlines(), text.splitlines(), name, f"{name} as migrated", n=2, lineterm=""
        )
    return lines


def write(found: Mapping[Tier, str], folder: Path = FOLDER) -> None:
    """Write the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for tier, text in found.items():
        _path(folder, tier).write_text(text, "utf-8")


async def migrated() -> dict[Tier, str]:
    """Every tier's schema, from an empty server that is migrated and thrown away."""
    with _home() as home:
        server = EmbeddedServer(home, _FAST)
        await asyncio.to_thread(server.start)
        try:
            conninfo = server.conninfo("postgres", server.superuser_password(), "penguinmails")
            await create_database(conninfo)
            await provision(dict.fromkeys(Home, conninfo), SecretStore(home / "secrets"))
            return {tier: await asyncio.to_thread(dump, conninfo, tier) for tier in Tier}
        finally:
            await asyncio.to_thread(server.stop)


def main() -> None:
    """Write the files, or compare them."""
    parser = argparse.ArgumentParser(
        description="Write migrations/schema, or compare it with the migrations."
    )
    parser.add_argument("--check", action="store_true", help="change nothing; end with 1 on a difference")
    check: bool = parser.parse_args().check
    found = asyncio.run(migrated())
    if not check:
        write(found)
        return
    lines = differences(found)
    if lines:
        say("\n".join(lines))
        say("\nThis is not what the migrations make. Run: python -m penguinmails.postgres.snapshot")
        sys.exit(1)


@contextmanager
def _home() -> Generator[Path]:
    # Short, for the path of the socket; the account the server runs as has to pass through.
    with tempfile.TemporaryDirectory(prefix="pm-schema-", dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def _path(folder: Path, tier: Tier) -> Path:
    return folder / f"{tier}.sql"


def _normalise(text: str) -> str:
    text = text.replace("--\n-- PostgreSQL database dump\n--\n", "")
    text = text.replace("--\n-- PostgreSQL database dump complete\n--\n", "")
    kept = (line for line in _HEADING.sub("", text).splitlines() if not _NOISE.match(line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip() + "\n"


if __name__ == "__main__":
    main()
