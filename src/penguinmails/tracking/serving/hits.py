"""Pixels, links and unsubscribing: checked, put on disk, answered. No database is asked."""

from contextlib import suppress
from typing import Final
from urllib.parse import parse_qs

from starlette.types import Receive, Scope, Send

from penguinmails.tracking.errors import SpoolFull, TokenInvalid
from penguinmails.tracking.serving import answers, pages
from penguinmails.tracking.serving.blocking import Blocked
from penguinmails.tracking.serving.clients import Clients
from penguinmails.tracking.spool.model import Way
from penguinmails.tracking.spool.writing import Spool
from penguinmails.tracking.tokens.links import Links
from penguinmails.tracking.tokens.model import Kind, Token

UNKNOWN: Final = answers.page(
    pages.note("This link does not work", "It was not made by us, or it was broken on its way to you."), 404
)
METHOD_REFUSED: Final = answers.words("Method not allowed.\n", 405, (b"allow", b"GET, HEAD"))
TOO_LONG: Final = answers.words("That is too much.\n", 413)
LATER: Final = answers.page(
    pages.note("Please try again in a moment", "We could not note your wish down. Nothing was changed."),
    503,
    (b"retry-after", b"120"),
)
_NOWHERE: Final = answers.page(pages.note("Nothing to see here", "This link leads nowhere."))
_BLOCKED: Final = answers.page(
    pages.note("This link was switched off", "The links of this sender were stopped by the service."), 410
)
_DONE: Final = answers.words("You are unsubscribed.\n")
_READING: Final = {"GET": Way.GET, "HEAD": Way.HEAD}


class Desk:
    """What all answers need."""

    def __init__(self, links: Links, spool: Spool, clients: Clients) -> None:
        self._links = links
        self._spool = spool
        self._clients = clients

    def check(self, token: str, *kinds: Kind) -> tuple[Kind, bytes, bytes] | None:
        """Kind, tenant and destination of a token of ours of one of these kinds; None for any other."""
        try:
            found = self._links.check(token)
        except TokenInvalid:
            return None
        return found if found[0] in kinds else None

    def read(self, token: str, kind: Kind) -> Token | None:
        """What a token of ours of this kind says; None for any other."""
        try:
            found = self._links.read(token)
        except TokenInvalid:
            return None
        return found if found.kind is kind else None

    async def store(self, scope: Scope, way: Way, token: str) -> None:
        """Returns when the hit is safe. Raises `SpoolFull`."""
        ip, agent = self._clients.of(scope)
        await self._spool.add(way, token.encode("ascii"), ip, agent)


class Opens:
    """The pixel of a message."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, scope: Scope, send: Send, token: str) -> None:
        """GET and HEAD /o/TOKEN.gif."""
        way = _READING.get(scope["method"])
        if way is None:
            await METHOD_REFUSED.give(send)
            return
        if self._desk.check(token, Kind.OPEN) is None:
            await UNKNOWN.give(send, head=way is Way.HEAD)
            return
        # A reader gets the picture, room or not; the spool counts what it could not keep.
        with suppress(SpoolFull):
            await self._desk.store(scope, way, token)
        await answers.PIXEL.give(send, head=way is Way.HEAD)


class Clicks:
    """A link of a message."""

    def __init__(self, desk: Desk, blocked: Blocked) -> None:
        self._desk = desk
        self._blocked = blocked

    async def answer(self, scope: Scope, send: Send, token: str) -> None:
        """GET and HEAD /c/TOKEN."""
        way = _READING.get(scope["method"])
        if way is None:
            await METHOD_REFUSED.give(send)
            return
        found = self._desk.check(token, Kind.CLICK, Kind.HONEYPOT)
        if found is None:
            await UNKNOWN.give(send, head=way is Way.HEAD)
            return
        with suppress(SpoolFull):  # as above: a reader gets to where the link leads
            await self._desk.store(scope, way, token)
        kind, tenant, url = found
        if kind is Kind.HONEYPOT:
            answer = _NOWHERE
        else:
            answer = _BLOCKED if tenant in self._blocked else answers.redirect(url)
        await answer.give(send, head=way is Way.HEAD)


class Unsubscribes:
    """Where an address unsubscribes: GET asks, POST does (RFC 8058)."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """GET, HEAD and POST /u/TOKEN. Needs neither cookies nor a sign-in, and may be repeated."""
        token: str = scope["path_params"]["token"]
        read = self._desk.read(token, Kind.UNSUBSCRIBE)
        if read is None or read.address is None:
            await UNKNOWN.give(send, head=scope["method"] == "HEAD")
            return
        if scope["method"] != "POST":
            answer = METHOD_REFUSED if scope["method"] not in _READING else None
            asking = answer or answers.page(pages.ask_unsubscribe(read.address))
            await asking.give(send, head=scope["method"] == "HEAD")
            return
        body = await answers.read_body(receive)
        if body is None:
            await TOO_LONG.give(send)
            return
        one_click = asks_one_click(body)
        if not one_click and "confirm" not in parse_qs(body.decode("latin-1")):
            await answers.page(pages.ask_unsubscribe(read.address), 400).give(send)
            return
        try:
            await self._desk.store(scope, Way.ONE_CLICK if one_click else Way.PAGE, token)
        except SpoolFull:
            await LATER.give(send)
            return
        done = _DONE if one_click else answers.page(pages.unsubscribed(read.address))
        await done.give(send)


def asks_one_click(body: bytes) -> bool:
    """Whether a form, in either encoding, says List-Unsubscribe=One-Click."""
    told = body.lower()
    return b"list-unsubscribe" in told and b"one-click" in told
