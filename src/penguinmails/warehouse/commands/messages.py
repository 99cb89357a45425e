"""`penguinmails messages`."""

from typing import Annotated, Final
from uuid import UUID

import typer

from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope
from penguinmails.tenancy import TenantOption, for_tenant
from penguinmails.warehouse.reports.messages import CampaignMessage, CampaignMessages, campaign_messages
from penguinmails.warehouse.reports.rows import MessageFigures

_HAPPENED: Final = (
    ("bounced", "bounced"),
    ("spam_complaints", "complained"),
    ("unsubscribed", "unsubscribed"),
    ("replied", "replied"),
    ("auto_replied", "answered by a machine"),
    ("clicked_human", "clicked"),
    ("opened_human", "opened"),
    ("clicked_tracked", "clicked by a machine"),
    ("opened_tracked", "opened by a machine"),
    ("delivered", "delivered"),
    ("failed", "failed"),
)
"""What tells most of a message first."""


def messages(
    *,
    campaign: Annotated[str, typer.Argument(help="Id or name of the campaign.")],
    tenant: TenantOption,
    before: Annotated[
        UUID | None, typer.Option("--before", help="Only messages older than this one (id).")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="Messages at most.")] = 50,
    as_json: console.Json = False,
) -> None:
    """Show a campaign's messages, the newest first, and what became of each."""

    async def work(databases: Databases, scope: Scope) -> CampaignMessages:
        return await campaign_messages(databases, scope, campaign, before=before, limit=limit)

    found = for_tenant(tenant, work)
    if as_json:
        console.show(found, as_json=True)
        return
    empty = "No messages yet." if before is None else "No older messages."
    console.show([_line(each) for each in found.messages], as_json=False, empty=empty)
    if found.older is not None:
        console.say(f"\nOlder ones: --before {found.older}")


def _line(each: CampaignMessage) -> dict[str, object]:
    """What fits a line of a terminal."""
    return {
        "message": each.message.message_id,
        "to": each.message.to_email,
        "since": each.message.settled,
        "state": each.message.state,
        "what happened": _happened(each.figures) if each.figures else each.message.reason,
    }


def _happened(figures: MessageFigures) -> str:
    return next((words for flag, words in _HAPPENED if getattr(figures, flag)), "")
