"""A mail server on loopback that does exactly what a test says."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast


class HangUp(Exception):
    """Raised by an answer: the server closes the connection instead."""


_NOBODY = "503 5.5.1 No valid recipients"
Answer = str | type[HangUp]


@dataclass
class Scripted:
    """Answers by verb, in order, the last one again and again. `.` answers a whole message."""

    offers: tuple[str, ...] = ()
    answers: Mapping[str, list[Answer]] = field(default_factory=dict[str, list[Answer]])
    greeting: str = "220 mx.example ESMTP"
    tls: ssl.SSLContext | None = None
    before_tls: str = ""
    """Smuggled behind the answer to STARTTLS."""
    bytes_before_hang_up: int | None = None
    """Of a message's DATA, after which the server hangs up."""
    said: list[str] = field(default_factory=list[str])
    messages: list[bytes] = field(default_factory=list[bytes])
    _has_sender: bool = False
    _has_recipient: bool = False
    _asked: dict[str, int] = field(default_factory=dict[str, int])

    def answer(self, verb: str, usual: str) -> str:
        script = self.answers.get(verb)
        if not script:
            return usual
        asked = self._asked.get(verb, 0)
        self._asked[verb] = asked + 1
        wanted = script[min(asked, len(script) - 1)]
        if not isinstance(wanted, str):
            raise wanted
        return wanted

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._talk(reader, writer)
        except (HangUp, asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(text: str) -> None:
            writer.write("".join(f"{line}\r\n" for line in text.split("\n")).encode())

        say(self.greeting)
        while line := (await reader.readline()).decode().rstrip("\r\n"):
            self.said.append(line)
            verb, _, rest = line.partition(" ")
            match verb.upper():
                case "EHLO":
                    names = ["mx.example", *self.offers]
                    lines = [f"250-{name}" for name in names[:-1]] + [f"250 {names[-1]}"]
                    say(self.answer("EHLO", "\n".join(lines)))
                case "STARTTLS":
                    say(self.answer("STARTTLS", "220 go ahead") + self.before_tls)
                    await self._encrypt(writer)
                case "BDAT":
                    message = await reader.readexactly(int(rest.split()[0]))
                    answer = self._end()
                    if answer.startswith("250"):
                        self.messages.append(message)
                    say(answer)
                case "DATA":
                    answer = self.answer("DATA", "354 go ahead" if self._has_recipient else _NOBODY)
                    say(answer)
                    if answer.startswith("354"):
                        say(await self._message(reader))
                case "QUIT":
                    say("221 bye")
                    return
                case _:
                    say(self._envelope(verb))
            await writer.drain()

    async def _encrypt(self, writer: asyncio.StreamWriter) -> None:
        plain = writer.transport
        try:
            await writer.start_tls(self.tls or ssl.create_default_context())
        except AttributeError as error:  # asyncio's answer to a client that left during the handshake
            vars(writer)["_transport"] = plain  # which its farewell needs
            raise HangUp from error

    def _envelope(self, verb: str) -> str:
        if verb == "RCPT":
            answer = self.answer("RCPT", "250 2.1.5 Ok" if self._has_sender else "503 MAIL first")
            self._has_recipient = answer.startswith("250")
            return answer
        answer = self.answer(verb, "250 2.1.0 Ok")
        self._has_sender = verb == "MAIL" and answer.startswith("250")
        self._has_recipient = False
        return answer

    async def _message(self, reader: asyncio.StreamReader) -> str:
        if self.bytes_before_hang_up is not None:
            await reader.readexactly(self.bytes_before_hang_up)
            raise HangUp
        lines: list[bytes] = []
        while (line := await reader.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        answer = self._end()
        if answer.startswith("250"):
            self.messages.append(b"".join(lines))
        return answer

    def _end(self) -> str:
        return self.answer(".", "250 2.0.0 Ok: queued as ABC") if self._has_recipient else _NOBODY


@asynccontextmanager
async def listening(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
    *,
    tls: ssl.SSLContext | None = None,
) -> AsyncGenerator[int]:
    """Serve on a free port of loopback; the port. Every conversation has ended afterwards."""
    talks: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks[cast("asyncio.Task[None]", asyncio.current_task())] = writer
        await serve(reader, writer)

    async with await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls) as server:
        yield server.sockets[0].getsockname()[1]
        for writer in talks.values():
            writer.transport.abort()
        await asyncio.gather(*talks)


@asynccontextmanager
async def running(script: Scripted, *, tls: ssl.SSLContext | None = None) -> AsyncGenerator[int]:
    """Serve a script. `tls`: from the first byte."""
    async with listening(script.serve, tls=tls) as port:
        yield port
