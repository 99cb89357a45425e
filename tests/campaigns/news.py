"""News about planned messages, as delivery, inbound and tracking tell it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from penguinmails.campaigns import RECEIVERS, Scheduler
from penguinmails.delivery import ANSWERED, SETTLED, Answer, AnswerKind, Ended, Kind, Settled
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.handoff import Delivery
from penguinmails.kernel.tiers import Tier
from tests.campaigns.factories import Made, campaign_of, leads_of, list_with, rows

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
APPLY = {receiver.topic.name: receiver.apply for receiver in RECEIVERS}


def settled(
    message: dict[str, Any], state: Ended, *, at: datetime = AT, version: int = 1, **more: Any
) -> Settled:
    """What became of a planned message."""
    return Settled(
        message_id=UUID(message["message_id"]),
        kind=Kind.CAMPAIGN,
        state=state,
        at=at,
        version=version,
        mailbox_id=UUID(message["mailbox_id"]),
        campaign_id=UUID(message["campaign_id"]),
        step_id=UUID(message["step_id"]),
        enrolment_id=UUID(message["enrolment_id"]),
        lead_id=UUID(message["lead_id"]),
        to_email=message["to_email"],
        **more,
    )


def answered(message: dict[str, Any], kind: AnswerKind, *, at: datetime = AT, **more: Any) -> Answer:
    """What came back to a planned message."""
    return Answer(
        kind=kind,
        message_id=UUID(message["message_id"]),
        at=at,
        mailbox_id=UUID(message["mailbox_id"]),
        enrolment_id=UUID(message["enrolment_id"]),
        lead_id=UUID(message["lead_id"]),
        address=message["to_email"],
        **more,
    )


async def tell(databases: Databases, scope: Scope, *news: Settled | Answer) -> None:
    """Take news in as the relay does, by its payload, in one transaction."""
    words = [each.payload() for each in news if isinstance(each, Settled)]
    answers = [each.payload() for each in news if isinstance(each, Answer)]
    async with databases.tenant(Tier.OLTP, scope) as tx:
        if words:
            await APPLY[SETTLED.name](tx, delivery(scope, SETTLED.name, {"messages": words}))
        if answers:
            await APPLY[ANSWERED.name](tx, delivery(scope, ANSWERED.name, {"answers": answers}))


def delivery(scope: Scope, topic: str, payload: dict[str, Any]) -> Delivery:
    """An outbox row as the relay claims it."""
    return Delivery(scope.tenant_id, ids.uuid7(), topic, payload, AT, 0)


async def begun(
    databases: Databases, scope: Scope, *steps: Any, leads: Sequence[UUID] | int = 1, **columns: Any
) -> Made:
    """A sequence whose first messages are planned."""
    people = await leads_of(databases, scope, leads) if isinstance(leads, int) else leads
    made = await campaign_of(
        databases, scope, steps, lists=[await list_with(databases, scope, people)], **columns
    )
    await Scheduler(databases).turn()
    return made


async def enrolment(databases: Databases, scope: Scope) -> tuple[Any, ...]:
    """State, reason, step, time and end of the only enrolment."""
    (row,) = await rows(
        databases, scope, "SELECT state, exit_reason, current_step_id, next_due, exited FROM oltp.enrolments"
    )
    return row
