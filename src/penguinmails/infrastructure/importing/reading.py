"""Rows of a file, as drafts of mailboxes. No I/O but the file."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar
from uuid import UUID

from penguinmails.infrastructure.credentials.model import Credentials, OAuth
from penguinmails.infrastructure.importing.errors import (
    ColumnMissing,
    ColumnUnknown,
    FileUnreadable,
    RowInvalid,
)
from penguinmails.infrastructure.mailboxes.limits import Ramp
from penguinmails.infrastructure.mailboxes.model import (
    ImapSettings,
    Limits,
    MailboxDraft,
    Mechanism,
    Provider,
    Purpose,
    Security,
    SmtpSettings,
)
from penguinmails.infrastructure.mailboxes.presets import Preset, find_preset
from penguinmails.kernel import clock

E = TypeVar("E", Provider, Purpose, Security, Mechanism)

COLUMNS: Final = [
    "email",
    "name",
    "preset",
    "host",
    "user",
    "password",
    "imap_user",
    "imap_password",
    "company",
    "purpose",
    "timezone",
    "smtp_host",
    "smtp_port",
    "smtp_security",
    "imap_host",
    "imap_port",
    "imap_security",
    "auth",
    "folders",
    "sent_folder",
    "daily_limit",
    "min_gap_seconds",
    "max_per_second",
    "ramp_start",
    "ramp_increase",
    "oauth_client_id",
    "oauth_client_secret",
    "oauth_refresh_token",
    "oauth_token_url",
    "oauth_scope",
]
MOST_ROWS: Final = 10_000
_LARGEST: Final = 16 * 1024 * 1024


@dataclass(frozen=True)
class Row:
    """A row by its line, its cells without blanks around, empty ones left out."""

    line: int
    cells: Mapping[str, str]

    @property
    def email(self) -> str:
        """As it stands there."""
        return self.cells.get("email", "")


def read_rows(name: str, content: bytes) -> list[Row]:
    """The rows of a CSV file. Raises `FileUnreadable`, `ColumnUnknown`, `ColumnMissing`."""
    if len(content) > _LARGEST:
        raise FileUnreadable(name=name, reason="it has more than 16 MiB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileUnreadable(name=name, reason="it is not in UTF-8") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, list[str]())]
        for column in header:
            if column not in COLUMNS:
                raise ColumnUnknown(name=name, column=repr(column[:60]), known=", ".join(COLUMNS))
        if "email" not in header:
            raise ColumnMissing(name=name, column="email")
        rows = [
            Row(reader.line_num, _filled(header, cells))
            for cells in reader
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        raise FileUnreadable(name=name, reason=f"line {reader.line_num}: {error}") from None
    if len(rows) > MOST_ROWS:
        raise FileUnreadable(name=name, reason=f"it has more than {MOST_ROWS} rows")
    return rows


def _filled(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {column: cell.strip() for column, cell in zip(header, cells, strict=False) if cell.strip()}


def draft_of(row: Row, company_id: UUID, preset_name: str | None) -> MailboxDraft:
    """A row as a draft: the preset's values where the row says nothing.

    Raises `RowInvalid`, `PresetUnknown`, `HostMissing`.
    """
    cells = row.cells
    named = cells.get("preset", preset_name)
    preset = find_preset(named) if named else None
    smtp, imap = _servers(cells, preset)
    by_oauth = "oauth_refresh_token" in cells
    auth = _choice(cells, "auth", Mechanism, Mechanism.XOAUTH2 if by_oauth else Mechanism.PLAIN)
    user = cells.get("user") or (preset.user if preset else None) or row.email
    if preset is not None and preset.provider is Provider.SANDBOX:
        user = None
    smtp = replace(smtp, user=user, auth=auth)
    if imap is not None:
        imap_auth = Mechanism.PLAIN if auth is Mechanism.LOGIN else auth
        imap = replace(imap, user=cells.get("imap_user", user), auth=imap_auth)
    return MailboxDraft(
        company_id=company_id,
        email=row.email,
        provider=preset.provider if preset else Provider.SMTP,
        smtp=smtp,
        imap=imap,
        credentials=Credentials(
            password=cells.get("password"),
            imap_password=cells.get("imap_password"),
            oauth=oauth_of(cells, preset) if by_oauth else None,
        ),
        display_name=cells.get("name"),
        purpose=_choice(cells, "purpose", Purpose, Purpose.BOTH),
        timezone=cells.get("timezone", "UTC"),
        limits=_limits(cells, preset),
    )


def _servers(cells: Mapping[str, str], preset: Preset | None) -> tuple[SmtpSettings, ImapSettings | None]:
    if preset is not None:
        smtp, imap = preset.servers(cells.get("host") or cells.get("smtp_host"))
    else:
        host = cells.get("smtp_host") or cells.get("host")
        if not host:
            fix = "Fill the column preset (gmail, microsoft365 …) or smtp_host."
            raise RowInvalid(reason="It says neither a preset nor a server for outgoing mail", fix=fix)
        smtp, imap = SmtpSettings(host), None
    smtp = replace(
        smtp,
        host=cells.get("smtp_host", smtp.host),
        port=_number(cells, "smtp_port", smtp.port),
        security=_choice(cells, "smtp_security", Security, _usual(cells.get("smtp_port"), smtp.security)),
    )
    if imap is None and "imap_host" in cells:
        imap = ImapSettings(cells["imap_host"])
    if imap is not None:
        folders = tuple(name.strip() for name in cells.get("folders", "").split("|") if name.strip())
        imap = replace(
            imap,
            host=cells.get("imap_host", imap.host),
            port=_number(cells, "imap_port", imap.port),
            security=_choice(cells, "imap_security", Security, _usual(cells.get("imap_port"), imap.security)),
            folders=folders or imap.folders,
            sent_folder=cells.get("sent_folder", imap.sent_folder),
        )
    return smtp, imap


def _usual(port: str | None, otherwise: Security) -> Security:
    match port:
        case "465" | "993":
            return Security.TLS
        case "587" | "143":
            return Security.STARTTLS
        case _:
            return otherwise


def _limits(cells: Mapping[str, str], preset: Preset | None) -> Limits:
    limits = preset.limits if preset else Limits()
    ramp = None
    if "ramp_start" in cells or "ramp_increase" in cells:
        start, more = _number(cells, "ramp_start", 5), _number(cells, "ramp_increase", 2)
        ramp = Ramp(clock.now().date(), start, more)
    per_second = _number(cells, "max_per_second", limits.max_per_second or 0)
    return replace(
        limits,
        daily_limit=_number(cells, "daily_limit", limits.daily_limit),
        min_gap_seconds=_number(cells, "min_gap_seconds", limits.min_gap_seconds),
        max_per_second=per_second or None,
        ramp=ramp,
    )


def oauth_of(cells: Mapping[str, str], preset: Preset | None) -> OAuth:
    """What a row says of OAuth, and its preset of where tokens come from. Raises `RowInvalid`."""
    endpoint = preset.oauth if preset else None
    url = cells.get("oauth_token_url") or (endpoint.token_url if endpoint else None)
    if url is None or "oauth_client_id" not in cells:
        fix = "Fill oauth_client_id, and oauth_token_url where the preset has none."
        raise RowInvalid(reason="OAuth needs a client id and a token endpoint", fix=fix)
    return OAuth(
        token_url=url,
        client_id=cells["oauth_client_id"],
        client_secret=cells.get("oauth_client_secret"),
        refresh_token=cells["oauth_refresh_token"],
        scope=cells.get("oauth_scope") or (endpoint.scope if endpoint else None),
    )


def _number(cells: Mapping[str, str], column: str, otherwise: int) -> int:
    text = cells.get(column)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 - fits anywhere
        raise RowInvalid(reason=f"{column} is {text[:40]!r}", fix=f"Write {column} as a whole number.")
    return int(text)


def _choice(cells: Mapping[str, str], column: str, choices: type[E], otherwise: E) -> E:
    text = cells.get(column)
    if text is None:
        return otherwise
    for choice in choices:
        if choice.value == text.lower():
            return choice
    fix = f"Write {column} as one of: {', '.join(choices)}."
    raise RowInvalid(reason=f"{column} is {text[:40]!r}", fix=fix)
