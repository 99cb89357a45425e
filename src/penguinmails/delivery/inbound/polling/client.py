"""As much of IMAP (RFC 9051, RFC 3501) as reading mail takes, and nothing that changes any."""

import asyncio
import base64
import re
import ssl
from collections.abc import Coroutine, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Self, cast

from penguinmails.delivery.inbound.polling.errors import (
    ImapLoginRefused,
    ImapNonsense,
    ImapRefused,
    ImapUnreachable,
)
from penguinmails.delivery.inbound.polling.words import (
    LITERAL,
    NotImap,
    Word,
    folder_name,
    pairs,
    parse,
    quoted,
)

_LONGEST_LINE: Final = 8 * 1024 * 1024
"""What a SEARCH among a million mails may answer."""
_LITERAL: Final = re.compile(rb"\{(\d+)\}\r\n\Z")
_CODE: Final = re.compile(rb"\[(UIDVALIDITY|UIDNEXT) (\d+)\]", re.IGNORECASE)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Folder:
    """An opened folder. `uid_next`: every mail that is in it has a smaller UID."""

    uid_validity: int
    uid_next: int | None


@dataclass(frozen=True)
class Piece:
    """A mail in a folder, and what was fetched of it."""

    uid: int
    size: int
    arrived: datetime | None
    content: bytes | None


@dataclass(frozen=True)
class ImapLogin:
    """How to sign in: a password, or a token where the mechanism is xoauth2."""

    user: str
    secret: str = field(repr=False)
    is_token: bool = False


@dataclass
class _Answer:
    """Everything a server said to one command: untagged lines, each with its literals."""

    lines: list[tuple[bytes, list[bytes]]] = field(default_factory=list[tuple[bytes, list[bytes]]])
    text: bytes = b""


class ImapConnection:
    """A connection to one mailbox. One command at a time; whoever uses it sees to that."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, server: str, patience: float
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._patience = patience
        self._count = 0
        self._offers: frozenset[str] = frozenset()
        self.server = server

    @classmethod
    async def open(
        cls,
        host: str,
        port: int,
        security: str,
        *,
        verify: bool = True,
        addresses: Sequence[str] = (),
        patience: float = 30,
    ) -> Self:
        """Connect, and encrypt where `security` is tls or starttls; never less than it says.

        To the first of `addresses` that answers, where there are any, and to `host` else; the certificate is
        always that of `host`. `patience`: seconds the server has for each answer. Raises `ImapUnreachable`,
        `ImapNonsense`.
        """
        server = f"{host}:{port}"
        context = _tls(verify)
        reader, writer = await _connect(
            addresses or (host,), port, context if security == "tls" else None, host, patience
        )
        connection = cls(reader, writer, server, patience)
        try:
            await connection._greet()
            if security == "starttls":
                await connection._encrypt(context, host)
        except BaseException:
            writer.transport.abort()
            raise
        return connection

    async def log_in(self, login: ImapLogin) -> None:
        """Sign in. Raises `ImapLoginRefused`."""
        try:
            if login.is_token:
                token = f"user={login.user}\x01auth=Bearer {login.secret}\x01\x01"
                await self._authenticate("XOAUTH2", token)
            elif "AUTH=PLAIN" in self._offers:
                await self._authenticate("PLAIN", f"\0{login.user}\0{login.secret}")
            else:
                await self._command(f"LOGIN {quoted(login.user)} {quoted(login.secret)}", name="LOGIN")
        except ImapRefused as error:
            raise ImapLoginRefused(server=self.server, reply=error.data["reply"]) from None

    async def examine(self, folder: str) -> Folder:
        """Open a folder, read-only. Raises `ImapRefused` where there is none of that name."""
        answer = await self._command(f"EXAMINE {folder_name(folder)}", name=f"EXAMINE {folder}")
        codes: dict[bytes, int] = {}
        for line, _ in answer.lines:
            if found := _CODE.search(line):
                codes[found[1].upper()] = int(found[2])
        if b"UIDVALIDITY" not in codes:
            raise ImapNonsense(server=self.server, reason=f"{folder} has no UIDVALIDITY")
        return Folder(codes[b"UIDVALIDITY"], codes.get(b"UIDNEXT"))

    async def search(self, after: int, since: date) -> list[int]:
        """UIDs above `after` of mail that arrived on `since` or later, in order."""
        day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        answer = await self._command(f"UID SEARCH UID {after + 1}:* SINCE {day}", name="SEARCH")
        # "n:*" is the last mail at least, though its UID be smaller (RFC 9051 §9, seq-range).
        found = {
            int(word)
            for line, _ in answer.lines
            if line[:6].upper() == b"SEARCH"
            for word in line[6:].split()
            if word.isdigit()
        }
        return sorted(uid for uid in found if uid > after)

    async def sizes(self, uids: Sequence[int]) -> list[Piece]:
        """What the folder says of mails, without their content; those that are gone are left out."""
        return await self._fetch(_set(uids), "UID RFC822.SIZE INTERNALDATE")

    async def headers(self, uids: Sequence[int], names: Iterable[str]) -> list[Piece]:
        """Some headers of mails."""
        fields = " ".join(names)
        return await self._fetch(
            _set(uids), f"UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS ({fields})]"
        )

    async def mail(self, uid: int, most: int) -> Piece | None:
        """A mail as it is, its first `most` bytes; None where it is gone. Marks nothing."""
        pieces = await self._fetch(str(uid), f"UID RFC822.SIZE INTERNALDATE BODY.PEEK[]<0.{most}>", most)
        return next((piece for piece in pieces if piece.uid == uid), None)

    async def close(self) -> None:
        """Say goodbye, and hang up whether it is heard or not."""
        with suppress(ImapUnreachable, ImapRefused, ImapNonsense):
            await self._command("LOGOUT", name="LOGOUT")
        self._writer.close()
        with suppress(OSError, ssl.SSLError):
            await self._writer.wait_closed()

    def abort(self) -> None:
        """Hang up."""
        self._writer.transport.abort()

    async def _greet(self) -> None:
        line, _ = await self._line(0)
        if not line.upper().startswith((b"* OK", b"* PREAUTH")):
            raise ImapUnreachable(server=self.server, reason=f"it greets with {_shown(line)}")
        await self._ask_offers()

    async def _encrypt(self, context: ssl.SSLContext, host: str) -> None:
        if "STARTTLS" not in self._offers:
            raise ImapUnreachable(server=self.server, reason="it offers no STARTTLS")
        await self._command("STARTTLS", name="STARTTLS")
        # What came in the clear after the answer would be taken for encrypted (CVE-2021-33515 and its like).
        if cast("bytes", getattr(self._reader, "_buffer", b"")):  # asyncio has no name for it that is public
            raise ImapNonsense(server=self.server, reason="it goes on talking before it is encrypted")
        try:
            async with asyncio.timeout(self._patience):
                await self._writer.start_tls(context, server_hostname=host)
        except (OSError, TimeoutError) as error:
            raise ImapUnreachable(server=self.server, reason=_words(error)) from error
        await self._ask_offers()

    async def _ask_offers(self) -> None:
        answer = await self._command("CAPABILITY", name="CAPABILITY")
        words = (line.decode("ascii", "replace").upper().split() for line, _ in answer.lines)
        self._offers = frozenset(word for line in words if line[:1] == ["CAPABILITY"] for word in line[1:])

    async def _authenticate(self, mechanism: str, secret: str) -> None:
        tag = self._tag()
        await self._write(f"{tag} AUTHENTICATE {mechanism}\r\n".encode())
        is_sent = False
        while True:
            line, _ = await self._line(0)
            if line.startswith(b"+"):
                # A second question is an error in words (XOAUTH2), which an empty line acknowledges.
                await self._write(b"\r\n" if is_sent else base64.b64encode(secret.encode()) + b"\r\n")
                is_sent = True
            elif line.startswith(tag.encode() + b" "):
                self._judge(line, tag, f"AUTHENTICATE {mechanism}")
                return

    async def _fetch(self, uids: str, items: str, most: int = 1 << 20) -> list[Piece]:
        if not uids:
            return []
        answer = await self._command(f"UID FETCH {uids} ({items})", name="FETCH", most=most)
        pieces: dict[int, Piece] = {}
        for line, literals in answer.lines:
            number, _, rest = line.partition(b" ")
            if number.isdigit() and rest[:5].upper() == b"FETCH":
                piece = self._piece(rest[5:], literals)
                if piece is not None:
                    pieces[piece.uid] = piece
        return [pieces[uid] for uid in sorted(pieces)]

    def _piece(self, line: bytes, literals: list[bytes]) -> Piece | None:
        try:
            words = parse(line, literals)
        except (NotImap, StopIteration) as error:
            raise ImapNonsense(server=self.server, reason=f"FETCH answers {_shown(line)}") from error
        items = pairs(words[0]) if words and isinstance(words[0], list) else {}
        uid, size = items.get("UID"), items.get("RFC822.SIZE")
        if not isinstance(uid, bytes) or not uid.isdigit():
            return None  # somebody changed a flag elsewhere, and we are told so
        content = next((value for name, value in items.items() if name.startswith("BODY[")), None)
        return Piece(
            int(uid),
            int(size) if isinstance(size, bytes) and size.isdigit() else 0,
            _arrival(items.get("INTERNALDATE")),
            content if isinstance(content, bytes) else None,
        )

    def _tag(self) -> str:
        self._count += 1
        return f"A{self._count}"

    async def _command(self, text: str, *, name: str, most: int = 1 << 20) -> _Answer:
        tag = self._tag()
        await self._write(f"{tag} {text}\r\n".encode())
        answer = _Answer()
        while True:
            line, literals = await self._line(most)
            if line.startswith(b"* "):
                if line[2:6].upper() == b"BYE " and name != "LOGOUT":
                    raise ImapUnreachable(server=self.server, reason=f"it hangs up: {_shown(line[6:])}")
                answer.lines.append((line[2:], literals))
            elif line.startswith(tag.encode() + b" "):
                self._judge(line, tag, name)
                answer.text = line
                return answer

    def _judge(self, line: bytes, tag: str, name: str) -> None:
        status, _, words = line[len(tag) + 1 :].partition(b" ")
        if status.upper() != b"OK":
            raise ImapRefused(server=self.server, command=name, reply=_shown(words))

    async def _write(self, data: bytes) -> None:
        self._writer.write(data)
        try:
            async with asyncio.timeout(self._patience):
                await self._writer.drain()
        except (OSError, TimeoutError) as error:
            raise ImapUnreachable(server=self.server, reason=_words(error)) from error

    async def _line(self, most: int) -> tuple[bytes, list[bytes]]:
        """A line and its literals, of `most` bytes each."""
        line, literals = b"", list[bytes]()
        while True:
            part = await self._read(self._reader.readuntil(b"\r\n"))
            found = _LITERAL.search(part)
            if found is None:
                return line + part[:-2].replace(LITERAL, b"?"), literals
            size = int(found[1])
            if size > most:
                raise ImapNonsense(
                    server=self.server, reason=f"it sends {size} bytes where {most} were asked for"
                )
            line += part[: found.start()].replace(LITERAL, b"?") + LITERAL
            literals.append(await self._read(self._reader.readexactly(size)))

    async def _read(self, reading: Coroutine[Any, Any, bytes]) -> bytes:
        try:
            async with asyncio.timeout(self._patience):
                return await reading
        except asyncio.LimitOverrunError as error:
            raise ImapNonsense(server=self.server, reason="a line has no end") from error
        except (OSError, EOFError, TimeoutError) as error:
            raise ImapUnreachable(server=self.server, reason=_words(error)) from error


async def _connect(
    addresses: Sequence[str], port: int, context: ssl.SSLContext | None, host: str, patience: float
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    trouble: OSError | TimeoutError | None = None
    for address in addresses:
        try:
            async with asyncio.timeout(patience):
                return await asyncio.open_connection(
                    address,
                    port,
                    ssl=context,
                    server_hostname=host if context else None,
                    limit=_LONGEST_LINE,
                )
        except (OSError, TimeoutError) as error:
            trouble = error
    raise ImapUnreachable(server=f"{host}:{port}", reason=_words(trouble or OSError("no address")))


def _tls(verify: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _set(uids: Sequence[int]) -> str:
    return ",".join(str(uid) for uid in uids)


def _arrival(value: Word) -> datetime | None:
    if not isinstance(value, bytes):
        return None
    try:
        moment = parsedate_to_datetime(value.decode("ascii").strip().replace("-", " ", 2))
    except (ValueError, UnicodeError, IndexError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def _shown(line: bytes) -> str:
    return line[:300].decode("utf-8", "replace").strip()


def _words(error: BaseException) -> str:
    match error:
        case TimeoutError():
            return "it does not answer in time"
        case EOFError():
            return "it hung up"
        case _:
            return str(error) or type(error).__name__
