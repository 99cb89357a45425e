"""Writing down what a group of messages came to, with all that is told of it, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from penguinmails.delivery.outbound.composing.composer import Composed
from penguinmails.delivery.outbound.lanes import store as lanes
from penguinmails.delivery.outbound.lanes.model import Backoff, Lane
from penguinmails.delivery.outbound.lanes.rules import chance, pause_after
from penguinmails.delivery.outbound.model import Ended, Settled
from penguinmails.delivery.outbound.queue import store as queue
from penguinmails.delivery.outbound.queue.model import Ending, Told, Waiting
from penguinmails.delivery.outbound.queue.store import Unsent
from penguinmails.delivery.outbound.queue.telling import (
    bounced_event,
    deferred_event,
    failed_event,
    sent_event,
    settled,
    tell,
    tell_accepted,
)
from penguinmails.delivery.outbound.sending.outcomes import bounce_of, is_of_the_address, provider_id
from penguinmails.delivery.outbound.settings import OutboundSettings
from penguinmails.delivery.smtp.exchange import Outcome, Result
from penguinmails.kernel.db import Tx
from penguinmails.ledger import BounceType, Event

_WORDS: Final = 1000


@dataclass(slots=True)
class Attempted:
    """A message that was begun, and what `host` said. `was_warm`: it was not the first there."""

    composed: Composed
    begun: datetime
    outcome: Outcome
    host: str
    source_ip: str | None = None
    was_warm: bool = False
    storage_key: str | None = None

    @property
    def message(self) -> Waiting:
        """The row it came from."""
        return self.composed.message


@dataclass(frozen=True)
class Skipped:
    """A message that will not be sent."""

    message: Waiting
    state: Ended
    reason: str
    words: str | None = None


def ending(attempted: Attempted, settings: OutboundSettings, now: datetime) -> Ending:
    """What an attempt comes to."""
    outcome, message = attempted.outcome, attempted.message
    said = Ending(
        message.message_id,
        outcome.result.value,
        smtp_code=outcome.code,
        smtp_enhanced=outcome.enhanced,
        smtp_conversation=outcome.conversation,
        remote_host=attempted.host,
        source_ip=attempted.source_ip,
        storage_key=attempted.storage_key,
    )
    match outcome.result:
        case Result.ACCEPTED:
            renamed = provider_id(attempted.host, outcome.text, message.rfc_message_id)
            return replace(said, provider_message_id=renamed) if renamed else said
        case Result.REJECTED:
            bounce, reason = bounce_of(outcome)
            return replace(said, bounce_type=bounce, reason=reason, words=outcome.text[:_WORDS])
        case Result.UNCERTAIN:
            return replace(said, reason="lost", words=outcome.text[:_WORDS])
        case Result.LOST if attempted.was_warm:
            # Servers hang up on connections that waited; that says nothing of the message.
            return replace(said, state="queued", next_attempt=now)
        case _:
            words = outcome.text[:_WORDS]
            if now - (message.first_attempt or attempted.begun) >= settings.expires_after:
                bounce = BounceType.SOFT
                return replace(said, state="rejected", bounce_type=bounce, reason="expired", words=words)
            first = timedelta(seconds=settings.sender_retry_seconds)
            again = now + pause_after(message.attempts + 1, first, chance())
            reason = "connection" if outcome.result is Result.LOST else "deferred"
            return replace(said, state="deferred", next_attempt=again, reason=reason, words=words)


class Recorder:
    """Records for one lane. `backoffs` is what it knows of providers that must be left alone."""

    def __init__(self, settings: OutboundSettings) -> None:
        self._settings = settings
        self.backoffs: dict[str, Backoff] = {}
        self._replies: dict[str, str] = {}
        """Of those that were learned of since the last commit."""
        self._forgiven: set[str] = set()

    def shunned(self, now: datetime) -> list[str]:
        """The providers to leave alone now."""
        return [name for name, backoff in self.backoffs.items() if backoff.not_before > now]

    async def record(
        self, tx: Tx, lane: Lane, attempted: Sequence[Attempted], skipped: Sequence[Skipped], now: datetime
    ) -> None:
        """Write down all that is still ours, and tell of it. `tx`: of a worker, the lane held in it."""
        events: list[Event] = []
        words: list[Settled] = []
        taken: list[Ending] = []
        others: list[tuple[Attempted, Ending]] = []
        for each in attempted:
            end = ending(each, self._settings, now)
            is_usual = end.state == Ended.ACCEPTED and end.storage_key is None
            if is_usual and (not taken or (end.remote_host, end.source_ip) == _place(taken[0])):
                taken.append(end)
            else:
                others.append((each, end))
        if taken:
            await tell_accepted(tx, lane.tenant_id, await queue.accept(tx, lane, taken))
        if others:
            versions = await queue.end(tx, lane, [end for _, end in others])
            for each, end in others:
                if end.message_id in versions:
                    _tell_of(_told(lane, each.message, versions[end.message_id]), each, end, events, words)
        if skipped:
            unsent = [
                Unsent(each.message.message_id, each.state.value, each.reason, each.words) for each in skipped
            ]
            versions = await queue.end_unsent(tx, lane, unsent)
            for each in skipped:
                if each.message.message_id in versions:
                    told = _told(lane, each.message, versions[each.message.message_id])
                    events.append(failed_event(told, now, each.reason))
                    words.append(settled(told, each.state, now, reason=each.reason, words=each.words))
        await self._write_backoffs(tx, lane)
        await tell(tx, lane.tenant_id, events, words)

    def learn(self, attempted: Sequence[Attempted], now: datetime) -> None:
        """Leave providers alone that deferred, from now on, and think well again of those that took mail."""
        deferring: dict[str, str] = {}
        for each in attempted:
            provider = each.message.provider
            if each.outcome.result is Result.DEFERRED and not is_of_the_address(each.outcome):
                deferring[provider] = f"{each.outcome.code} {each.outcome.text}"[:_WORDS]
            elif each.outcome.result is Result.ACCEPTED and provider in self.backoffs:
                self._forgiven.add(provider)
        first = timedelta(seconds=self._settings.sender_retry_seconds)
        for provider, reply in deferring.items():
            known = self.backoffs.get(provider)
            failures = known.failures + 1 if known else 1
            self.backoffs[provider] = Backoff(
                provider, now + pause_after(failures, first, chance()), failures
            )
            self._replies[provider] = reply
        self._forgiven -= deferring.keys()
        for provider in self._forgiven:
            self.backoffs.pop(provider, None)
            self._replies.pop(provider, None)

    def is_recorded(self) -> None:
        """What was learned is committed."""
        self._replies, self._forgiven = {}, set()

    async def _write_backoffs(self, tx: Tx, lane: Lane) -> None:
        if self._replies:
            learned = [self.backoffs[provider] for provider in self._replies]
            await lanes.back_off(tx, lane, learned, list(self._replies.values()))
        if self._forgiven:
            await lanes.forget_backoffs(tx, lane, sorted(self._forgiven))


def _tell_of(
    told: Told, attempted: Attempted, end: Ending, events: list[Event], words: list[Settled]
) -> None:
    at, code, enhanced = attempted.begun, end.smtp_code, end.smtp_enhanced
    match end.state:
        case "accepted":
            events.append(sent_event(told, at))
            words.append(settled(told, Ended.ACCEPTED, at))
        case "rejected":
            bounce, reason = BounceType(end.bounce_type or BounceType.SOFT), end.reason or "refused"
            events += (
                sent_event(told, at),
                bounced_event(told, at, bounce, reason, code=code, enhanced=enhanced),
            )
            words.append(
                settled(told, Ended.REJECTED, at, bounce_type=bounce, reason=reason, words=end.words)
            )
        case "deferred":
            attempt = attempted.message.attempts + 1
            events.append(deferred_event(told, at, attempt, reason=end.reason, code=code, enhanced=enhanced))
        case "uncertain":
            words.append(settled(told, Ended.UNCERTAIN, at, reason=end.reason, words=end.words))
        case _:
            pass


def _place(end: Ending) -> tuple[str | None, str | None]:
    return end.remote_host, end.source_ip


def _told(lane: Lane, message: Waiting, version: int) -> Told:
    return Told(
        message_id=message.message_id,
        company_id=message.company_id,
        kind=message.kind,
        mailbox_id=lane.mailbox_id,
        campaign_id=message.campaign_id,
        step_id=message.step_id,
        variant_id=message.variant_id,
        enrolment_id=message.enrolment_id,
        lead_id=message.lead_id,
        to_email=message.to_email,
        sending_domain=message.sending_domain,
        receiving_provider=message.receiving_provider,
        attempting=None,
        version=version,
    )
