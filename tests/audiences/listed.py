"""Lists and those on them for tests, made through the area's own use cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from psycopg import sql

from penguinmails.audiences import (
    LETTERS,
    Added,
    ConsentSource,
    MailingList,
    OptIn,
    Screen,
    add_members,
    create_list,
    find_list,
    leave,
)
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.audiences.factories import OPERATOR, lead_of
from tests.notifications.relay import Relay, run_send_job


@dataclass(frozen=True)
class Lists:
    """What tests do with the lists of a tenant, each in a transaction of its own."""

    databases: Databases
    scope: Scope

    async def make(
        self, name: str = "News", *, company_id: UUID | None = None, opt_in: OptIn = OptIn.SINGLE
    ) -> MailingList:
        async with self.databases.tenant(Tier.OLTP, self.scope) as tx:
            return await create_list(tx, name, company_id=company_id, opt_in=opt_in, actor=OPERATOR)

    async def leads(self, *addresses: str, company_id: UUID | None = None) -> list[UUID]:
        return [
            (await lead_of(self.databases, self.scope, address, company_id=company_id)).id
            for address in addresses
        ]

    async def add(
        self, target: MailingList, lead_ids: Sequence[UUID], *, resubscribe: str | None = None
    ) -> Added:
        screen = await Screen.of(self.databases, self.scope.tenant_id)
        async with self.databases.tenant(Tier.OLTP, self.scope) as tx:
            return await add_members(
                tx,
                target.id,
                lead_ids,
                screen=screen,
                source=ConsentSource.STAFF,
                actor=OPERATOR,
                resubscribe=resubscribe,
            )

    async def leave(self, target: MailingList, *lead_ids: UUID) -> int:
        screen = await Screen.of(self.databases, self.scope.tenant_id)
        async with self.databases.tenant(Tier.OLTP, self.scope) as tx:
            return await leave(
                tx, target.id, lead_ids, screen=screen, source=ConsentSource.ONE_CLICK, ip="198.51.100.7"
            )

    async def count(self, target: MailingList) -> int:
        async with self.databases.tenant(Tier.OLTP, self.scope) as tx:
            return (await find_list(tx, target.id)).contact_count

    async def consents(self) -> list[tuple[Any, ...]]:
        """All consent events, oldest first: lead, list, kind, source, proof, ip."""
        return await self.rows(
            "SELECT lead_id, list_id, kind, source, proof, host(ip) FROM oltp.consent_events ORDER BY occurred, id"
        )

    async def rows(self, query: str, *params: object) -> list[tuple[Any, ...]]:
        async with self.databases.tenant(Tier.OLTP, self.scope) as tx:
            cursor = await tx.connection.execute(sql.SQL(query), params)  # pyright: ignore[reportArgumentType]
            return await cursor.fetchall() if cursor.description else []

    async def shift(self, columns: str, by: timedelta) -> None:
        """Let these times of the memberships be further back."""
        sets = ", ".join(
            f"{name} = {name} - make_interval(secs => {by.total_seconds()})" for name in columns.split()
        )
        await self.rows(f"UPDATE oltp.list_contacts SET {sets}")

    async def post(self, relay: Relay) -> list[str]:
        """Send all mail that waits; the confirmation links that arrived by it."""
        before = len(relay.taken)
        waiting = await self.rows(
            "SELECT id FROM notifications.transactional_emails WHERE status = 'queued' ORDER BY created, id"
        )
        for (mail_id,) in waiting:
            await run_send_job(self.databases, self.scope, mail_id, *LETTERS)
        bodies = [message.get_body(("plain",)) for message in relay.messages()[before:]]
        texts = [body.get_content() for body in bodies if body is not None]
        return [word for text in texts for word in text.split() if "/confirm/" in word]
