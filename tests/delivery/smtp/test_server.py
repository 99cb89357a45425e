"""The SMTP server against clients that others wrote, and against raw octets."""
# ruff: noqa: ARG002 - handlers are given more than they look at

import asyncio
import smtplib
import ssl
import subprocess
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import aiosmtplib
import pytest

from penguinmails.delivery.smtp.server import (
    ACCEPTED,
    HANG_UP,
    Answer,
    Handler,
    Limits,
    Login,
    Reply,
    Session,
    SmtpServer,
)


class Inbox(Handler):
    """Keeps what it gets."""

    def __init__(self, mechanisms: Sequence[str] = ()) -> None:
        self.mechanisms = tuple(mechanisms)
        self.mails: list[tuple[str | None, list[str], bytes]] = []
        self.logins: list[Login] = []

    def log_in(self, session: Session, login: Login) -> Answer:
        self.logins.append(login)
        return Reply(235, "2.7.0 In") if login.secret == "sesame" else Reply(535, "5.7.8 No")

    def rcpt(self, session: Session, recipient: str) -> Answer:
        return Reply(550, "5.1.1 Nobody") if recipient.startswith("nobody@") else ACCEPTED

    def data(self, session: Session, message: bytes) -> Answer:
        self.mails.append((session.sender, list(session.recipients), message))
        return ACCEPTED


class SlowInbox(Inbox):
    """Answers later, as one that commits to a database does."""

    async def rcpt(self, session: Session, recipient: str) -> Reply:
        await asyncio.sleep(0)
        answer = super().rcpt(session, recipient)
        assert isinstance(answer, Reply)
        return answer

    async def data(self, session: Session, message: bytes) -> Reply:
        await asyncio.sleep(0)
        self.mails.append((session.sender, list(session.recipients), message))
        return ACCEPTED


async def talk(server: SmtpServer, *parts: bytes) -> list[str]:
    """Send the parts, each after a reply to the one before it; all reply lines until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    lines = [(await reader.readline()).decode().rstrip("\r\n")]
    for part in parts:
        writer.write(part)
        if part is not parts[-1]:
            lines.append((await reader.readline()).decode().rstrip("\r\n"))
    lines += (await reader.read()).decode().split("\r\n")[:-1]
    writer.close()
    return lines


def codes(lines: list[str]) -> list[str]:
    return [line[:3] for line in lines]


OPENING = b"HELO me\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\n"
GROUP = OPENING + b"DATA\r\n"


@pytest.fixture(params=[Inbox, SlowInbox], ids=["sync", "async"])
def inbox(request: pytest.FixtureRequest) -> Inbox:
    kind: Callable[[], Inbox] = request.param
    return kind()


async def test_smtplib_hands_over_mail(inbox: Inbox) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Dots", "a@example.com", "b@example.com"
    mail.set_content(".one\n..two\n.\nthree\n")

    def send(port: int) -> dict[str, tuple[int, bytes]]:
        with smtplib.SMTP("127.0.0.1", port) as client:
            refused = client.sendmail(
                "a@example.com", ["b@example.com", "nobody@example.com"], mail.as_bytes(policy=SMTP)
            )
            client.sendmail("", ["b@example.com"], b"Subject: two\r\n\r\n")
            return refused

    async with SmtpServer(inbox) as server:
        refused = await asyncio.to_thread(send, server.port)
    assert refused == {"nobody@example.com": (550, b"5.1.1 Nobody")}
    [(sender, recipients, message), (empty, _, second)] = inbox.mails
    assert (sender, recipients, empty) == ("a@example.com", ["b@example.com"], "")
    assert message.endswith(b"\r\n\r\n.one\r\n..two\r\n.\r\nthree\r\n")
    assert second == b"Subject: two\r\n\r\n"


async def test_aiosmtplib_hands_over_utf8_mail(inbox: Inbox) -> None:
    async with SmtpServer(inbox) as server:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=server.port)
        async with client:
            await client.sendmail(
                "jürgen@exämple.com", ["b@example.com"], "Subject: Grüße\r\n\r\n".encode(),
                mail_options=["SMTPUTF8", "BODY=8BITMIME"],
            )  # fmt: skip
            assert client.supports_extension("chunking")
            assert client.supports_extension("pipelining")
    assert inbox.mails == [("jürgen@exämple.com", ["b@example.com"], "Subject: Grüße\r\n\r\n".encode())]


async def test_a_pipelined_conversation_is_answered_in_order(inbox: Inbox) -> None:
    async with SmtpServer(inbox) as server:
        lines = await talk(
            server,
            OPENING + b"RCPT TO:<nobody@example.com>\r\nDATA\r\nhi\r\n.\r\n"
            b"MAIL FROM:<>\r\nRSET\r\nNOOP\r\nVRFY x\r\nHELP\r\nQUIT\r\nNOOP\r\n",
        )
    assert codes(lines) == [
        "220",
        "250",
        "250",
        "250",
        "550",
        "354",
        "250",
        "250",
        "250",
        "250",
        "252",
        "214",
        "221",
    ]
    assert inbox.mails == [("a@example.com", ["b@example.com"], b"hi\r\n")]


async def test_chunks_make_a_message(inbox: Inbox) -> None:
    async with SmtpServer(inbox) as server:
        lines = await talk(
            server,
            OPENING + b"BDAT 5\r\n.\r\n.\rBDAT 5\r\n\n.\r\n."
            b"BDAT 0 LAST\r\nMAIL FROM:<c@example.com>\r\nBDAT 4 LAST\r\nhi\r\nQUIT\r\n",
        )
    assert codes(lines) == ["220", "250", "250", "250", "250", "250", "250", "250", "503", "221"]
    assert [message for *_, message in inbox.mails] == [b".\r\n.\r\n.\r\n.\r\n"]


@pytest.mark.parametrize(
    "smuggler",
    [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r", b"\r.\r\n", b"\r\n\x00.\r\n"],
)
async def test_nothing_is_smuggled_in_a_message(inbox: Inbox, smuggler: bytes) -> None:
    inner = b"MAIL FROM:<evil@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\nevil"
    async with SmtpServer(inbox) as server:
        lines = await talk(server, GROUP + b"good" + smuggler + inner + b"\r\n.\r\nQUIT\r\n")
    strays = smuggler.replace(b"\r\n", b"").strip(b"\x00.") != b""
    assert codes(lines) == ["220", "250", "250", "250", "354", "550" if strays else "250", "221"]
    assert not any(sender == "evil@example.com" for sender, *_ in inbox.mails)


async def test_lines_that_are_too_long_end_the_connection() -> None:
    async with SmtpServer(Inbox(), limits=Limits(command=100)) as server:
        assert codes(await talk(server, b"NOOP " + b"x" * 200)) == ["220", "500"]
        assert codes(await talk(server, b"NOOP " + b"x" * 200 + b"\r\n")) == ["220", "500"]


async def test_messages_that_are_too_big_are_refused_and_the_connection_goes_on(inbox: Inbox) -> None:
    async with SmtpServer(inbox, limits=Limits(size=10)) as server:
        by_size = await talk(server, b"HELO x\r\nMAIL FROM:<a@b.c> SIZE=11\r\nQUIT\r\n")
        by_data = await talk(server, GROUP + b"x" * 300 + b"\r\n.\r\nQUIT\r\n")
        fits = await talk(server, GROUP + b"12345678\r\n.\r\nQUIT\r\n")
        by_chunk = await talk(server, OPENING + b"BDAT 11\r\n12345678901BDAT 1 LAST\r\n.QUIT\r\n")
    assert codes(by_size) == ["220", "250", "552", "221"]
    assert codes(by_data)[-2:] == ["552", "221"]
    assert codes(fits)[-2:] == ["250", "221"]
    assert codes(by_chunk)[-3:] == ["552", "503", "221"]
    assert [message for *_, message in inbox.mails] == [b"12345678\r\n"]


async def test_limits_of_recipients_errors_lines_and_connections() -> None:
    limits = Limits(recipients=1, errors=2, line=5, connections=1)
    async with SmtpServer(Inbox(), limits=limits) as server:
        more = await talk(server, OPENING + b"RCPT TO:<c@b.c>\r\nDATA\r\n123456\r\n.\r\nQUIT\r\n")
        wrong = await talk(server, b"X\r\nY\r\nZ\r\nNOOP\r\n")
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        await reader.readline()
        assert codes(await talk(server)) == ["421"]
        writer.close()
    assert codes(more) == ["220", "250", "250", "250", "452", "354", "550", "221"]
    assert codes(wrong) == ["220", "500", "500", "421"]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (b"MAIL FROM:<a@b.c>", "503"),
        (b"HELO x\r\nRCPT TO:<a@b.c>", "503"),
        (b"HELO x\r\nDATA", "503"),
        (b"HELO x\r\nMAIL FROM:a@b.c", "501"),
        (b"HELO x\r\nMAIL FROM:<a b@c.d>", "501"),
        (b"HELO x\r\nMAIL FROM:<a@b.c> RET=FULL", "555"),
        (b"HELO x\r\nMAIL FROM:<\xc3\xbc@b.c>", "553"),
        (b"HELO x\r\nMAIL FROM:<\xff@b.c>", "501"),
        (b"HELO x\r\nMAIL FROM:<a@b.c>\r\nMAIL FROM:<a@b.c>", "503"),
        (b"HELO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<>", "501"),
        (b"HELO x\r\nMAIL FROM:<a@b.c>\nRCPT TO:<x@y.z>", "500"),
        (b"HELO x\r\nMAIL FROM:<@relay.example,@b.example:a@b.c>", "250"),
        (b'HELO x\r\nmail from: <"a > b"@b.c> size=3 body=8bitmime', "250"),
        (b"STARTTLS", "503"),
        (b"AUTH PLAIN AGEAYg==", "503"),
        (b"EXPN x", "500"),
        (b"BDAT x", "501"),
    ],
)
async def test_what_makes_no_sense_is_refused(command: bytes, code: str) -> None:
    async with SmtpServer(Inbox()) as server:
        end = b"" if command.startswith(b"BDAT") else b"QUIT\r\n"
        lines = codes(await talk(server, command + b"\r\n" + end))
    assert lines[-2 if end else -1] == code


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, chain = folder / "key.pem", folder / "chain.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", str(key), "-out", str(chain), "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    return chain, key


@pytest.mark.parametrize("implicit", [False, True])
async def test_mail_over_tls(inbox: Inbox, certificate: tuple[Path, Path], implicit: bool) -> None:
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(*certificate)
    theirs = ssl.create_default_context(cafile=str(certificate[0]))
    async with SmtpServer(inbox, tls=ours, implicit=implicit) as server:
        client = aiosmtplib.SMTP(
            hostname="localhost",
            port=server.port,
            tls_context=theirs,
            use_tls=implicit,
            start_tls=not implicit,
        )
        async with client:
            await client.sendmail("a@b.c", ["d@e.f"], b"x\r\n")
            await client.ehlo()
            assert not client.supports_extension("starttls")
        if not implicit:
            lines = await talk(server, b"EHLO x\r\nSTARTTLS\r\nMAIL FROM:<a@b.c>\r\n")
            assert lines[-1].startswith("503")
    assert [message for *_, message in inbox.mails] == [b"x\r\n"]


@pytest.mark.parametrize("mechanism", ["plain", "login"])
async def test_logins(mechanism: str) -> None:
    inbox = Inbox(["PLAIN", "LOGIN", "XOAUTH2"])

    def send(port: int, password: str) -> None:
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.ehlo()
            client.user, client.password = "me", password
            client.auth(mechanism, client.auth_plain if mechanism == "plain" else client.auth_login)

    async with SmtpServer(inbox) as server:
        await asyncio.to_thread(send, server.port, "sesame")
        with pytest.raises(smtplib.SMTPAuthenticationError):
            await asyncio.to_thread(send, server.port, "wrong")
    assert inbox.logins == [Login(mechanism.upper(), "me", "sesame"), Login(mechanism.upper(), "me", "wrong")]


async def test_a_token_logs_in() -> None:
    inbox = Inbox(["XOAUTH2"])
    token = b"dXNlcj1tZUBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciBzZXNhbWUBAQ=="
    async with SmtpServer(inbox) as server:
        lines = await talk(
            server,
            b"EHLO x\r\nAUTH XOAUTH2 " + token + b"\r\nAUTH XOAUTH2\r\nRSET\r\nAUTH PLAIN\r\nQUIT\r\n",
        )
        cancelled = await talk(server, b"EHLO x\r\nAUTH XOAUTH2\r\n*\r\nQUIT\r\n")
    assert codes(lines)[-5:] == ["235", "503", "250", "503", "221"]
    assert codes(cancelled)[-3:] == ["334", "501", "221"]
    assert inbox.logins == [Login("XOAUTH2", "me@example.com", "sesame")]


async def test_a_failing_handler_makes_the_client_try_again() -> None:
    class Broken(Inbox):
        def rcpt(self, session: Session, recipient: str) -> Answer:
            raise LookupError(recipient)

        async def mail(self, session: Session, sender: str) -> Reply:
            if sender == "bad@b.c":
                raise LookupError(sender)
            return ACCEPTED

    async with SmtpServer(Broken()) as server:
        lines = await talk(
            server, b"HELO x\r\nMAIL FROM:<bad@b.c>\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nQUIT\r\n"
        )
    assert codes(lines) == ["220", "250", "451", "250", "451", "221"]


async def test_silent_clients_are_sent_away() -> None:
    async with SmtpServer(Inbox(), limits=Limits(idle=0.1)) as server:
        assert codes(await talk(server)) == ["220", "421"]


async def test_closing_waits_for_a_message_that_is_being_stored() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    class Storing(Inbox):
        async def data(self, session: Session, message: bytes) -> Reply:
            begun.set()
            await go_on.wait()
            return ACCEPTED

    server = SmtpServer(Storing())
    await server.start()
    conversation = asyncio.create_task(talk(server, GROUP + b"x\r\n.\r\n"))
    await begun.wait()
    closing = asyncio.create_task(server.close())
    await asyncio.sleep(0)
    go_on.set()
    await closing
    assert codes(await conversation)[-2:] == ["250", "421"]


async def test_a_handler_may_cut_drip_and_close() -> None:
    class Rude(Inbox):
        def mail(self, session: Session, sender: str) -> Answer:
            return {"drop@b.c": HANG_UP, "gone@b.c": Reply(421, "4.3.2 Bye")}.get(sender, ACCEPTED)

        def begin_data(self, session: Session) -> Answer:
            session.cut_after = 4 if session.sender == "cut@b.c" else None
            return super().begin_data(session)

        def data(self, session: Session, message: bytes) -> Answer:
            return Reply(250, "2.0.0 Drop by drop", drip=0.001, closing=True)

    rest = b"RCPT TO:<d@e.f>\r\nDATA\r\nx\r\n.\r\n"

    async def outcome(server: SmtpServer, sender: bytes) -> list[str]:
        return codes(await talk(server, b"HELO x\r\n", b"MAIL FROM:<" + sender + b">\r\n" + rest))

    async with SmtpServer(Rude()) as server:
        assert await outcome(server, b"gone@b.c") == ["220", "250", "421"]
        assert await outcome(server, b"slow@b.c") == ["220", "250", "250", "250", "354", "250"]
        assert await outcome(server, b"drop@b.c") == ["220", "250"]
        assert await outcome(server, b"cut@b.c") == ["220", "250", "250", "250", "354"]
