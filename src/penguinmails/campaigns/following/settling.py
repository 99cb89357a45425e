"""What became of messages: their leads go on from when they were sent, stop, or are planned anew.

A message that failed before it was sent (its template cannot be rendered, its mailbox cannot be signed in to)
reached nobody and never will: its row is forgotten and the step is planned again under a new id, once the
campaign that was paused for it goes on. So nobody is left out, and nobody is written to twice.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from penguinmails.campaigns.describing.service import describe
from penguinmails.campaigns.following import store
from penguinmails.campaigns.following.counting import Counts
from penguinmails.campaigns.following.model import Sent
from penguinmails.campaigns.following.stopping import hold, stop
from penguinmails.campaigns.following.suppressing import place_of, suppress_bounced, suppress_soft_runs
from penguinmails.campaigns.planning import store as planning
from penguinmails.campaigns.planning.model import Exit, Move
from penguinmails.campaigns.planning.walking import Rest, go_on
from penguinmails.delivery import SETTLED, Kind, Settled
from penguinmails.delivery import Ended as End
from penguinmails.kernel import clock
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import Delivery, Receiver

_RENDERING: Final = "rendering"
_SUPPRESSED: Final = "suppressed"
_AGAIN: Final = timedelta(hours=1)
"""After which a message that was cancelled or failed for a passing reason is planned anew."""
_WENT_OUT: Final = (End.ACCEPTED, End.UNCERTAIN)
_REASON_LENGTH: Final = 500


async def settle(tx: Tx, news: Sequence[Settled]) -> None:
    """Take in what became of messages of one tenant. Older and repeated words change nothing."""
    latest = _latest(news)
    await _suppress_hard(tx, latest)
    broken = {
        word.campaign_id for word in latest.values() if _is_broken(word) and word.campaign_id is not None
    }
    if broken:
        await store.lock_campaigns(tx, broken)
    counts = Counts()
    rows = {row.message_id: row for row in await store.lock_sent(tx, latest)}
    told = [(rows[key], word) for key, word in latest.items() if key in rows and _is_news(rows[key], word)]
    for row, word in told:
        counts.settled(word, again=row.outcome is not None, planned=row.executed)
    for key, word in latest.items():
        if key not in rows and word.kind is not Kind.CAMPAIGN:
            counts.settled(word, again=False, planned=None)
    unsent = [(row, word) for row, word in told if _is_unsent(row, word)]
    kept = [(row, word) for row, word in told if not _is_unsent(row, word)]
    if kept:
        await store.settle_steps(
            tx, [(row, word.state.value, word.at, word.version, word.bounce_type) for row, word in kept]
        )
    await _plan_anew(tx, unsent)
    await _go_on(tx, [(row, word.at) for row, word in kept if word.state in _WENT_OUT and row.awaits])
    soft = {row.lead_id for row, word in kept if word.bounce_type == "soft"}
    await suppress_soft_runs(tx, soft)
    await stop(tx, [(row, reason, word.at) for row, word in kept if (reason := _exit_of(word)) is not None])
    await counts.write(tx)


async def _suppress_hard(tx: Tx, latest: dict[UUID, Settled]) -> None:
    """Before enrolments are locked: leads are locked first, everywhere."""
    hard = [
        word
        for word in latest.values()
        if word.state is End.REJECTED and word.bounce_type == "hard" and word.to_email
    ]
    if hard:
        people = await store.people_of(tx, {word.lead_id for word in hard if word.lead_id is not None})
        await suppress_bounced(tx, [(word.to_email or "", place_of(people, word.lead_id)) for word in hard])


async def _plan_anew(tx: Tx, unsent: Sequence[tuple[Sent, Settled]]) -> None:
    if not unsent:
        return
    dues: list[tuple[Sent, datetime]] = []
    broken: dict[UUID, str] = {}
    for row, word in unsent:
        dues.append((row, word.at if _is_broken(word) else word.at + _AGAIN))
        if _is_broken(word):
            broken[row.campaign_id] = word.words or "A message of it could not be rendered."
    await store.plan_anew(tx, dues)
    for campaign_id, words in sorted(broken.items()):
        if await store.pause_campaign(tx, campaign_id, words[:_REASON_LENGTH], clock.now()):
            await hold(tx, campaign_id, held=True)
            await describe(tx, [campaign_id])


async def _go_on(tx: Tx, sent: Sequence[tuple[Sent, datetime]]) -> None:
    """Move leads on behind the messages that went out."""
    of_campaign: dict[UUID, list[tuple[Sent, datetime]]] = {}
    for row, at in sent:
        of_campaign.setdefault(row.campaign_id, []).append((row, at))
    for campaign_id, group in of_campaign.items():
        steps = await planning.steps_of(tx, campaign_id)
        passed = await planning.passed_by(tx, [row.enrolment_id for row, _ in group])
        moves: list[Move] = []
        for row, at in group:
            done = {each.step_id for each in passed.get(row.enrolment_id, ())}
            way = go_on(steps, row.step_id, done, at)
            match way.outcome:
                case Rest(step, until):
                    moves.append(Move(row.enrolment_id, step.id, until, records=way.records, at=at))
                case _:
                    moves.append(Move(row.enrolment_id, None, None, exit=Exit.FINISHED, at=at))
        await planning.write(tx, group[0][0].company_id, campaign_id, moves, clock.now())


def _latest(news: Sequence[Settled]) -> dict[UUID, Settled]:
    latest: dict[UUID, Settled] = {}
    for word in news:
        known = latest.get(word.message_id)
        if known is None or known.version < word.version:
            latest[word.message_id] = word
    return dict(sorted(latest.items()))


def _is_news(row: Sent, word: Settled) -> bool:
    return word.version > row.settled_version


def _is_broken(word: Settled) -> bool:
    """Whether the template could not be rendered: nobody gets it before a person has seen to it."""
    return word.state is End.FAILED and word.reason == _RENDERING


def _is_unsent(row: Sent, word: Settled) -> bool:
    """Whether the message reached nobody, and its lead is still to get it."""
    if word.state is End.FAILED:
        return row.awaits
    return word.state is End.CANCELLED and word.reason != _SUPPRESSED and row.awaits


def _exit_of(word: Settled) -> Exit | None:
    match word.state:
        case End.REJECTED:
            return Exit.BOUNCED
        case End.CANCELLED if word.reason == _SUPPRESSED:
            return Exit.SUPPRESSED
        case _:
            return None


async def apply(tx: Tx, delivery: Delivery) -> None:
    """Take a batch in."""
    await settle(tx, [read_settled(each) for each in delivery.payload["messages"]])


def read_settled(said: dict[str, Any]) -> Settled:
    """A `Settled` from its payload."""

    def name(key: str) -> UUID | None:
        return UUID(said[key]) if said.get(key) else None

    return Settled(
        message_id=UUID(said["message_id"]),
        kind=Kind(said["kind"]),
        state=End(said["state"]),
        at=datetime.fromisoformat(said["at"]),
        version=said["version"],
        mailbox_id=UUID(said["mailbox_id"]),
        campaign_id=name("campaign_id"),
        step_id=name("step_id"),
        enrolment_id=name("enrolment_id"),
        lead_id=name("lead_id"),
        to_email=said.get("to_email"),
        bounce_type=said.get("bounce_type"),
        reason=said.get("reason"),
        words=said.get("words"),
    )


RECEIVERS = (Receiver(SETTLED, apply),)
