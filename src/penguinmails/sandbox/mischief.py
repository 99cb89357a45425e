"""How a mail server behaves badly, on demand: every way a connection can end at the worst moment."""

from dataclasses import dataclass, fields, replace
from random import Random
from typing import Final, Self

from penguinmails.delivery import smtp_server as smtp
from penguinmails.sandbox.errors import MischiefUnknown

_GOES_AWAY: Final = "4.3.2 The sandbox goes away"


@dataclass(frozen=True)
class Mischief:
    """Shares between 0 and 1 of connections (`connect…`, `greeting…`) or messages that meet each fault.

    Which ones, the seed and the order of arrival decide.
    """

    connect_421: float = 0
    mail_421: float = 0
    rcpt_421: float = 0
    data_421: float = 0
    """421 at this command, and the end of the connection."""
    throttle_454: float = 0
    """454 4.7.0 at MAIL: too much, too fast."""
    drop_before_data: float = 0
    """The connection is cut where DATA is answered."""
    drop_in_data: float = 0
    """Cut after the first 512 octets of the message."""
    drop_after_data: float = 0
    """Cut after the whole message, which is thrown away."""
    drop_unanswered: float = 0
    """Cut after the whole message, which is delivered: nobody is told that it was taken."""
    drop_after_250: float = 0
    """Cut right after 250."""
    drip: float = 0
    """The last answer comes octet by octet, over about a second."""
    slow_greeting: float = 0
    """The greeting comes after two seconds."""
    rename: float = 0
    """The message gets another Message-ID, told in the answer to it, as Amazon SES does."""

    @classmethod
    def parse(cls, words: list[str]) -> Self:
        """`NAME=SHARE` …; `NAME` alone is `NAME=1`. Raises `MischiefUnknown`."""
        known = {field.name for field in fields(cls)}
        shares: dict[str, float] = {}
        for word in words:
            name, _, share = word.replace("-", "_").partition("=")
            try:
                shares[name] = float(share or 1)
            except ValueError:
                shares[""] = 0
            if name not in known or not 0 <= shares.get(name, -1) <= 1:
                raise MischiefUnknown(name=word, known=", ".join(sorted(known)))
        return replace(cls(), **shares)


class Mischievous:
    """Rolls the dice of one server, in the order in which it is asked."""

    def __init__(self, mischief: Mischief, seed: int) -> None:
        self.mischief = mischief
        self._chance = Random(f"{seed} mischief")  # noqa: S311 - a world, not a secret

    def strikes(self, *names: str) -> str | None:
        """Which of these faults happens now, if any."""
        for name in names:
            share = getattr(self.mischief, name)
            if share and self._chance.random() < share:
                return name
        return None

    def new_id(self) -> str:
        """A Message-ID as Amazon SES makes them."""
        digits = f"{self._chance.getrandbits(160):040x}"
        return f"0100{digits[:12]}-{digits[12:20]}-{digits[20:24]}-{digits[24:28]}-{digits[28:40]}-000000"


ANSWERS: Final = {
    "connect_421": smtp.Reply(421, _GOES_AWAY),
    "mail_421": smtp.Reply(421, _GOES_AWAY),
    "rcpt_421": smtp.Reply(421, _GOES_AWAY),
    "data_421": smtp.Reply(421, _GOES_AWAY),
    "throttle_454": smtp.Reply(454, "4.7.0 Too many messages, slow down"),
    "drop_before_data": smtp.HANG_UP,
    "drop_after_data": smtp.HANG_UP,
    "drop_unanswered": smtp.HANG_UP,
}
DRIP_SECONDS: Final = 0.05
"""For each octet."""
GREETING_SECONDS: Final = 2.0
CUT_AFTER: Final = 512
"""Octets of a message."""
