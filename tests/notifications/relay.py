"""A relay on this machine that does what the test says, and a worker's job that sends through it."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from tempfile import NamedTemporaryFile
from typing import Final, Self
from uuid import UUID

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from penguinmails.jobs import JobContext
from penguinmails.kernel.db import Databases, Scope
from penguinmails.notifications import Letter, Mail, MailSettings, MailType, Written
from penguinmails.notifications.mail.jobs import send_job

DROP: Final = "drop"
"""Instead of an answer: the connection goes away."""


class _Conversation(SMTP):
    """One connection."""

    def __init__(self, relay: "Relay", tls: ssl.SSLContext | None) -> None:
        super().__init__(
            relay,
            hostname="relay.example",
            tls_context=tls,
            authenticator=relay.login,
            auth_required=tls is not None,
            loop=asyncio.get_running_loop(),
        )
        self.wires: list[asyncio.BaseTransport] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.wires.append(transport)

    async def end(self) -> None:
        """Hang up, and wait until the socket is closed. After a failed handshake nobody else says so."""
        wire = self.wires[0]
        assert isinstance(wire, asyncio.Transport)
        wire.abort()
        while wire.get_extra_info("socket").fileno() != -1:  # noqa: ASYNC110 - asyncio tells nobody
            await asyncio.sleep(0)


@dataclass
class Relay:
    """Answers as it is told, and keeps what it took."""

    port: int = 0
    to_rcpt: str = "250 OK"
    to_data: str = "250 OK"
    taken: list[Envelope] = field(default_factory=list[Envelope])
    """Everything whose DATA arrived, whatever was answered."""
    logins: list[bytes] = field(default_factory=list[bytes])

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if self.to_rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_rcpt

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del session
        self.taken.append(envelope)
        if self.to_data == DROP:
            assert server.transport is not None
            server.transport.close()
        return self.to_data

    def login(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        del server, session, envelope, mechanism
        assert isinstance(data, LoginPassword)
        self.logins.append(data.password)
        return AuthResult(success=data.password == b"p@ss", handled=False)

    def messages(self) -> list[EmailMessage]:
        """What it took, parsed by the stdlib."""
        parser = BytesParser(EmailMessage, policy=default)
        contents = [each.content for each in self.taken]
        return [parser.parsebytes(content) for content in contents if isinstance(content, bytes)]

    def settings(self, *, login: str = "") -> MailSettings:
        """The settings that lead here."""
        return MailSettings(
            relay_url=SecretStr(f"smtp://{login}127.0.0.1:{self.port}"),
            mail_from="PenguinMails <mail@penguin.example>",
            public_url="https://mail.penguin.example",
        )

    def environment(self, *, login: str = "") -> dict[str, str]:
        """The same as variables."""
        return {
            "PENGUINMAILS_RELAY_URL": f"smtp://{login}127.0.0.1:{self.port}",
            "PENGUINMAILS_MAIL_FROM": "PenguinMails <mail@penguin.example>",
            "PENGUINMAILS_PUBLIC_URL": "https://mail.penguin.example",
        }

    @classmethod
    @asynccontextmanager
    async def running(cls, *, asks_login: bool = False) -> AsyncGenerator[Self]:
        """A relay for the length of a block. One that asks for a login does so after STARTTLS."""
        relay = cls()
        tls = _own_certificate() if asks_login else None
        conversations: list[_Conversation] = []

        def begin() -> SMTP:
            conversations.append(_Conversation(relay, tls))
            return conversations[-1]

        server = await asyncio.get_running_loop().create_server(begin, "127.0.0.1", 0)
        relay.port = server.sockets[0].getsockname()[1]
        try:
            yield relay
        finally:
            server.close()
            for conversation in conversations:
                await conversation.end()
            await server.wait_closed()


async def greet(tx: object, mail: Mail) -> Written | None:
    """A letter for tests: says the payload's words, and nothing without a name."""
    del tx
    name = mail.payload.get("name")
    if name is None:
        return None
    return Written(f"Welcome, {name}", f"Hello {name}\n", f"<p>Hello {name}</p>\n", sender_name="Acme")


GREETING: Final = Letter(MailType.WELCOME, greet)


async def run_send_job(databases: Databases, scope: Scope, mail_id: UUID, *letters: Letter) -> None:
    """What a worker does when the job's turn comes."""
    job = send_job(letters or (GREETING,))
    context = JobContext(databases, scope.tenant_id, 1, job.name, 1, last_attempt=False)
    await job.handler(context, {"mail_id": str(mail_id)})


def _own_certificate() -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .sign(key, SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with NamedTemporaryFile() as file:
        file.write(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            + certificate.public_bytes(Encoding.PEM)
        )
        file.flush()
        context.load_cert_chain(file.name)
    return context
