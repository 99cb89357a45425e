"""Servers of a provider on this machine: SMTP with logins and TLS, IMAP, and a token endpoint."""

import asyncio
import base64
import ipaddress
import json
import ssl
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

WRONG = "535 5.7.8 Error: authentication failed"


def certificate(folder: Path, *names: str, days: int = 1) -> tuple[ssl.SSLContext, Path]:
    """A certificate for these names, and the file that makes whoever reads it trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_general(each) for each in names]), critical=False)
        .sign(key, SHA256())
    )
    path = folder / f"{names[0]}{days}.pem"
    path.write_bytes(
        made.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context, path


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


@dataclass
class Outgoing:
    """An SMTP server that lets in who gives the password or token. `refusal` is what others are told."""

    password: str = "correct horse"
    refusal: str = WRONG
    to_mail: str = "250 OK"
    logins: list[str] = field(default_factory=list[str])
    senders: list[str] = field(default_factory=list[str])

    def login(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        del server, session, envelope
        assert isinstance(data, LoginPassword)
        self.logins.append(mechanism)
        good = data.password.decode() == self.password
        return AuthResult(success=good, handled=False, message=None if good else self.refusal)

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's
        self.logins.append("XOAUTH2")
        good = base64.b64decode(args[1]).decode().split("\1")[1] == f"auth=Bearer {self.password}"
        if not good:
            await server.push(self.refusal)
        return AuthResult(success=good, handled=not good)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        self.senders.append(address)
        envelope.mail_from = address
        return self.to_mail


@asynccontextmanager
async def smtp(
    outgoing: Outgoing, *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None
) -> AsyncGenerator[int]:
    """Its port. With `tls` from the first byte, with `starttls` later; with neither, logins are in clear."""
    wires: list[asyncio.Transport] = []

    class Kept(SMTP):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            wires.append(transport)
            super().connection_made(transport)

    def begin() -> SMTP:
        return Kept(
            outgoing,
            hostname="mx.example",
            tls_context=starttls,
            authenticator=outgoing.login,
            auth_require_tls=starttls is not None,
            require_starttls=starttls is not None,
            loop=asyncio.get_running_loop(),
        )

    async with _serving(
        await asyncio.get_running_loop().create_server(begin, "127.0.0.1", 0, ssl=tls)
    ) as port:
        yield port
        for wire in wires:
            wire.abort()


@dataclass
class Incoming:
    """An IMAP server. `greeting` and `refusal` are what it says."""

    password: str = "correct horse"
    folders: tuple[str, ...] = ("INBOX", "Junk")
    refusal: str = "NO [AUTHENTICATIONFAILED] Authentication failed."
    said: list[str] = field(default_factory=list[str])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(b"* OK ready\r\n")
            while line := (await reader.readline()).decode("utf-8", "replace").strip():
                tag, verb, rest = [*line.split(" ", 2), "", ""][:3]
                self.said.append(verb)
                if verb == "AUTHENTICATE":
                    writer.write(b"+ \r\n")
                    rest = base64.b64decode(await reader.readline()).decode()
                writer.write(f"{self._answer(verb.upper(), rest, tag)}\r\n".encode())
                if verb == "LOGOUT":
                    break
        except ConnectionError:
            pass
        finally:
            writer.transport.abort()

    def _answer(self, verb: str, rest: str, tag: str) -> str:
        match verb:
            case "CAPABILITY":
                return f"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n{tag} OK done"
            case "LOGIN" | "AUTHENTICATE":
                return f"{tag} OK done" if self.password in rest else f"{tag} {self.refusal}"
            case "EXAMINE":
                there = rest.strip('"') in self.folders
                return f"* 0 EXISTS\r\n{tag} OK [READ-ONLY] done" if there else f"{tag} NO no such mailbox"
            case "LOGOUT":
                return f"* BYE bye\r\n{tag} OK done"
            case _:
                return f"{tag} BAD what?"


@asynccontextmanager
async def imap(incoming: Incoming, *, tls: ssl.SSLContext | None = None) -> AsyncGenerator[int]:
    """Its port."""
    async with _serving(await asyncio.start_server(incoming.serve, "127.0.0.1", 0, ssl=tls)) as port:
        yield port


@dataclass
class Tokens:
    """A token endpoint that answers what the test says, and keeps what it was asked."""

    answer: Callable[[Mapping[str, str]], tuple[int, object]]
    asked: list[dict[str, str]] = field(default_factory=list[dict[str, str]])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(
            next(line for line in head.split("\r\n") if line.lower().startswith("content-length"))[15:]
        )
        form = {
            name: values[0] for name, values in parse_qs((await reader.readexactly(length)).decode()).items()
        }
        self.asked.append(form)
        status, told = self.answer(form)
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def tokens(endpoint: Tokens) -> AsyncGenerator[str]:
    """Its URL."""
    async with _serving(await asyncio.start_server(endpoint.serve, "127.0.0.1", 0)) as port:
        yield f"http://127.0.0.1:{port}/token"


@asynccontextmanager
async def silent() -> AsyncGenerator[int]:
    """The port of a server that takes connections and says nothing."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.transport.abort()

    async with _serving(await asyncio.start_server(serve, "127.0.0.1", 0)) as port:
        yield port


@asynccontextmanager
async def _serving(server: asyncio.Server) -> AsyncGenerator[int]:
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
