"""The reader of IMAP: its words, servers that misbehave, and encryption with a real one."""

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.delivery.inbound.polling.client import ImapConnection, ImapLogin
from penguinmails.delivery.inbound.polling.errors import (
    ImapLoginRefused,
    ImapNonsense,
    ImapRefused,
    ImapUnreachable,
)
from penguinmails.delivery.inbound.polling.words import LITERAL, NotImap, folder_name, pairs, parse
from tests.delivery.inbound.dovecot import PASSWORD, Dovecot, dovecot

ANN = ImapLogin("ann", PASSWORD)


def test_words_are_read() -> None:
    line = b'(UID 7 FLAGS (\\Seen) ENVELOPE ("a \\"b\\" c" NIL) BODY[HEADER.FIELDS (A B)] \x00 X[1]<0> "")'
    [words] = parse(line, [b"A: )(\r\n"])
    assert isinstance(words, list)
    assert pairs(words) == {
        "UID": b"7",
        "FLAGS": [b"\\Seen"],
        "ENVELOPE": [b'a "b" c', None],
        "BODY[HEADER.FIELDS (A B)]": b"A: )(\r\n",
        "X[1]<0>": b"",
    }


@pytest.mark.parametrize("line", [b"(a", b"a)", b"(" * 200])
def test_what_are_no_words_is_refused(line: bytes) -> None:
    with pytest.raises(NotImap):
        parse(line, [])


@given(st.binary(max_size=200).map(lambda raw: raw.replace(LITERAL, b"")))
def test_any_line_is_read_or_refused(line: bytes) -> None:
    with suppress(NotImap):
        parse(line, [])


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("INBOX", '"INBOX"'),
        ("Gelöscht", '"Gel&APY-scht"'),
        ("R&D", '"R&-D"'),
        ('a"b\\c', '"a\\"b\\\\c"'),
        ("台北", '"&U,BTFw-"'),
        ("x\r\nA1 DELETE INBOX", '"x&AA0ACg-A1 DELETE INBOX"'),
    ],
)
def test_names_of_folders(name: str, written: str) -> None:
    """RFC 3501 §5.1.3, whose own example is 台北 there."""
    assert folder_name(name) == written


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def scripted(talk: Talk) -> AsyncGenerator[int]:
    """A server that says what the test wants; its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def saying(*answers: bytes) -> Talk:
    """Greets, then gives each command the next answer; `TAG` in it is the command's."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK hello\r\n")
        for answer in (b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nTAG OK\r\n", *answers):
            tag = (await reader.readuntil(b"\r\n")).split(b" ")[0]
            writer.write(answer.replace(b"TAG", tag))
            await writer.drain()
        await reader.read()

    return talk


async def opened(port: int) -> ImapConnection:
    return await ImapConnection.open("127.0.0.1", port, "none", patience=0.5)


@pytest.mark.parametrize(
    "greeting", [b"", b"* BYE busy\r\n", b"220 mail ESMTP\r\n", b"* OK\r\n* BYE later\r\n", b"x" * 9_000_000]
)
async def test_who_does_not_greet_like_imap_is_not_spoken_to(greeting: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        await reader.read()

    async with scripted(talk) as port:
        with pytest.raises((ImapUnreachable, ImapNonsense)):
            await opened(port)


@pytest.mark.parametrize(
    "answer",
    [
        b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\n",
        b"* 1 FETCH (UID 1 BODY[] {5}\r\nab",
        b"* 1 FETCH ((((\r\nTAG OK\r\n",
        b"* BYE I am tired\r\n",
        b"",
    ],
)
async def test_a_server_that_cannot_be_followed_is_left(answer: bytes) -> None:
    async with scripted(saying(answer)) as port:
        connection = await opened(port)
        with pytest.raises((ImapUnreachable, ImapNonsense)):
            await connection.mail(1, 1000)
        connection.abort()


async def test_no_more_is_taken_than_was_asked_for() -> None:
    async with scripted(
        saying(b"* 1 FETCH (UID 1 BODY[] {1001}\r\n" + b"x" * 1001 + b")\r\nTAG OK\r\n")
    ) as port:
        connection = await opened(port)
        with pytest.raises(ImapNonsense):
            await connection.mail(1, 1000)
        connection.abort()


async def test_what_nobody_asked_about_is_passed_over() -> None:
    """Servers tell of flags, and of mail that comes, whenever they like; the last mail is in every range."""
    answers = (
        b"* 9 EXISTS\r\n* SEARCH 4 7\r\n* SEARCH 9\r\nTAG OK\r\n",
        b"* 2 FETCH (FLAGS (\\Seen))\r\n* 1 FETCH (UID 9 RFC822.SIZE 5)\r\nTAG OK\r\n",
    )
    async with scripted(saying(*answers)) as port:
        connection = await opened(port)
        assert await connection.search(4, dt.date(2026, 1, 1)) == [7, 9]
        assert [(piece.uid, piece.size) for piece in await connection.sizes([9])] == [(9, 5)]
        connection.abort()


async def test_a_token_that_is_refused_is_a_refused_login() -> None:
    """XOAUTH2 explains its No in a question, which wants an empty answer."""
    answers = (b"+ \r\n", b"+ eyJzdGF0dXMiOiI0MDAifQ==\r\n", b"A2 NO SASL failed\r\n")
    async with scripted(saying(*answers)) as port:
        connection = await opened(port)
        with pytest.raises(ImapLoginRefused, match="SASL failed"):
            await connection.log_in(ImapLogin("ann", "token", is_token=True))
        connection.abort()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of localhost and its key, signed by nobody."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture(scope="module")
def server(certificate: tuple[Path, Path]) -> Generator[Dovecot]:
    with dovecot(certificate=certificate) as running:
        yield running


async def test_starttls_with_a_certificate_that_is_right(
    server: Dovecot, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    server.deliver("ann", b"Subject: x\r\n\r\nhello\r\n")
    connection = await ImapConnection.open("localhost", server.port, "starttls", addresses=["127.0.0.1"])
    await connection.log_in(ANN)
    assert (await connection.examine("INBOX")).uid_next == 2
    mail = await connection.mail(1, 1000)
    assert mail
    assert mail.content == b"Subject: x\r\n\r\nhello\r\n"
    with pytest.raises(ImapRefused, match="EXAMINE nowhere"):
        await connection.examine("nowhere")
    await connection.close()


async def test_a_certificate_that_is_not_right_ends_it(server: Dovecot) -> None:
    with pytest.raises(ImapUnreachable, match="certificate"):
        await ImapConnection.open("localhost", server.port, "starttls", addresses=["127.0.0.1"])
    trusting = await ImapConnection.open("localhost", server.port, "starttls", verify=False)
    with pytest.raises(ImapLoginRefused):
        await trusting.log_in(ImapLogin("ann", "wrong"))
    trusting.abort()


async def test_a_server_without_starttls_gets_no_password() -> None:
    async with scripted(saying()) as port:
        with pytest.raises(ImapUnreachable, match="STARTTLS"):
            await ImapConnection.open("127.0.0.1", port, "starttls", patience=0.5)


async def test_what_is_said_before_encryption_is_not_believed(certificate: tuple[Path, Path]) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK hello\r\n")
        await reader.readuntil(b"\r\n")
        writer.write(b"* CAPABILITY IMAP4rev1 STARTTLS\r\nA1 OK\r\n")
        await reader.readuntil(b"\r\n")
        writer.write(b"A2 OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nA3 OK\r\n")
        await writer.drain()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        await writer.start_tls(context)

    async with scripted(talk) as port:
        with pytest.raises(ImapNonsense, match="before it is encrypted"):
            await ImapConnection.open("127.0.0.1", port, "starttls", verify=False, patience=2)
