"""What follows from what came back: the ledger's events, and the campaigns' answers. Nothing here commits."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from penguinmails.delivery.inbound.classifying import Action, MailKind
from penguinmails.delivery.inbound.model import Arrival, Happening, Match, MatchedBy
from penguinmails.delivery.outbound.model import ANSWERED, Answer, AnswerKind
from penguinmails.delivery.outbound.queue import evidence
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import send
from penguinmails.ledger import EVENTS, Event, EventKind, EventSource, event_id_of

_KINDS: Final[Mapping[MailKind, EventKind]] = {
    MailKind.REPLY: EventKind.REPLIED,
    MailKind.AUTO_REPLY: EventKind.AUTO_REPLIED,
    MailKind.COMPLAINT: EventKind.COMPLAINED,
}
_ACTIONS: Final[Mapping[Action, EventKind]] = {
    Action.FAILED: EventKind.BOUNCED,
    Action.DELAYED: EventKind.DEFERRED,
}
_ANSWERS: Final[Mapping[EventKind, AnswerKind]] = {
    EventKind.BOUNCED: AnswerKind.BOUNCE,
    EventKind.COMPLAINED: AnswerKind.COMPLAINT,
    EventKind.REPLIED: AnswerKind.REPLY,
    EventKind.AUTO_REPLIED: AnswerKind.AUTO_REPLY,
}
_LONGEST: Final = 500


def told_by(arrival: Arrival, found: Match) -> list[Happening]:
    """What a mail tells of the message it belongs to."""
    if found.message is None:
        return []
    mail, told = arrival.mail, list[Happening]()
    if mail.kind in _KINDS:
        told.append(
            Happening(
                kind=_KINDS[mail.kind],
                message=found.message,
                at=arrival.source.received,
                identity=arrival.identity,
                inbound_message_id=arrival.message_id,
                intent=mail.intent,
                matched_by=found.by,
            )
        )
    if mail.kind is MailKind.BOUNCE:
        told += [
            Happening(
                kind=_ACTIONS[bounce.action],
                message=found.message,
                at=arrival.source.received,
                identity=arrival.identity,
                bounce=bounce,
                inbound_message_id=arrival.message_id,
                matched_by=found.by,
            )
            for bounce in found.bounces
        ]
    return told


async def tell(tx: Tx, told: Sequence[Happening]) -> None:
    """Tell the ledger and the campaigns, when `tx` commits; first, that an uncertain message went out.

    Telling the same again is the same event. A deferral and a delivery stop nobody: they are no answers.
    """
    if not told:
        return
    # A guess proves nothing.
    proven = [each.message.message_id for each in told if each.matched_by is not MatchedBy.ADDRESS]
    await evidence.accept(tx, dict.fromkeys(proven, evidence.ANSWERED))
    await send(tx, EVENTS, {"events": [_event(each).payload() for each in told]})
    answers = [_answer(each, _ANSWERS[each.kind]).payload() for each in told if each.kind in _ANSWERS]
    if answers:
        await send(tx, ANSWERED, {"answers": answers})


def _event(told: Happening) -> Event:
    bounce = told.bounce
    metadata: dict[str, Any] = {}
    if told.matched_by:
        metadata["matched_by"] = told.matched_by.value
    if told.inbound_message_id:
        metadata["inbound_message_id"] = str(told.inbound_message_id)
    if bounce and bounce.diagnostic:
        metadata["diagnostic"] = bounce.diagnostic[:_LONGEST]
    return Event(
        message_id=told.message.message_id,
        event_id=event_id_of(told.kind, told.message.message_id, told.identity),
        kind=told.kind,
        occurred=told.at,
        source=EventSource.PROVIDER if told.provider else EventSource.INBOUND,
        company_id=told.message.company_id,
        provider=told.provider,
        provider_event_id=told.identity if told.provider else None,
        bounce_type=bounce.bounce_type if bounce and told.kind is EventKind.BOUNCED else None,
        bounce_reason=bounce.reason if bounce else None,
        smtp_code=bounce.smtp_code if bounce else None,
        smtp_enhanced=bounce.status if bounce else None,
        metadata=metadata,
    )


def _answer(told: Happening, kind: AnswerKind) -> Answer:
    message = told.message
    return Answer(
        kind=kind,
        message_id=message.message_id,
        at=told.at,
        inbound_message_id=told.inbound_message_id,
        mailbox_id=message.mailbox_id,
        campaign_id=message.campaign_id,
        step_id=message.step_id,
        enrolment_id=message.enrolment_id,
        lead_id=message.lead_id,
        address=message.to_email,
        bounce_type=told.bounce.bounce_type if told.bounce else None,
        classification=told.intent,
    )
