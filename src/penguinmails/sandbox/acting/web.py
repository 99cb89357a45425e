"""A web client that pretends to be anybody: small, with connections that are kept."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

_LOOPBACK: Final = ("127.", "localhost", "[::1]")
_SECONDS: Final = 30
_IDLE: Final = 32
"""Connections kept for each server."""
_LONGEST: Final = 1024 * 1024


@dataclass(frozen=True)
class Page:
    """An answer."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(eq=False)
class Web:
    """The web as far as it is real: this machine, and `server` if given, which answers for all names."""

    server: tuple[str, int] | None = None
    _idle: dict[tuple[str, int], list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def reaches(self, url: str) -> bool:
        """Whether anybody real answers there."""
        return self._place(url) is not None

    async def ask(
        self, method: str, url: str, *, agent: str, ip: str, form: bytes | None = None
    ) -> Page | None:
        """Ask for a page as a client with this user agent and address; redirects are not followed.

        None where no answer came. The address is told by X-Forwarded-For.
        """
        place = self._place(url)
        if place is None:
            return None
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        lines = [
            f"{method} {target} HTTP/1.1", f"Host: {parts.netloc}", "Accept: */*", f"X-Forwarded-For: {ip}",
            f"X-Forwarded-Proto: {parts.scheme}",
        ]  # fmt: skip
        if agent:
            lines.append(f"User-Agent: {agent}")
        if form is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}"]
        request = "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n\r\n" + (form or b"")
        try:
            async with asyncio.timeout(_SECONDS):
                return await self._exchange(place, request, bare=method == "HEAD")
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
            return None

    async def close(self) -> None:
        """Let go of all connections."""
        for connections in self._idle.values():
            for _, writer in connections:
                writer.close()
        self._idle.clear()

    def _place(self, url: str) -> tuple[str, int] | None:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return None
        if self.server is not None:
            return self.server
        if parts.scheme != "http" or not parts.netloc.startswith(_LOOPBACK):
            return None
        return parts.hostname or "", port or 80

    async def _exchange(self, place: tuple[str, int], request: bytes, *, bare: bool) -> Page:
        idle = self._idle[place]
        while idle:
            reader, writer = idle.pop()
            if reader.at_eof() or writer.is_closing():
                writer.close()
                continue
            # A server may close an idle connection just as we write; then nothing is answered at all.
            try:
                return await self._over(place, reader, writer, request, bare=bare)
            except (ConnectionError, asyncio.IncompleteReadError) as error:
                if isinstance(error, asyncio.IncompleteReadError) and error.partial:
                    raise
        reader, writer = await asyncio.open_connection(*place, limit=_LONGEST)
        return await self._over(place, reader, writer, request, bare=bare)

    async def _over(
        self, place: tuple[str, int], reader: asyncio.StreamReader, writer: asyncio.StreamWriter,
        request: bytes, *, bare: bool,
    ) -> Page:  # fmt: skip
        kept = False
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            status = int(head[0].split(" ", 2)[1])
            fields = (line.partition(":") for line in head[1:])
            headers = {name.strip().lower(): value.strip() for name, _, value in fields}
            body = b"" if bare or status in {204, 304} else await _body(reader, headers)
            kept = headers.get("connection", "").lower() != "close" and (
                bare or status in {204, 304} or _has_end(headers)
            )
            return Page(status, headers, body)
        finally:
            if kept and len(self._idle[place]) < _IDLE:
                self._idle[place].append((reader, writer))
            else:
                writer.close()


def _has_end(headers: dict[str, str]) -> bool:
    return "content-length" in headers or headers.get("transfer-encoding", "").lower() == "chunked"


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = b""
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            body += await reader.readexactly(size)
            await reader.readexactly(2)
        await reader.readuntil(b"\r\n")
        return body
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    return await reader.read(_LONGEST)
