"""Whose mailbox an address is: decided by the seed and the address, and nothing else."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from random import Random
from typing import Final

from penguinmails.sandbox.world import programs
from penguinmails.sandbox.world.chance import chances
from penguinmails.sandbox.world.profile import Profile
from penguinmails.sandbox.world.programs import Program, Scanner


class Fate(StrEnum):
    """What becomes of mail to a mailbox."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    """550 at RCPT, for ever."""
    REFUSED_AFTER_DATA = "refused_after_data"
    """550 after the message, for ever."""
    BUSY = "busy"
    """451 a few times, then it is taken."""
    FULL = "full"
    """452 for ever."""
    LATE = "late"
    """Taken, and reported as undeliverable later."""


@dataclass(frozen=True)
class Person:
    """Somebody with a mailbox."""

    address: str
    fate: Fate
    program: Program
    loads_images: bool
    private: bool
    """Images are loaded by Apple, whether the person looks or not."""
    prefetched: bool
    """Images are loaded by Google, whether the person looks or not."""
    scanner: Scanner | None
    language: str
    ip: str
    busy_attempts: int


_CONSUMER: Final[dict[str, tuple[tuple[Program, int], ...]]] = {
    "google": ((programs.GMAIL, 50), (programs.GMAIL_MOBILE, 40), (programs.IPHONE_MAIL, 10)),
    "microsoft": ((programs.OUTLOOK_WEB, 60), (programs.OUTLOOK_MOBILE, 30), (programs.IPHONE_MAIL, 10)),
    "yahoo": ((programs.YAHOO, 80), (programs.IPHONE_MAIL, 20)),
    "apple": ((programs.IPHONE_MAIL, 65), (programs.APPLE_MAIL, 35)),
}
_OFFICES: Final[dict[str, tuple[tuple[Program, int], ...]]] = {
    "google": ((programs.GMAIL, 55), (programs.GMAIL_MOBILE, 20), (programs.IPHONE_MAIL, 15),
               (programs.APPLE_MAIL, 10)),
    "microsoft": ((programs.OUTLOOK_DESKTOP, 40), (programs.OUTLOOK_WEB, 25), (programs.OUTLOOK_MOBILE, 20),
                  (programs.IPHONE_MAIL, 15)),
    "other": ((programs.THUNDERBIRD, 40), (programs.APPLE_MAIL, 25), (programs.OUTLOOK_DESKTOP, 20),
              (programs.IPHONE_MAIL, 15)),
}  # fmt: skip
_WORDS: Final = {
    "google": ("gmail.", "googlemail."),
    "microsoft": ("outlook.", "hotmail.", "live.", "msn."),
    "yahoo": ("yahoo.", "ymail.", "aol.", "rocketmail."),
    "apple": ("icloud.", "me.com", "mac.com"),
}
_LANGUAGES: Final = {
    "de": "de",
    "at": "de",
    "fr": "fr",
    "es": "es",
    "mx": "es",
    "nl": "nl",
    "it": "it",
    "pt": "pt",
}
_FILTERS: Final = {
    "safelinks": programs.SAFE_LINKS,
    "barracuda": programs.BARRACUDA,
    "proofpoint": programs.PROOFPOINT,
    "pphosted": programs.PROOFPOINT,
    "mimecast": programs.MIMECAST,
    "trendmicro": programs.TREND_MICRO,
}
"""What stands before a domain that is called after it, whatever the profile says."""
_HOSTS: Final = (("microsoft", 0.45), ("google", 0.8), ("other", 1.0))
"""Who keeps companies' mail, added up."""
_AT_ONCE: Final = 0.75
"""Of the mailboxes that do not exist: refused before the message."""
_PASSING: Final = 0.75
"""Of the mailboxes that take nothing now: those that do later."""
_BUSY_TWICE: Final = 0.3
_OWN_FILTER: Final = 0.5
"""Of Microsoft's scanned mailboxes: those behind Microsoft's own filter."""


@lru_cache(maxsize=100_000)
def person(seed: int, profile: Profile, address: str) -> Person:
    """Whoever has this address, in the world of this seed. The case of letters does not matter."""
    address = address.lower()
    domain = address.rpartition("@")[2]
    provider, is_office = _provider(seed, domain)
    chance = chances(seed, "person", address)
    fate = _fate(chance, profile)
    # A filter stands before a domain: all of a company are scanned alike.
    behind = domain if is_office else address
    scanner = _scanner(seed, behind, provider, profile) if is_office or provider == "microsoft" else None
    kinds = (_OFFICES if is_office else _CONSUMER)[provider]
    program = chance.choices([kind for kind, _ in kinds], [share for _, share in kinds])[0]
    rolls = [chance.random() for _ in range(4)]
    return Person(
        address=address,
        fate=fate,
        program=program,
        loads_images=rolls[0] < program.loads_images,
        # Where a filter and Apple both fetch ahead, no trace is left by which a person could be known.
        private=program.private
        and rolls[1] < profile.apple_privacy
        and not (scanner or provider == "microsoft"),
        prefetched=program.caches and provider == "google" and rolls[2] < profile.google_prefetch,
        scanner=scanner,
        language=_LANGUAGES.get(domain.rpartition(".")[2], "en"),
        ip=f"{chance.choice((81, 84, 91, 93, 109))}.{chance.randrange(256)}.{chance.randrange(256)}"
        f".{chance.randrange(1, 255)}",
        busy_attempts=1 + (rolls[3] < _BUSY_TWICE),
    )


def _fate(chance: Random, profile: Profile) -> Fate:
    roll, part = chance.random(), chance.random()
    if roll < profile.hard:
        return Fate.REFUSED if part < _AT_ONCE else Fate.REFUSED_AFTER_DATA
    roll -= profile.hard
    if roll < profile.soft:
        return Fate.BUSY if part < _PASSING else Fate.FULL
    return Fate.LATE if roll - profile.soft < profile.late else Fate.DELIVERED


def _provider(seed: int, domain: str) -> tuple[str, bool]:
    dotted = f"{domain}."
    for provider, words in _WORDS.items():
        if any(dotted.startswith(word) or dotted == f"{word}." for word in words):
            return provider, False
    roll = chances(seed, "provider", domain).random()
    return next(name for name, below in _HOSTS if roll < below), True


def _scanner(seed: int, behind: str, provider: str, profile: Profile) -> Scanner | None:
    for word, scanner in _FILTERS.items():
        if word in behind:
            return scanner
    chance = chances(seed, "scanner", behind)
    if chance.random() >= profile.scanned:
        return None
    if provider == "microsoft" and chance.random() < _OWN_FILTER:
        return programs.SAFE_LINKS
    return chance.choice(programs.SCANNERS[1:])
