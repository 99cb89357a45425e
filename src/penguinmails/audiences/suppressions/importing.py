"""Whole files of those who must not be written to: what came from another sender, or from our own export."""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import UUID

from penguinmails.audiences.errors import AddressInvalid, shown
from penguinmails.audiences.suppressions.errors import DomainInvalid, SuppressionFileUnreadable
from penguinmails.audiences.suppressions.hashing import AddressKeys, address_keys, read_target
from penguinmails.audiences.suppressions.model import CampaignType, Kind, Outcome, Reason, Source
from penguinmails.audiences.suppressions.service import audit_outcome, checked, named, put, reach_of
from penguinmails.audiences.suppressions.store import Cause, New
from penguinmails.audit import Actor
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier

_BATCH: Final = 500
"""As many locks one transaction holds; PostgreSQL has room for some thousands."""
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_PLAIN_COLUMNS: Final = ("email", "e-mail", "email address", "address", "domain", "target")
_OWN_COLUMNS: Final = ("target_hash", "target", "hint", "reason")
_SHOWN_REJECTS: Final = 100


@dataclass(frozen=True)
class Rejected:
    """A line that names nobody."""

    line: int
    reason: str


@dataclass(frozen=True)
class Imported:
    """What a file changed. `rejects` are the first hundred of the `rejected` lines."""

    lines: int = 0
    added: int = 0
    strengthened: int = 0
    known: int = 0
    rejected: int = 0
    rejects: tuple[Rejected, ...] = ()


@dataclass
class _Counts:
    lines: int = 0
    rejected: int = 0
    rejects: list[Rejected] = field(default_factory=list[Rejected])

    def reject(self, line: int, reason: str) -> None:
        self.rejected += 1
        if len(self.rejects) < _SHOWN_REJECTS:
            self.rejects.append(Rejected(line, reason))


@dataclass(frozen=True)
class _Line:
    number: int
    text: str
    kind: str = Kind.ADDRESS
    """Of a hash."""
    hint: str | None = None
    reason: str | None = None


async def import_suppressions(
    databases: Databases,
    scope: Scope,
    path: Path,
    *,
    actor: Actor,
    reason: Reason = Reason.IMPORTED,
    company_id: UUID | None = None,
    campaign_type: CampaignType | None = None,
    note: str | None = None,
    told: Callable[[int], None] | None = None,
) -> Imported:
    """Suppress all that a text file names: an address or domain a line, or in a column of a CSV.

    A CSV has a heading with one of the columns email, address, domain or target; or `target_hash`, as our own
    export writes it, whose reasons are kept. Hashes are under the tenant's own key: they mean nothing to
    another tenant or another installation, and leads cannot be found by them. Lines that name nobody are
    counted and told, the others taken. Commits every 500 lines; a file may be given again.

    `told` hears how many lines are done. Raises `SuppressionFileUnreadable`, and as `suppress` does.
    """
    keys = await address_keys(databases, scope.tenant_id)
    cause = checked(Cause(reason, Source.IMPORT, actor, note))
    counts, total = _Counts(), Outcome()
    lines = _read(path)
    while batch := list(islice(lines, _BATCH)):
        counts.lines += len(batch)
        async with databases.tenant(Tier.OLTP, scope) as tx:
            reach = await reach_of(tx, company_id, campaign_type)
            for why, news in _by_reason(batch, keys, cause.reason, counts).items():
                total += await put(tx, reach, Cause(why, Source.IMPORT, actor, note), news)
        if told is not None:
            told(counts.lines)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        reach = await reach_of(tx, company_id, campaign_type)
        await audit_outcome(tx, reach, cause, total)
    return Imported(
        counts.lines, total.added, total.strengthened, total.known, counts.rejected, tuple(counts.rejects)
    )


def _by_reason(
    batch: Sequence[_Line], keys: AddressKeys, reason: Reason, counts: _Counts
) -> dict[Reason, list[New]]:
    found: defaultdict[Reason, list[New]] = defaultdict(list)
    for line in batch:
        try:
            why = Reason(line.reason) if line.reason else reason
            hinted = why is not Reason.ERASED
            if _HASH.fullmatch(line.text):
                hint = (line.hint or None) if hinted else None
                new = New(ids.uuid7(), Kind(line.kind), bytes.fromhex(line.text), hint)
            else:
                new = named(read_target(line.text), keys.own_hasher, hinted=hinted)
        except (AddressInvalid, DomainInvalid) as error:
            counts.reject(line.number, error.message)
        except ValueError as error:
            counts.reject(line.number, f"{error}.")
        else:
            found[why].append(new)
    # The strongest first, so that a target named twice is written once.
    return dict(sorted(found.items(), key=lambda pair: pair[0].strength))


def _read(path: Path) -> Iterator[_Line]:
    # What is no UTF-8 becomes U+FFFD, which no address has: that line is rejected, the others are read.
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        first = file.readline()
        file.seek(0)
        rows = csv.reader(file, delimiter=next((sign for sign in "\t;" if sign in first), ","))
        columns: dict[str, int] | None = None
        try:
            for cells in rows:
                if columns is None and (columns := _heading(cells)):
                    continue
                if line := _line(rows.line_num, cells, columns):
                    yield line
        except csv.Error as error:
            raise SuppressionFileUnreadable(path=shown(path.name), line=rows.line_num, reason=error) from None


def _heading(cells: Sequence[str]) -> dict[str, int]:
    """Where the columns are; empty where the first line is one of the others."""
    names = [cell.strip().casefold() for cell in cells]
    if "target_hash" in names:
        return {
            name: names.index(name) for name in ("target_hash", "target", "hint", "reason") if name in names
        }
    plain = next((name for name in _PLAIN_COLUMNS if name in names), None)
    return {} if plain is None else {"plain": names.index(plain)}


def _line(number: int, cells: Sequence[str], columns: Mapping[str, int]) -> _Line | None:
    if not columns:
        text = next((cell.strip() for cell in cells if cell.strip()), "")
        return _Line(number, text) if text else None
    found = {name: cells[place].strip() for name, place in columns.items() if place < len(cells)}
    text = found.get("target_hash", "").lower() or found.get("plain", "")
    if not text:
        return None
    return _Line(
        number,
        text,
        found.get("target") or Kind.ADDRESS,
        found.get("hint") or None,
        found.get("reason") or None,
    )
