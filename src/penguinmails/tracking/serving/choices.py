"""The page on which somebody chooses what they get. It asks the database, so it may be away for a while."""

import asyncio
from typing import Final
from urllib.parse import parse_qs
from uuid import UUID

import psycopg
import structlog
from starlette.types import Receive, Scope, Send

from penguinmails.audiences import Screen, TrackingConsent, preferences_of, save_preferences
from penguinmails.kernel.db import Databases, DatabaseUnreachable
from penguinmails.kernel.db import Scope as TenantScope
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier
from penguinmails.tracking.errors import SpoolFull
from penguinmails.tracking.serving import answers, pages
from penguinmails.tracking.serving.answers import Answer
from penguinmails.tracking.serving.clients import Clients
from penguinmails.tracking.serving.hits import LATER, METHOD_REFUSED, TOO_LONG, UNKNOWN, Desk, asks_one_click
from penguinmails.tracking.spool.model import Way
from penguinmails.tracking.tokens.model import Kind, Token

_log = structlog.stdlib.get_logger(__name__)

_MOST_FIELDS: Final = 1000
_PATIENCE_SECONDS: Final = 4.0
"""How long somebody waits for a page before they hear that it is not there now."""


class Choices:
    """GET shows, POST saves."""

    def __init__(self, desk: Desk, clients: Clients, databases: Databases) -> None:
        self._desk = desk
        self._clients = clients
        self._databases = databases

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """GET, HEAD and POST /p/TOKEN."""
        token: str = scope["path_params"]["token"]
        method: str = scope["method"]
        read = self._desk.read(token, Kind.PREFERENCES)
        if read is None or read.address is None:
            await UNKNOWN.give(send, head=method == "HEAD")
            return
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                answer = await self._answer(scope, receive, token, read)
        except (psycopg.Error, DatabaseUnreachable, SpoolFull, TimeoutError) as error:
            _log.warning("tracking.preferences.unavailable", error=str(error))
            answer = LATER
        except PenguinError as error:  # the tenant or company is gone
            _log.info("tracking.preferences.gone", code=error.code)
            answer = UNKNOWN
        await answer.give(send, head=method == "HEAD")

    async def _answer(self, scope: Scope, receive: Receive, token: str, read: Token) -> Answer:
        match scope["method"]:
            case "POST":
                return await self._posted(scope, receive, token, read)
            case "GET" | "HEAD":
                return await self._shown(read)
            case _:
                return METHOD_REFUSED

    async def _shown(self, read: Token) -> Answer:
        scope = TenantScope.tenant_wide(read.ref.tenant_id)
        async with self._databases.tenant(Tier.OLTP, scope) as tx:
            found = await preferences_of(tx, read.address or "", company_id=read.ref.company_id)
        return answers.page(pages.preferences(found, saved=False))

    async def _posted(self, scope: Scope, receive: Receive, token: str, read: Token) -> Answer:
        body = await answers.read_body(receive)
        if body is None:
            return TOO_LONG
        form = parse_qs(body.decode("latin-1"), max_num_fields=_MOST_FIELDS)
        if asks_one_click(body) or "everything" in form:
            await self._desk.store(scope, Way.PAGE, token)
            return answers.page(pages.unsubscribed(read.address or ""))
        if "save" not in form:
            return await self._shown(read)
        ip, agent = self._clients.of(scope)
        screen = await Screen.of(self._databases, read.ref.tenant_id)
        tenant = TenantScope.tenant_wide(read.ref.tenant_id)
        async with self._databases.tenant(Tier.OLTP, tenant) as tx:
            found = await save_preferences(
                tx,
                read.address or "",
                company_id=read.ref.company_id,
                leaving=_ids(form.get("shown", [])) - _ids(form.get("list", [])),
                tracking=_consent(form.get("tracking", [])),
                screen=screen,
                message_id=read.ref.message_id,
                ip=ip.decode() or None,
                user_agent=agent.decode("utf-8", "replace") or None,
            )
        return answers.page(pages.preferences(found, saved=True))


def _ids(values: list[str]) -> frozenset[UUID]:
    found: set[UUID] = set()
    for value in values:
        try:
            found.add(UUID(value))
        except ValueError:
            continue  # no list of ours: it is left alone
    return frozenset(found)


def _consent(values: list[str]) -> TrackingConsent | None:
    return (
        TrackingConsent(values[0]) if values and values[0] in TrackingConsent.__members__.values() else None
    )
