"""The application: which path is answered by what."""

from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from penguinmails.kernel.db import Databases
from penguinmails.tracking.serving import pages
from penguinmails.tracking.serving.blocking import Blocked
from penguinmails.tracking.serving.choices import Choices
from penguinmails.tracking.serving.clients import Clients
from penguinmails.tracking.serving.hits import Clicks, Desk, Opens, Unsubscribes
from penguinmails.tracking.spool.writing import Spool
from penguinmails.tracking.tokens.links import Links

_log = structlog.stdlib.get_logger(__name__)

_MISSING: Final = pages.note("Nothing here", "There is no page at this address.")
_BROKEN: Final = pages.note("Something went wrong", "It is our fault, and we have been told.")


class App:
    """The application of one worker. `databases` is used by the page of choices alone, and may be away.

    Pixels and links go straight to their answers: the way through routes and middleware takes a quarter of
    their time.
    """

    def __init__(
        self, key: bytes, spool: Spool, databases: Databases, *, blocked: Blocked, clients: Clients
    ) -> None:
        desk = Desk(Links(key, ""), spool, clients)
        self._opens = Opens(desk)
        self._clicks = Clicks(desk, blocked)
        self._rest = Starlette(
            routes=[
                Route("/u/{token}", Unsubscribes(desk)),
                Route("/p/{token}", Choices(desk, clients, databases)),
                Route("/health", _health(spool)),
                Route("/robots.txt", _robots),
            ],
            exception_handlers={404: _missing, 500: _broken},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (ASGI)."""
        path: str = scope["path"]
        if path.startswith("/o/") and path.endswith(".gif"):
            await self._opens.answer(scope, send, path[3:-4])
        elif path.startswith("/c/"):
            await self._clicks.answer(scope, send, path[3:])
        else:
            await self._rest(scope, receive, send)


def _health(spool: Spool) -> Callable[[Request], Awaitable[Response]]:
    async def health(_: Request) -> Response:
        if spool.is_failing:
            return PlainTextResponse("hits cannot be stored\n", 503)
        return PlainTextResponse("ok\n")

    return health


async def _robots(_: Request) -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


async def _missing(_: Request, __: Exception) -> Response:
    return HTMLResponse(_MISSING, 404)


async def _broken(request: Request, error: Exception) -> Response:
    _log.error("tracking.request.failed", method=request.method, exc_info=error)
    return HTMLResponse(_BROKEN, 500)
