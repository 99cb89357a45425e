"""288 reports as they really came, and what is known of each recipient.

From github.com/sisimai/set-of-emails and the tests of sisimai, under the BSD 2-clause licence in the archive.
"""

import hashlib
import json
import tarfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from penguinmails.delivery.inbound.classifying import Classified, MailKind, classify
from penguinmails.delivery.inbound.reading import read_mail
from penguinmails.ledger import BounceType

_ARCHIVE = Path(__file__).with_name("bounces.tar.xz")
_KINDS = {"feedback": MailKind.COMPLAINT, "vacation": MailKind.AUTO_REPLY}


@dataclass(frozen=True)
class Sample:
    """A mail, and for each recipient in it the reason and whether that is final for the address."""

    name: str
    raw: bytes
    reasons: tuple[str, ...]
    hard: tuple[bool, ...]

    @property
    def is_for_tuning(self) -> bool:
        """In which half it is: drawn by the hash of its name."""
        return hashlib.sha256(self.name.encode()).digest()[-1] % 2 == 0

    @property
    def kind(self) -> MailKind:
        """What it must be taken for."""
        return next((_KINDS[reason] for reason in self.reasons if reason in _KINDS), MailKind.BOUNCE)


@cache
def samples() -> tuple[Sample, ...]:
    """All of them, by name."""
    with tarfile.open(_ARCHIVE) as archive:
        contents = {Path(member.name): archive.extractfile(member) for member in archive if member.isfile()}
        read = {path: file.read() for path, file in contents.items() if file}
    expected = json.loads(next(data for path, data in read.items() if path.name == "expected.json"))
    by_name = {path.stem: data for path, data in read.items() if path.suffix == ".eml"}
    return tuple(
        Sample(
            name,
            by_name[name],
            tuple(row["reason"] for row in rows),
            tuple(row["hard"] for row in rows),
        )
        for name, rows in sorted(expected.items())
    )


def is_right(sample: Sample, classified: Classified) -> bool:
    """The kind is right, and of a bounce, for how many addresses it is final and for how many not.

    A report may name one address twice; it is one bounce.
    """
    if sample.kind is not MailKind.BOUNCE:
        return classified.kind is sample.kind
    found = sorted(bounce.bounce_type is BounceType.HARD for bounce in classified.bounces)
    is_repeated = len(found) == 1 and {*sample.hard} == {*found}
    return classified.kind is MailKind.BOUNCE and (found == sorted(sample.hard) or is_repeated)


def judged(sample: Sample) -> Classified:
    """What is said of it."""
    return classify(read_mail(sample.raw))
