"""Spintax: `{Hi|Hello|Hey}`, one of which is chosen for each message; alternatives may be within others.

The choice depends on the message's seed, on what stands in the braces, and on how many groups with the same
words stand before it in the same part. So a change elsewhere in a template leaves it alone, and the same
words in HTML and text choose alike. It is BLAKE2b, for ever: a message that was sent is shown again as it
was.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final, Literal

_SEEDS: Final = 1 << 64


@dataclass(frozen=True)
class Mark:
    """A brace or a bar, at `place` in whatever the caller counts."""

    sign: Literal["{", "|", "}"]
    place: int


@dataclass
class Group:
    """Alternatives: where their braces and bars are."""

    start: int
    bars: list[int] = field(default_factory=list[int])
    end: int = -1


def groups(marks: Iterable[Mark]) -> tuple[list[Group], list[int]]:
    """The groups of alternatives, inner before outer; the places of braces that have a bar but no partner."""
    found: list[Group] = []
    faults: list[int] = []
    open_groups: list[Group] = []
    loose_bar = False
    for mark in marks:
        match mark.sign:
            case "{":
                open_groups.append(Group(mark.place))
            case "|" if open_groups:
                open_groups[-1].bars.append(mark.place)
            case "|":
                loose_bar = True
            case "}" if open_groups:
                group = open_groups.pop()
                group.end = mark.place
                if group.bars:
                    found.append(group)
            case "}":
                if loose_bar:
                    faults.append(mark.place)
    faults += [group.start for group in open_groups if group.bars]
    return found, sorted(faults)


def keys(sources: Iterable[str]) -> list[bytes]:
    """What the choice of each group depends on beside the seed, given the groups' sources in their order."""
    seen: Counter[str] = Counter()
    result: list[bytes] = []
    for source in sources:
        result.append(blake2b(f"{seen[source]}:{source}".encode(), digest_size=16).digest())
        seen[source] += 1
    return result


def choose(seed: int, key: bytes, count: int) -> int:
    """Which of `count` alternatives a message with this seed gets. Seeds count modulo 2⁶⁴."""
    data = key + (seed % _SEEDS).to_bytes(8)
    return int.from_bytes(blake2b(data, digest_size=8).digest()) % count
