"""The client: what it says, and above all what it knows when something breaks."""

import asyncio
import base64
import datetime as dt
import ssl
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.delivery.smtp.scripted import HangUp, Scripted, listening, running

from penguinmails.delivery.smtp.client import Connection, Timeouts
from penguinmails.delivery.smtp.errors import LoginRefused, ServerRefuses, ServerUnreachable, TlsFailed
from penguinmails.delivery.smtp.exchange import Envelope, Outcome, Result, Stage
from penguinmails.delivery.smtp.replies import NotSmtp, Reply, ReplyReader
from penguinmails.infrastructure import Endpoint, Login, Mechanism, Security

MESSAGE = b"Subject: Hi\r\n\r\nHello\r\n.\r\n..and more\r\n"
ENVELOPE = Envelope("bounce@sender.example", "ana@example.com")
WAITED = "X-WAITED"
"""Offered by servers whose mail is sent one message after the other even where all could be handed over at once."""
MODES = [
    (),
    ("PIPELINING",),
    ("CHUNKING",),
    ("PIPELINING", "CHUNKING", "SIZE 100000"),
    ("PIPELINING", "CHUNKING", WAITED),
]
QUICK = Timeouts(connect=5, command=5, final=5)


def endpoint(port: int, security: str = "none", *, verify: bool = True) -> Endpoint:
    return Endpoint(
        host="127.0.0.1",
        port=port,
        security=Security(security),
        helo="sender.example",
        connections=1,
        verify=verify,
    )


async def sent(script: Scripted, *messages: bytes, envelope: Envelope = ENVELOPE) -> list[Outcome]:
    async with running(script) as port:
        connection = await Connection.open(endpoint(port), timeouts=QUICK)
        way = connection.send if WAITED in script.offers else partial(handed_over, connection)
        outcomes = [await way(envelope, message) for message in messages]
        await connection.close()
    return outcomes


async def handed_over(connection: Connection, envelope: Envelope, message: bytes) -> Outcome:
    answered = asyncio.Event()
    said = connection.hand_over(envelope, message, answered.set)
    if said is None:
        return await connection.send(envelope, message)
    if isinstance(said, Outcome):
        return said
    await answered.wait()
    return said()


@pytest.mark.parametrize("offers", MODES)
async def test_messages_arrive_to_the_byte(offers: tuple[str, ...]) -> None:
    script = Scripted(offers)
    outcomes = await sent(script, MESSAGE, b".only a dot\r\n", MESSAGE * 4000)
    assert [outcome.result for outcome in outcomes[:2]] == [Result.ACCEPTED] * 2
    assert script.messages[:2] == [MESSAGE, b".only a dot\r\n"]
    if "SIZE 100000" in offers:
        assert (outcomes[2].result, outcomes[2].enhanced) == (Result.REJECTED, "5.3.4")
        assert "144000" in outcomes[2].text or str(len(MESSAGE * 4000)) in outcomes[2].text
    else:
        assert script.messages[2] == MESSAGE * 4000


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from([b".", b"..", b"a", b"", b".a", b"\t."]), max_size=8))
def test_any_lines_survive_the_dots(lines: list[bytes]) -> None:
    message = b"".join(line + b"\r\n" for line in lines)
    script = Scripted(("PIPELINING",))
    [outcome] = asyncio.run(sent(script, message))
    assert outcome.result is Result.ACCEPTED
    assert script.messages == [message]


@pytest.mark.parametrize("offers", MODES)
@pytest.mark.parametrize(
    ("verb", "stage"), [("MAIL", Stage.MAIL), ("RCPT", Stage.RECIPIENT), (".", Stage.MESSAGE)]
)
@pytest.mark.parametrize(
    ("said", "result"), [("550 5.1.1 No such user", Result.REJECTED), ("451 4.7.1 Later", Result.DEFERRED)]
)
async def test_a_refusal_is_told_and_the_next_message_goes_on(
    offers: tuple[str, ...], verb: str, stage: Stage, said: str, result: Result
) -> None:
    script = Scripted(offers, {verb: [said, "250 Ok"]})
    first, second = await sent(script, MESSAGE, MESSAGE)
    assert (first.result, first.stage, first.code, first.enhanced) == (
        result,
        stage,
        int(said[:3]),
        said.split()[1],
    )
    assert first.conversation is not None
    assert f"S: {said}" in first.conversation
    assert "Hello" not in first.conversation
    assert second.result is Result.ACCEPTED
    assert "RSET" in script.said
    assert script.messages == [MESSAGE]


async def test_data_taken_for_nobody_is_ended_empty() -> None:
    script = Scripted(
        ("PIPELINING",), {"RCPT": ["550 5.1.1 No such user", "250 Ok"], "DATA": ["354 go ahead"]}
    )
    first, second = await sent(script, MESSAGE, MESSAGE)
    assert (first.result, first.stage) == (Result.REJECTED, Stage.RECIPIENT)
    assert second.result is Result.ACCEPTED


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("offers", [(), ("PIPELINING",)])
async def test_a_break_before_the_message_means_it_was_not_taken(offers: tuple[str, ...], verb: str) -> None:
    [outcome] = await sent(Scripted(offers, {verb: [HangUp]}), MESSAGE)
    assert outcome.result is Result.LOST
    assert outcome.conversation is not None


@pytest.mark.parametrize("offers", MODES)
async def test_a_break_after_the_message_was_begun_is_uncertain(offers: tuple[str, ...]) -> None:
    [outcome] = await sent(Scripted(offers, {".": [HangUp]}), MESSAGE)
    assert (outcome.result, outcome.stage) == (Result.UNCERTAIN, Stage.MESSAGE)


async def test_a_break_in_the_middle_of_the_message_is_uncertain() -> None:
    [outcome] = await sent(Scripted((), bytes_before_hang_up=5), MESSAGE)
    assert outcome.result is Result.UNCERTAIN


async def test_a_refusal_before_the_break_is_what_counts() -> None:
    offers = ("PIPELINING", "CHUNKING")
    [outcome] = await sent(Scripted(offers, {"RCPT": ["550 5.1.1 No"], ".": [HangUp]}), MESSAGE)
    assert (outcome.result, outcome.stage) == (Result.REJECTED, Stage.RECIPIENT)


async def test_silence_is_not_waited_for_for_ever() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        await reader.readline()
        writer.write(b"250 mx.example\r\n")
        await reader.read()
        writer.close()

    async with listening(silent) as port:
        connection = await Connection.open(endpoint(port), timeouts=Timeouts(5, 0.05, 0.05))
        outcome = await connection.send(ENVELOPE, MESSAGE)
    assert (outcome.result, connection.usable) == (Result.LOST, False)
    assert "0.05 seconds" in outcome.text


async def test_who_handed_over_gives_up_what_is_not_answered_and_nothing_else() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        await reader.readline()
        writer.write(b"250-mx.example\r\n250-PIPELINING\r\n250 CHUNKING\r\n")
        await reader.read()
        writer.close()

    async with listening(silent) as port:
        connection = await Connection.open(endpoint(port), timeouts=QUICK)
        connection.give_up()
        assert connection.usable
        answered = asyncio.Event()
        said = connection.hand_over(ENVELOPE, MESSAGE, answered.set)
        assert callable(said)
        assert not answered.is_set()
        connection.give_up()
        assert answered.is_set()
        assert said().result is Result.UNCERTAIN
        assert not connection.usable


async def test_after_421_the_connection_is_left_alone() -> None:
    async with running(Scripted((), {"MAIL": ["421 4.7.0 Too many"]})) as port:
        connection = await Connection.open(endpoint(port), timeouts=QUICK)
        outcome = await connection.send(ENVELOPE, MESSAGE)
        assert (outcome.result, outcome.code, connection.usable) == (Result.DEFERRED, 421, False)
        assert (await connection.send(ENVELOPE, MESSAGE)).result is Result.LOST


async def test_words_that_fit_nothing_break_the_connection() -> None:
    [outcome] = await sent(Scripted((), {"MAIL": ["HTTP/1.1 400 Bad Request"]}), MESSAGE)
    assert outcome.result is Result.LOST
    assert "does not speak SMTP" in outcome.text


@pytest.mark.parametrize(
    "address", ["a b@example.com", "a>b@example.com", "a@example.com\r\nRCPT TO:<x@y>", "a\0@b"]
)
async def test_no_address_can_end_its_command(address: str) -> None:
    script = Scripted(("PIPELINING",))
    [outcome] = await sent(script, MESSAGE, envelope=Envelope("s@example.com", address))
    assert (outcome.result, outcome.enhanced) == (Result.REJECTED, "5.1.3")
    assert [line for line in script.said if not line.startswith(("EHLO", "QUIT"))] == []


async def test_smtputf8_only_where_it_is_offered() -> None:
    wanted = Envelope("s@example.com", "jörg@example.com", smtputf8=True)
    [refused] = await sent(Scripted(()), MESSAGE, envelope=wanted)
    assert (refused.result, refused.enhanced) == (Result.REJECTED, "5.6.7")
    script = Scripted(("SMTPUTF8",))
    [taken] = await sent(script, MESSAGE, envelope=wanted)
    assert taken.result is Result.ACCEPTED
    assert "MAIL FROM:<s@example.com> SMTPUTF8" in script.said


async def test_nobody_there() -> None:
    server = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    with pytest.raises(ServerUnreachable, match="refused"):
        await Connection.open(endpoint(port), timeouts=QUICK)


async def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    script = Scripted()
    async with running(script) as port:
        there = replace(endpoint(port), host="mx.example", addresses=("127.0.0.9", "127.0.0.1"))
        connection = await Connection.open(there, timeouts=QUICK)
        assert (await connection.send(ENVELOPE, MESSAGE)).result is Result.ACCEPTED


async def test_a_server_that_turns_us_away_is_quoted() -> None:
    async with running(Scripted(greeting="554 5.7.1 You are listed")) as port:
        with pytest.raises(ServerRefuses, match="You are listed"):
            await Connection.open(endpoint(port), timeouts=QUICK)


def login(mechanism: str) -> Login:
    return Login(user="ana", password="s3cret", token="t0ken", mechanism=Mechanism(mechanism))


@pytest.mark.parametrize(
    ("wanted", "offered", "said"),
    [
        ("plain", "AUTH PLAIN", [base64.b64encode(b"\0ana\0s3cret").decode()]),
        ("login", "AUTH LOGIN", [base64.b64encode(b"ana").decode(), base64.b64encode(b"s3cret").decode()]),
        ("plain", "AUTH LOGIN", [base64.b64encode(b"ana").decode(), base64.b64encode(b"s3cret").decode()]),
        ("xoauth2", "AUTH XOAUTH2", [base64.b64encode(b"user=ana\1auth=Bearer t0ken\1\1").decode()]),
    ],
)
async def test_signing_in(wanted: str, offered: str, said: list[str]) -> None:
    lines = said if "LOGIN" in offered else []
    script = Scripted(
        (offered,),
        {
            "AUTH": ["334 more" if lines else "235 welcome"],
            **{line: ["334 more"] for line in lines[:-1]},
            **{line: ["235 welcome"] for line in lines[-1:]},
        },
    )
    async with running(script) as port:
        connection = await Connection.open(endpoint(port), login(wanted), QUICK)
        await connection.close()
    assert [line.split()[-1] for line in script.said if line.split()[-1] in said] == said


async def test_a_login_that_is_refused_is_quoted_without_the_password() -> None:
    script = Scripted(("AUTH PLAIN",), {"AUTH": ["535 5.7.8 Wrong password"]})
    async with running(script) as port:
        with pytest.raises(LoginRefused, match="Wrong password") as raised:
            await Connection.open(endpoint(port), login("plain"), QUICK)
    assert "s3cret" not in str(raised.value)


async def test_xoauth2_is_refused_after_its_explanation() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hi\r\n")
        await reader.readline()
        writer.write(b"250-mx\r\n250 AUTH XOAUTH2\r\n")
        await reader.readline()
        writer.write(b"334 eyJzdGF0dXMiOiI0MDAifQ==\r\n")
        assert await reader.readline() == b"\r\n"
        writer.write(b"535 5.7.8 Expired\r\n")
        await reader.read()
        writer.close()

    async with listening(serve) as port:
        with pytest.raises(LoginRefused, match="Expired"):
            await Connection.open(endpoint(port), login("xoauth2"), QUICK)


async def test_a_login_that_is_not_offered_is_not_tried() -> None:
    script = Scripted(("AUTH GSSAPI",))
    async with running(script) as port:
        with pytest.raises(LoginRefused, match="gssapi, not plain"):
            await Connection.open(endpoint(port), login("plain"), QUICK)
    assert [line for line in script.said if line.startswith("AUTH")] == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    folder: Path = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mx.example")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


async def test_starttls_and_tls_carry_mail(certificate: ssl.SSLContext) -> None:
    script = Scripted(("STARTTLS", "PIPELINING"), tls=certificate)
    async with running(script) as port:
        connection = await Connection.open(endpoint(port, "starttls", verify=False), timeouts=QUICK)
        assert (await connection.send(ENVELOPE, MESSAGE)).result is Result.ACCEPTED
    assert [line.split()[0] for line in script.said[:3]] == ["EHLO", "STARTTLS", "EHLO"]
    script = Scripted(("PIPELINING",))
    async with running(script, tls=certificate) as port:
        connection = await Connection.open(endpoint(port, "tls", verify=False), timeouts=QUICK)
        assert (await connection.send(ENVELOPE, MESSAGE)).result is Result.ACCEPTED


async def test_a_certificate_nobody_trusts_is_refused(certificate: ssl.SSLContext) -> None:
    for security in ("starttls", "tls"):
        script = Scripted(("STARTTLS",), tls=certificate)
        async with running(script, tls=certificate if security == "tls" else None) as port:
            with pytest.raises(TlsFailed, match="not to be trusted"):
                await Connection.open(endpoint(port, security), timeouts=QUICK)


async def test_nothing_goes_in_clear_where_encryption_was_asked() -> None:
    async with running(Scripted(())) as port:
        with pytest.raises(TlsFailed, match="STARTTLS"):
            await Connection.open(endpoint(port, "starttls"), timeouts=QUICK)


async def test_replies_smuggled_in_front_of_tls_are_refused(certificate: ssl.SSLContext) -> None:
    script = Scripted(("STARTTLS",), tls=certificate, before_tls="\n250 pwned")
    async with running(script) as port:
        with pytest.raises(ServerUnreachable, match="before encryption"):
            await Connection.open(endpoint(port, "starttls", verify=False), timeouts=QUICK)


@given(
    st.lists(
        st.tuples(
            st.integers(200, 599), st.lists(st.text("abc 0123\u00fc-", max_size=20), min_size=1, max_size=4)
        )
    ),
    st.data(),
)
def test_replies_are_read_however_they_are_cut(
    wanted: list[tuple[int, list[str]]], data: st.DataObject
) -> None:
    stream = b"".join(
        f"{code}{' ' if number == len(lines) - 1 else '-'}{line}\r\n".encode()
        for code, lines in wanted
        for number, line in enumerate(lines)
    )
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)))))
    reader, heard = ReplyReader(), list[Reply]()
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        heard += reader.feed(stream[start:end])
    assert heard == [Reply(code, "\n".join(lines)) for code, lines in wanted]
    assert reader.is_empty


@given(st.binary(max_size=200))
def test_noise_is_told_from_replies(noise: bytes) -> None:
    try:
        for reply in ReplyReader().feed(noise):
            assert 200 <= reply.code <= 599
    except NotSmtp:
        pass
