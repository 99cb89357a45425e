"""Mailboxes as people read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from penguinmails.infrastructure.checking.model import Checked
from penguinmails.infrastructure.health.service import list_days
from penguinmails.infrastructure.mailboxes.choosing import sendable_mailboxes
from penguinmails.infrastructure.mailboxes.errors import MailboxRefused
from penguinmails.infrastructure.mailboxes.limits import daily_cap
from penguinmails.infrastructure.mailboxes.model import Mailbox
from penguinmails.infrastructure.mailboxes.store import from_addresses
from penguinmails.kernel import clock, console
from penguinmails.kernel.db import Tx


@dataclass(frozen=True)
class Line:
    """A mailbox in a list."""

    email: str
    company: str
    provider: str
    status: str
    cap: int
    left: int
    until: datetime | None
    reason: str | None


@dataclass(frozen=True)
class Card:
    """A mailbox with all there is to know."""

    id: UUID
    email: str
    name: str | None
    company: str
    provider: str
    purpose: str
    status: str
    reason: str | None
    since: datetime
    until: datetime | None
    daily_limit: int
    cap_today: int
    left_today: int
    ramp: str | None
    gap_seconds: int
    per_second: int | None
    rolling: str | None
    timezone: str
    outgoing: str
    incoming: str
    folders: tuple[str, ...]
    writes_as: tuple[str, ...]
    signed_in: datetime | None
    created: datetime


def line_of(mailbox: Mailbox, left: int) -> Line:
    """For a list."""
    return Line(
        mailbox.email,
        mailbox.company,
        mailbox.provider,
        mailbox.status,
        daily_cap(mailbox.daily_limit, mailbox.ramp, clock.now().date()),
        left,
        mailbox.paused_until,
        mailbox.status_reason,
    )


async def capacities(tx: Tx, mailboxes: Sequence[Mailbox]) -> dict[UUID, int]:
    """What each may still be given today."""
    chosen = await sendable_mailboxes(tx, [mailbox.id for mailbox in mailboxes])
    return {each.id: each.capacity_left_today for each in chosen}


async def everything(tx: Tx, mailbox: Mailbox) -> tuple[Card, dict[str, Any]]:
    """For people, and for programs."""
    left = (await capacities(tx, [mailbox]))[mailbox.id]
    addresses = await from_addresses(tx, mailbox.id)
    cap = daily_cap(mailbox.daily_limit, mailbox.ramp, clock.now().date())
    ramp, window = mailbox.ramp, mailbox.rolling_window_seconds
    incoming = mailbox.imap_settings
    card = Card(
        id=mailbox.id,
        email=mailbox.email,
        name=mailbox.display_name,
        company=mailbox.company,
        provider=mailbox.provider,
        purpose=mailbox.purpose,
        status=mailbox.status,
        reason=mailbox.status_reason,
        since=mailbox.status_since,
        until=mailbox.paused_until,
        daily_limit=mailbox.daily_limit,
        cap_today=cap,
        left_today=left,
        ramp=ramp and f"{ramp.start_limit} from {ramp.started}, {ramp.daily_increase} more each day",
        gap_seconds=mailbox.min_gap_seconds,
        per_second=mailbox.max_per_second,
        rolling=f"{mailbox.rolling_limit} in {window} s" if window else None,
        timezone=mailbox.timezone,
        outgoing=_server(mailbox.smtp_settings),
        incoming=_server(incoming),
        folders=tuple(incoming.get("folders", ())),
        writes_as=tuple(row.address for row in addresses),
        signed_in=mailbox.last_verified,
        created=mailbox.created,
    )
    whole = console.plain(mailbox) | {
        "cap_today": cap,
        "left_today": left,
        "from_addresses": console.plain(addresses),
        "days": console.plain(await list_days(tx, mailbox.id)),
    }
    return card, whole


def refusal(email: str, checked: Checked) -> MailboxRefused:
    """The troubles of a test as an error."""
    troubles = " ".join(f"{each.side.value.upper()}: {each.words}" for each in checked.troubles)
    fixes = " ".join(dict.fromkeys(each.fix for each in checked.troubles))
    return MailboxRefused(email=email, troubles=troubles, fixes=fixes)


def _server(settings: dict[str, Any]) -> str:
    if "host" not in settings:
        return "none"
    login = f" as {settings['user']}" if settings.get("user") else " without login"
    return f"{settings['host']}:{settings['port']} {settings['security']}{login}"
