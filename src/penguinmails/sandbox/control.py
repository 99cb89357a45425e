"""Asking a running sandbox how it is, and telling it to misbehave: HTTP and JSON on this machine."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from penguinmails.kernel.console import plain
from penguinmails.kernel.errors import PenguinError
from penguinmails.sandbox.errors import SandboxRefuses, SandboxSilent


class Control:
    """`GET /state`, `GET /truth`, and `POST /mischief` with `["NAME=SHARE", …]`."""

    def __init__(
        self,
        state: Callable[[], object],
        truth: Callable[[], object],
        misbehave: Callable[[list[str]], object],
    ) -> None:
        self._state = state
        self._truth = truth
        self._misbehave = misbehave
        self._server: asyncio.Server | None = None

    async def start(self, address: str, port: int) -> None:
        """Listen. Raises `OSError`."""
        self._server = await asyncio.start_server(self._answer, address, port)

    @property
    def port(self) -> int:
        """Where it listens."""
        if self._server is None:
            raise RuntimeError("the control port has not been opened")
        return self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = head.partition("content-length:")[2].split("\r\n")[0].strip()
            body = await reader.readexactly(int(length)) if length else b""
            status, answer = self._reply(head.split("\r\n")[0], body)
            content = json.dumps(answer).encode()
            writer.write(
                f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n"
                "Connection: close\r\n\r\n".encode()
                + content
            )
            await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ValueError):
            pass  # whoever asked does not speak HTTP, or has gone
        finally:
            writer.close()

    def _reply(self, request: str, body: bytes) -> tuple[str, Any]:
        try:
            match request.split()[:2]:
                case ["get", "/state"]:
                    return "200 OK", plain(self._state())
                case ["get", "/truth"]:
                    return "200 OK", plain(self._truth())
                case ["post", "/mischief"]:
                    return "200 OK", plain(self._misbehave([str(word) for word in json.loads(body)]))
                case _:
                    return "404 Not Found", {"error": "GET /state, GET /truth or POST /mischief"}
        except PenguinError as error:
            return f"{error.status} Error", {"error": error.as_dict()}
        except (ValueError, TypeError):
            return "400 Bad Request", {"error": 'POST a list like ["drip=0.5"]'}


def ask(place: tuple[str, int], path: str, words: list[str] | None = None) -> dict[str, Any]:
    """Ask a sandbox that listens there. Raises `SandboxSilent`, `SandboxRefuses`."""
    address = f"{place[0]}:{place[1]}"
    request = urllib.request.Request(
        f"http://{address}{path}", data=None if words is None else json.dumps(words).encode()
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise SandboxRefuses(address=address, reason=error.read().decode("utf-8", "replace")) from None
    except (OSError, ValueError):
        raise SandboxSilent(address=address) from None
