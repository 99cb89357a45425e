"""Migration files: where they lie, what their first line asks for, and what they may not contain."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from penguinmails.kernel.tiers import Tier
from penguinmails.postgres.errors import MigrationFilesInvalid

_NAME = re.compile(r"(?P<version>[0-9]{4})_(?P<name>[a-z0-9_]+)\.sql")
_MARKER = re.compile(r"-- penguinmails: (?P<modes>[a-z, -]+)")
_TOKEN = re.compile(
    r"--[^\n]*|/\*.*?\*/|[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\""
    r"|(?P<tag>\$\w*\$).*?(?P=tag)|(?P<end>;)|[^;'\"$/eE-]+|.",
    re.DOTALL,
)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_TRANSACTION = re.compile(r"(?i)(begin|start\s+transaction|commit|end|rollback|abort|savepoint|release)\b")
_CHANGES_ROWS = re.compile(r"(?i)(update|delete|merge)\b")


class Mode(StrEnum):
    """What the first line of a file, `-- penguinmails: …`, can ask for."""

    NO_TRANSACTION = "no-transaction"
    """For statements that refuse to run in one, such as CREATE INDEX CONCURRENTLY."""
    RERUNNABLE = "rerunnable"
    """With no-transaction: may be run again from its start after an interruption (IF NOT EXISTS)."""
    WORKER = "worker"
    """Changes rows: runs as the worker, because row level security hides them from the owner."""


@dataclass(frozen=True)
class Statement:
    """A statement of a file and the line it starts on."""

    line: int
    text: str


@dataclass(frozen=True)
class Migration:
    """One file of `migrations/<tier>/`."""

    tier: Tier
    version: int
    name: str
    text: str

    @property
    def file(self) -> str:
        """How people name it: `oltp/0007_campaigns`."""
        return f"{self.tier}/{self.version:04}_{self.name}"

    def __str__(self) -> str:
        return self.file

    @property
    def checksum(self) -> str:
        """SHA-256 of the text, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def modes(self) -> frozenset[Mode]:
        """What the first line asks for."""
        match = _MARKER.fullmatch(self.text.partition("\n")[0].strip())
        try:
            return (
                frozenset(Mode(mode.strip()) for mode in match["modes"].split(",")) if match else frozenset()
            )
        except ValueError as error:
            raise MigrationFilesInvalid(reason=f"{self.file}: {error}") from None

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The text split at its semicolons, without the statements that are only comments."""
        return tuple(split(self.text))


def directory() -> Traversable:
    """`penguinmails/migrations` of the installed package, else `migrations/` of the checkout."""
    installed = resources.files("penguinmails").joinpath("migrations")
    return installed if installed.is_dir() else Path(__file__).parents[4] / "migrations"


def discover(root: Traversable) -> Mapping[Tier, tuple[Migration, ...]]:
    """All migrations by tier, in order. Raises `MigrationFilesInvalid` for a gap or a forbidden statement."""
    return {tier: tuple(_tier(root.joinpath(tier.value), tier)) for tier in Tier}


def split(text: str) -> Iterator[Statement]:
    """The statements of a script. Knows quotes, dollar quotes and comments; not nested comments."""
    start = 0
    for token in _TOKEN.finditer(text):
        if token["end"]:
            yield from _statement(text, start, token.start())
            start = token.end()
    yield from _statement(text, start, len(text))


def _statement(text: str, start: int, end: int) -> Iterator[Statement]:
    body = text[start:end]
    position = 0
    while (blank := re.compile(r"\s+").match(body, position) or _COMMENT.match(body, position)) is not None:
        position = blank.end()
    if position < len(body):
        yield Statement(text.count("\n", 0, start + position) + 1, body[position:].rstrip())


def _tier(folder: Traversable, tier: Tier) -> Iterator[Migration]:
    if not folder.is_dir():
        return
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".sql")), key=lambda e: e.name)
    for expected, entry in enumerate(files, start=1):
        match = _NAME.fullmatch(entry.name)
        if match is None:
            raise MigrationFilesInvalid(reason=f"{tier}/{entry.name} is not named NNNN_name.sql")
        if int(match["version"]) != expected:
            raise MigrationFilesInvalid(reason=f"{tier}/{entry.name} stands where {expected:04} should be")
        migration = Migration(tier, expected, match["name"], entry.read_text("utf-8"))
        _check(migration)
        yield migration


def _check(migration: Migration) -> None:
    modes = migration.modes
    if Mode.RERUNNABLE in modes and Mode.NO_TRANSACTION not in modes:
        raise MigrationFilesInvalid(reason=f"{migration.file}: rerunnable belongs to no-transaction")
    for statement in migration.statements:
        if _TRANSACTION.match(statement.text):
            raise MigrationFilesInvalid(
                reason=f"{migration.file}, line {statement.line}: the runner begins and ends the transaction"
            )
        if Mode.WORKER not in modes and _CHANGES_ROWS.match(statement.text):
            # Forced row level security would hide the rows from the owner: nothing would change, silently.
            raise MigrationFilesInvalid(
                reason=f"{migration.file}, line {statement.line}: "
                "changing rows needs the first line `-- penguinmails: worker`"
            )
