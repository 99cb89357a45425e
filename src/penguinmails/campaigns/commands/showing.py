"""A campaign as the command line shows it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from penguinmails.campaigns.definitions.durations import write_duration
from penguinmails.campaigns.definitions.model import Definition, Step
from penguinmails.campaigns.definitions.service import define
from penguinmails.content import get_template
from penguinmails.kernel.db import Tx

_CONDITIONS = {
    "always": "always",
    "reply": "replied",
    "no_reply": "not replied",
    "open": "opened",
    "no_open": "not opened",
    "click": "clicked",
    "no_click": "not clicked",
    "has_tag": "tag",
    "in_list": "list",
    "field_equals": "field",
}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Card:
    """A campaign in words."""

    id: UUID
    name: str
    kind: str
    type: str
    status: str
    status_reason: str | None
    scheduled: datetime | None
    started: datetime | None
    completed: datetime | None
    timezone: str
    audience: list[str]
    senders: list[str]
    windows: list[str]
    steps: list[str]


async def card(tx: Tx, campaign_id: UUID) -> Card:
    """Everything a person wants to see at a glance. Raises `CampaignUnknown`."""
    definition = await define(tx, campaign_id)
    campaign = definition.campaign
    return Card(
        id=campaign.id,
        name=campaign.name,
        kind=campaign.kind,
        type=campaign.campaign_type,
        status=campaign.status,
        status_reason=campaign.status_reason,
        scheduled=campaign.scheduled,
        started=campaign.started,
        completed=campaign.completed,
        timezone="each lead's own" if campaign.recipient_timezone else campaign.timezone,
        audience=[
            f"{'not ' if part.is_excluded else ''}{part.kind} {part.name}"
            for part in definition.parts
            if part.kind in ("list", "segment")
        ],
        senders=[part.name for part in definition.parts if part.kind in ("mailbox", "pool")],
        windows=[
            f"{_DAYS[window.weekday - 1]} {window.opens:%H:%M}-{window.closes:%H:%M}"
            for window in definition.windows
        ],
        steps=[await _words(tx, definition, step) for step in definition.steps],
    )


async def _words(tx: Tx, definition: Definition, step: Step) -> str:
    numbers = {each.id: each.step_order for each in definition.steps}
    match step.step_type:
        case "email":
            words = await _email(tx, definition, step)
        case "wait" if step.wait_until_date is not None:
            words = f"wait until {step.wait_until_date:%Y-%m-%d %H:%M %Z}"
        case "wait":
            words = f"wait {write_duration((step.wait_duration_hours or 0) * 3600 + step.wait_extra_seconds)}"
        case _:
            question = " ".join(
                filter(None, (_CONDITIONS.get(step.condition_type or "", ""), step.condition_value))
            )
            then = f"step {numbers[step.on_true_step_id]}" if step.on_true_step_id else "the next step"
            otherwise = f"step {numbers[step.on_false_step_id]}" if step.on_false_step_id else "the end"
            words = f"if {question}: {then}, else {otherwise}"
    return f"{step.step_order}. {words}{'' if step.is_active else ' (switched off)'}"


async def _email(tx: Tx, definition: Definition, step: Step) -> str:
    forms = [variant for variant in definition.variants if variant.step_id == step.id]
    named = [(each.label, each.template_id, each.template_version) for each in forms] or [
        ("", step.template_id, step.template_version)
    ]
    words: list[str] = []
    for label, template_id, version in named:
        name = (await get_template(tx, template_id)).name if template_id else "no template"
        words.append(f"{label + ': ' if label else ''}{name}{f' v{version}' if version else ''}")
    reply = " as a reply" if step.same_thread else ""
    only = f" if {_CONDITIONS['no_' + step.send_condition[3:]]}" if step.send_condition != "always" else ""
    return f"email {', '.join(words)}{reply}{only}"
