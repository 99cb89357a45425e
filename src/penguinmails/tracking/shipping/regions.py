"""Where an address is, by a MaxMind DB file (MMDB) that the operator supplies.

Country and region alone, as ISO 3166 has them, and only those are kept: the address is shortened after it.
"""

from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast

import maxminddb
import structlog

from penguinmails.tracking.errors import RegionsInvalid

_log = structlog.stdlib.get_logger(__name__)


class Regions:
    """What a file knows. Without one, nothing is known of any address."""

    def __init__(self, file: Path | None) -> None:
        """Raises `RegionsInvalid`."""
        self._file = file
        self._seen = _mark(file)
        self._reader = _open(file)
        self.of = lru_cache(maxsize=65536)(self._look_up)

    def refresh(self) -> None:
        """Take up a file that was replaced. One that cannot be read leaves the old one in force."""
        if (mark := _mark(self._file)) == self._seen:
            return
        self._seen = mark
        try:
            reader = _open(self._file)
        except RegionsInvalid as error:
            _log.warning("tracking.regions.kept", error=str(error))
            return
        if self._reader is not None:
            self._reader.close()
        self._reader = reader
        self.of.cache_clear()

    def _look_up(self, address: str) -> str | None:
        """`DE`, or with its region `DE-BE`; None where it is not known."""
        if self._reader is None:
            return None
        try:
            found = cast("Any", self._reader.get(ip_address(address)))  # pyright: ignore[reportUnknownMemberType]
        except (ValueError, maxminddb.InvalidDatabaseError):
            return None
        return _region(cast("dict[str, Any]", found)) if isinstance(found, dict) else None


def _region(record: dict[str, Any]) -> str | None:
    # MaxMind and DB-IP nest {"country": {"iso_code": …}, "subdivisions": [{"iso_code": …}]}; IPinfo does not.
    country = record.get("country_code") or record.get("country")
    if isinstance(country, dict):
        country = cast("dict[str, Any]", country).get("iso_code")
    if not isinstance(country, str):
        return None
    match record.get("subdivisions"):
        case [{"iso_code": str(part)}, *_]:
            return f"{country}-{part}"
        case _:
            return country


def _open(file: Path | None) -> maxminddb.Reader | None:
    if file is None:
        return None
    try:
        return maxminddb.open_database(file)  # pyright: ignore[reportUnknownMemberType]
    except (OSError, maxminddb.InvalidDatabaseError) as error:
        raise RegionsInvalid(file=file, reason=error) from error


def _mark(file: Path | None) -> tuple[int, int] | None:
    try:
        found = file.stat() if file is not None else None
    except OSError:
        return None
    return None if found is None else (found.st_mtime_ns, found.st_ino)
