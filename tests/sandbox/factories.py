"""Messages as a platform sends them, and the servers that such a platform has."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import aiosmtplib

from penguinmails.delivery import smtp_server as smtp


@dataclass(frozen=True)
class Request:
    """What a web server was asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    at: float


@dataclass
class Platform:
    """A web server and a mail server that keep what they get."""

    requests: list[Request] = field(default_factory=list[Request])
    letters: list[tuple[str, str, bytes]] = field(default_factory=list[tuple[str, str, bytes]])
    web: tuple[str, int] = ("", 0)
    inbound: tuple[str, int] = ("", 0)
    refuse_letters: int = 0
    """How many letters are put off first."""

    @property
    def base(self) -> str:
        return f"http://{self.web[0]}:{self.web[1]}"

    def asked(self, path: str, method: str = "") -> list[Request]:
        return [one for one in self.requests if one.path.startswith(path) and method in {"", one.method}]


PAGE = (
    '<html><form method="get" action="/search"><input name=q></form><form method="post" action="/u/go">'
    '<input type="hidden" name="token" value="a&amp;b"><button name="sure" value="yes">Unsubscribe</button>'
    "</form></html>"
)


@asynccontextmanager
async def platform() -> AsyncGenerator[Platform]:
    kept = Platform()

    class Inbound(smtp.Handler):
        def data(self, session: smtp.Session, message: bytes) -> smtp.Answer:
            if kept.refuse_letters:
                kept.refuse_letters -= 1
                return smtp.Reply(451, "4.3.0 Later")
            kept.letters += [(session.sender or "", to, message) for to in session.recipients]
            return smtp.ACCEPTED

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b"":
            first, *lines = head.decode().split("\r\n")
            headers = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
            }
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            method, path, _ = first.split(" ")
            kept.requests.append(
                Request(method, path, headers, body.decode(), asyncio.get_running_loop().time())
            )
            status = (
                "302 Found\r\nLocation: http://elsewhere.example/" if path.startswith("/c/") else "200 OK"
            )
            page = PAGE.encode() if path.startswith("/u/") else b"GIF89a"
            body = b"" if method == "HEAD" else page
            writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(page)}\r\n\r\n".encode() + body)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    web = await asyncio.start_server(serve, "127.0.0.1", 0)
    kept.web = web.sockets[0].getsockname()[:2]
    async with smtp.SmtpServer(Inbound()) as inbound:
        kept.inbound = ("127.0.0.1", inbound.port)
        yield kept
    web.close()


def message(base: str, to: str, *, name: str = "", headers: str = "") -> tuple[str, bytes]:
    """A tracked message with two links, a hidden one, a way to leave and a pixel; its Message-ID and octets."""
    one = name or uuid4().hex
    message_id = f"{one}@sender.example"
    text = (
        f'From: "Ann Sender" <ann@sender.example>\r\nReply-To: sales@sender.example\r\nTo: <{to}>\r\n'
        f"Subject: Offer {one}\r\nDate: Sat, 21 Nov 2026 08:00:00 +0000\r\nMessage-ID:\r\n <{message_id}>\r\n"
        f"List-Unsubscribe: <{base}/u/{one}>,\r\n <mailto:leave@sender.example?subject=leave%20{one}>\r\n"
        f"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n{headers}MIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDear you,\r\nbuy.\r\n"
        "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>"
        f'<a href="{base}/c/{one}-1?a=1&amp;b=2">One</a> <a href="{base}/c/{one}-2">Two</a>'
        f'<a href="{base}/u/{one}">Unsubscribe</a>'
        f'<a href="{base}/c/{one}-hidden" style="display: none"></a><img src="{base}/logo.png" width="200">'
        f'<img src="{base}/o/{one}.gif" width="1" height="1"></body></html>\r\n--b--\r\n'
    )
    return message_id, text.encode()


async def send(
    port: int, to: str, octets: bytes, sender: str = "bounce+1@sender.example"
) -> aiosmtplib.SMTPResponse:
    """Hand a message over; raises what aiosmtplib raises."""
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, timeout=20)
    async with client:
        await client.mail(sender)
        await client.rcpt(to)
        return await client.data(octets)
