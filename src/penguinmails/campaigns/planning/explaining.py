"""Why nothing is sending, and why this lead got nothing yet. Reads as things are now, and changes nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from penguinmails.campaigns.planning import store
from penguinmails.campaigns.planning.ground import Wait, survey
from penguinmails.campaigns.planning.model import EnrolmentState, PlanReason, PlanState, StepTaken
from penguinmails.kernel import clock
from penguinmails.kernel.db import Tx


class Because(StrEnum):
    """Why nothing happens, in a word."""

    STATUS = "status"
    """The campaign does not send."""
    AUDIENCE_UNREADABLE = "audience_unreadable"
    ENROLLING = "enrolling"
    WINDOW = "window"
    CAPACITY = "capacity"
    MAILBOXES = "mailboxes"
    TEMPLATE = "template"
    STEPS = "steps"
    ERROR = "error"
    DAILY_LIMIT = "daily_limit"
    AT_SENDER = "at_sender"
    """Messages are planned and wait at the sender."""
    WAITING = "waiting"
    """The next step is not due yet."""
    PLANNING = "planning"
    """It is due, and planned at any moment."""
    NOBODY = "nobody"
    OVER = "over"


@dataclass(frozen=True)
class Why:
    """A reason, in words for people, and until when it holds where that is known."""

    because: Because
    words: str
    until: datetime | None = None


@dataclass(frozen=True)
class CampaignWhy:
    """How a campaign stands: enrolments due now, due later, waiting for the sender, and over; and why."""

    due: int
    later: int
    at_sender: int
    over: int
    reasons: list[Why]


@dataclass(frozen=True)
class EnrolmentWhy:
    """How a lead stands in a campaign: what it passed, and what it waits for."""

    state: str
    steps: list[StepTaken]
    reasons: list[Why]


_WORDS: Final = {
    PlanReason.WINDOW: "Its window is closed.",
    PlanReason.CAPACITY: "All its mailboxes have been given the messages of their day.",
    PlanReason.MAILBOXES: "None of its mailboxes can send.",
    PlanReason.TEMPLATE: "A step has no published template.",
    PlanReason.STEPS: "It has no step that sends an email and is switched on.",
    PlanReason.ERROR: "Planning it failed; it is tried again, and the log says why.",
}


async def explain_planning(tx: Tx, campaign_id: UUID) -> CampaignWhy | None:
    """Why a campaign sends nothing, the weightiest reason first; None where there is no such campaign."""
    now = clock.now()
    state = await store.plan_state(tx, campaign_id, now)
    if state is None:
        return None
    reasons = _standing(state)
    if state.status == "sending":
        reasons += await _hindrances(tx, state, now)
        reasons += _progress(state)
    return CampaignWhy(state.due, state.later, state.at_sender, state.over, reasons)


async def explain_enrolment(tx: Tx, campaign_id: UUID, lead_id: UUID) -> EnrolmentWhy | None:
    """What a lead waits for in a campaign, or why it is over; None where it is not in it."""
    now = clock.now()
    enrolment = await store.enrolment_state(tx, campaign_id, lead_id)
    if enrolment is None:
        return None
    steps = await store.steps_taken(tx, enrolment.id)
    return EnrolmentWhy(enrolment.state, steps, await _of_enrolment(tx, campaign_id, enrolment, now))


async def _of_enrolment(tx: Tx, campaign_id: UUID, row: EnrolmentState, now: datetime) -> list[Why]:
    if row.exit_reason is not None:
        words = f"It is over: {row.exit_reason.replace('_', ' ')}."
        return [Why(Because.OVER, words, row.exited)]
    if row.state == "paused":
        return [Why(Because.STATUS, "Somebody paused it for this lead.")]
    if row.next_due is None:
        return [Why(Because.AT_SENDER, "Its message waits at the sender.")]
    if row.next_due > now:
        return [Why(Because.WAITING, "Its next step is not due yet.", row.next_due)]
    campaign = await explain_planning(tx, campaign_id)
    hindering = [] if campaign is None else campaign.reasons
    return hindering or [Why(Because.PLANNING, "It is due, and planned at any moment.")]


def _standing(state: PlanState) -> list[Why]:
    reasons: list[Why] = []
    if state.status != "sending":
        told = f": {state.status_reason}" if state.status_reason else "."
        reasons.append(Why(Because.STATUS, f"The campaign is {state.status}{told}"))
    if state.enrol_error is not None:
        words = f"Its audience cannot be read: {state.enrol_error}"
        reasons.append(Why(Because.AUDIENCE_UNREADABLE, words, state.enrol_after))
    elif state.status == "sending" and (state.enrolled is None or state.enrolled_to is not None):
        reasons.append(Why(Because.ENROLLING, "Its audience is being enrolled."))
    return reasons


async def _hindrances(tx: Tx, state: PlanState, now: datetime) -> list[Why]:
    """What keeps enrolments that are due from being planned."""
    campaign = await store.find_campaign(tx, state.id)
    if campaign is None:
        return []
    ground = await survey(tx, campaign, now)
    wait = ground.waits()
    if wait is None and state.plan_reason in (PlanReason.TEMPLATE, PlanReason.ERROR):
        wait = Wait(state.plan_after or now, PlanReason(state.plan_reason))
    reasons: list[Why] = []
    if wait is not None:
        until = wait.until if wait.reason in (PlanReason.WINDOW, PlanReason.CAPACITY) else None
        reasons.append(Why(Because(wait.reason.value), _WORDS[wait.reason], until))
    if wait is not None and wait.reason is PlanReason.MAILBOXES:
        reasons += [
            Why(
                Because.MAILBOXES, f"{each.email} is {each.status}: {each.status_reason or 'no reason given'}"
            )
            for each in ground.mailboxes
        ]
    if campaign.openers_left(now.astimezone(UTC).date()) == 0:
        reasons.append(Why(Because.DAILY_LIMIT, "It has taken its new leads of the day."))
    return reasons


def _progress(state: PlanState) -> list[Why]:
    reasons: list[Why] = []
    if state.at_sender:
        words = f"{state.at_sender} messages wait at the sender."
        reasons.append(Why(Because.AT_SENDER, words))
    if not state.due and state.later:
        reasons.append(Why(Because.WAITING, "No step is due yet.", state.next_due))
    if not (state.due or state.later or state.at_sender):
        reasons.append(Why(Because.NOBODY, "Nobody is under way in it."))
    return reasons
