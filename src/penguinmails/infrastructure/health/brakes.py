"""When a mailbox must stop by itself. Pure; every threshold with its source."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from penguinmails.infrastructure.mailboxes.model import Cause, Status

WINDOW_DAYS: Final = 7
"""UTC days that are judged together, today the last."""
MIN_SENT: Final = 50
"""Below so many messages a rate says nothing: one bounce of ten is 10 %."""

BOUNCES_REST: Final = 0.05
BOUNCES_SUSPEND: Final = 0.10
"""Where senders of cold mail stop, and where providers block. A rest is 24 h."""
COMPLAINTS_REST: Final = 0.001
COMPLAINTS_SUSPEND: Final = 0.003
"""Google's guidelines for senders: keep below 0.1 %, never reach 0.3 %. A rest is 48 h."""
COMPLAINTS_REST_FROM: Final = 2
COMPLAINTS_SUSPEND_FROM: Final = 3
"""One complaint of a few hundred messages is one person; the second makes it rest, the third stops it."""
BOUNCES_TIME: Final = timedelta(hours=24)
COMPLAINTS_TIME: Final = timedelta(hours=48)

FAILURES: Final = 3
"""Failures in a row to connect or sign in that stop a mailbox."""
UNREACHABLE_TIME: Final = timedelta(hours=1)
"""After which one that could not be reached is tried again; one that could not be signed in to is not."""


@dataclass(frozen=True)
class Counts:
    """What a mailbox did in the days that are judged. `sent` has the refused messages in it."""

    sent: int
    bounced: int
    complained: int


@dataclass(frozen=True)
class Brake:
    """What becomes of a mailbox. `rests` None: until a person acts."""

    status: Status
    cause: Cause
    words: str
    rests: timedelta | None


def judge(counts: Counts) -> Brake | None:
    """The harder of what bounces and complaints call for; None: it goes on."""
    if counts.sent < MIN_SENT:
        return None
    brakes = [brake for brake in (_bounces(counts), _complaints(counts)) if brake is not None]
    return min(brakes, key=lambda brake: brake.status is not Status.SUSPENDED, default=None)


def _bounces(counts: Counts) -> Brake | None:
    rate = counts.bounced / counts.sent
    said = f"{_percent(rate)} of {counts.sent} messages bounced in {WINDOW_DAYS} days"
    if rate > BOUNCES_SUSPEND:
        words = f"{said}, more than {_percent(BOUNCES_SUSPEND)}: clean the list, then resume it."
        return Brake(Status.SUSPENDED, Cause.BOUNCES, words, None)
    if rate > BOUNCES_REST:
        words = f"{said}, more than {_percent(BOUNCES_REST)}: it rests for a day. Clean the list meanwhile."
        return Brake(Status.RESTING, Cause.BOUNCES, words, BOUNCES_TIME)
    return None


def _complaints(counts: Counts) -> Brake | None:
    rate = counts.complained / counts.sent
    said = f"{counts.complained} readers of {counts.sent} messages complained in {WINDOW_DAYS} days"
    if rate > COMPLAINTS_SUSPEND and counts.complained >= COMPLAINTS_SUSPEND_FROM:
        words = f"{said}, more than {_percent(COMPLAINTS_SUSPEND)}: write to fewer people, then resume it."
        return Brake(Status.SUSPENDED, Cause.COMPLAINTS, words, None)
    if rate > COMPLAINTS_REST and counts.complained >= COMPLAINTS_REST_FROM:
        words = f"{said}, more than {_percent(COMPLAINTS_REST)}: it rests for two days."
        return Brake(Status.RESTING, Cause.COMPLAINTS, words, COMPLAINTS_TIME)
    return None


def _percent(rate: float) -> str:
    return f"{rate * 100:.1f} %"
