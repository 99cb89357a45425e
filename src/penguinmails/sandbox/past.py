"""What became of mail that was sent long ago: people as now, without mail servers or clocks. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from penguinmails.sandbox.reading import Link, Mail
from penguinmails.sandbox.world.acts import Act, By
from penguinmails.sandbox.world.chance import chances
from penguinmails.sandbox.world.people import Fate, person
from penguinmails.sandbox.world.plan import plan
from penguinmails.sandbox.world.profile import Profile

_HIDDEN: Final = "https://penguin.example/hidden"
_LEAVING: Final = "https://penguin.example/unsubscribe"
_HOURS: Final = (1.2, 1.1)
"""Until people look, as a lognormal law: the middle at three hours, one in twenty after a day."""


@dataclass(frozen=True)
class OldMail:
    """A message of the past, as its recipient got it."""

    message_id: str
    sent: datetime
    recipient: str
    sender: str
    links: tuple[str, ...]


@dataclass(frozen=True)
class Became:
    """What came of it. `acts` by their times; of a message that was refused there are none."""

    fate: Fate
    acts: tuple[tuple[datetime, Act], ...]


def remember(seed: int, profile: Profile, mail: OldMail, nth: int) -> Became:
    """What this seed's person did with their `nth` message (0 is the first).

    They do what they do now (`World`), but a day is a day: people come hours after the machines.
    """
    who = person(seed, profile, mail.recipient)
    if who.fate in (Fate.REFUSED, Fate.REFUSED_AFTER_DATA, Fate.FULL):
        return Became(who.fate, ())
    acts = plan(seed, profile, who, _as_read(mail), nth)
    return Became(who.fate, tuple(_in_days(seed, mail, acts)))


def _in_days(seed: int, mail: OldMail, acts: list[Act]) -> Iterator[tuple[datetime, Act]]:
    first = min((act.after for act in acts if act.by is By.HUMAN), default=0.0)
    hours = chances(seed, "hours", mail.message_id).lognormvariate(*_HOURS)
    for act in acts:
        after = timedelta(seconds=act.after)
        if act.by is By.HUMAN:
            after += timedelta(hours=hours) - timedelta(seconds=first)
        yield mail.sent + after, act


def _as_read(mail: OldMail) -> Mail:
    return Mail(
        message_id=mail.message_id,
        envelope_from=mail.sender,
        recipient=mail.recipient,
        sender=mail.sender,
        name="",
        subject="",
        date="",
        references=(),
        text="",
        links=(
            *(Link(url, hidden=False, leaving=False) for url in mail.links),
            Link(_HIDDEN, hidden=True, leaving=False),
            Link(_LEAVING, hidden=False, leaving=True),
        ),
        pixels=("https://penguin.example/pixel.gif",),
        unsubscribe_url=_LEAVING,
        unsubscribe_mailto=None,
        one_click=True,
        automatic=False,
        headers=b"",
    )
