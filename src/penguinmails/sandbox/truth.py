"""What really happened, written down as it happens: the oracle that every number of the platform must meet.

One JSON object a line, appended with one write each before anybody is told: kill -9 loses nothing that was
answered. The last line may be half a line then; readers leave it out.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any, Final, Self

from penguinmails.kernel import clock
from penguinmails.sandbox.errors import TruthUnreadable
from penguinmails.sandbox.world.acts import By, Kind

ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"
"""5xx, for good."""
DEFERRED: Final = "deferred"
"""4xx, or sent away: to be tried again."""
DROPPED: Final = "dropped"
"""The connection was cut; `stage` says when. Whether the message was kept, an `accepted` line says."""
ACT: Final = "act"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


# Made once: `json.dumps` makes another one for each call that does not ask for the defaults.
_encode: Final = json.JSONEncoder(ensure_ascii=False, default=_plain).encode


@dataclass(frozen=True)
class Taken:
    """A message that a mailbox took, whatever the client was told. `nth` counts the recipient's from 0."""

    message_id: str
    recipient: str
    envelope_from: str
    at: datetime
    nth: int
    size: int
    renamed: str | None = None
    """The Message-ID it goes by since, where the server gave it a new one."""
    answered: bool = True
    """Whether 250 was said."""


@dataclass(frozen=True)
class Turned:
    """A message, or a client before it, that was not taken."""

    what: str
    recipient: str | None
    at: datetime
    stage: str
    """connect, mail, rcpt, data or message."""
    code: int | None
    text: str
    message_id: str | None = None


@dataclass(frozen=True)
class Done:
    """An act, and how it ended. `status` is the HTTP or SMTP code; None: nobody answered, or nobody could."""

    kind: Kind
    by: By
    message_id: str
    recipient: str
    at: datetime
    client: str
    status: int | None
    url: str | None = None
    method: str | None = None
    ip: str | None = None
    manner: dict[str, str] = field(default_factory=dict[str, str])
    words: str | None = None

    @property
    def succeeded(self) -> bool:
        """Whether the platform took notice: it answered with 2xx or 3xx."""
        return self.status is not None and 200 <= self.status < 400  # noqa: PLR2004


@dataclass(frozen=True)
class Counts:
    """A world in numbers: acts that succeeded, and (`opened…`, `clicked…`) the messages they were about.

    Following the hidden link is a click too, as it is for who serves it.
    """

    accepted: int
    unanswered: int
    refused: int
    deferred: int
    dropped: int
    late_bounces: int
    opened_by_people: int
    opened_by_machines: int
    opens_by_people: int
    opens_by_machines: int
    clicked_by_people: int
    clicked_by_machines: int
    clicks_by_people: int
    clicks_by_machines: int
    hidden_links_followed: int
    replies: int
    auto_replies: int
    complaints: int
    unsubscribes: int
    acts_failed: int


class TruthLog:
    """The end of the log that is written. Opening it takes up what an earlier process wrote."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            os.write(self._file, b"\n")

    def taken(self, taken: Taken) -> None:
        """Write it down."""
        self._write(ACCEPTED, asdict(taken))

    def turned(self, turned: Turned) -> None:
        """Write it down."""
        self._write(turned.what, asdict(turned))

    def done(self, done: Done) -> None:
        """Write it down."""
        self._write(ACT, asdict(done))

    def counted(self, message_id: str, recipients: Iterable[str], at: float) -> None:
        """A message of the null sink: its id, when (seconds since 1970) and for whom, no more."""
        to = ", ".join(map(encode_basestring, recipients))
        line = f'{{"id": {encode_basestring(message_id)}, "t": {at}, "to": [{to}]}}'
        os.write(self._file, line.encode("utf-8", "backslashreplace") + b"\n")

    def sync(self) -> None:
        """Have the disk hold what was written, so that it survives a power cut too."""
        os.fsync(self._file)

    def close(self) -> None:
        """Write no more."""
        os.close(self._file)

    def _write(self, what: str, fields: dict[str, Any]) -> None:
        line = _encode({"what": what} | fields)
        os.write(self._file, line.encode("utf-8", "backslashreplace") + b"\n")


@dataclass(frozen=True)
class Truth:
    """A log, read."""

    taken: tuple[Taken, ...]
    turned: tuple[Turned, ...]
    done: tuple[Done, ...]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a log, also one that is still written, or of the null sink. Raises `TruthUnreadable`."""
        taken: list[Taken] = []
        turned: list[Turned] = []
        done: list[Done] = []
        for fields in _lines(path):
            match fields.pop("what", None):
                case "accepted":
                    taken.append(Taken(**fields))
                case "act":
                    kind, by = Kind(fields.pop("kind")), By(fields.pop("by"))
                    done.append(Done(kind, by, **fields))
                case None:
                    at = datetime.fromtimestamp(fields["t"], tz=clock.now().tzinfo)
                    taken += [Taken(fields["id"], to, "", at, 0, 0) for to in fields["to"]]
                case what:
                    turned.append(Turned(what=str(what), **fields))
        return cls(tuple(taken), tuple(turned), tuple(done))

    def message_ids(self) -> Counter[str]:
        """How often each message was taken: a second time is a message sent twice."""
        return Counter(taken.message_id for taken in self.taken)

    def by_message(self, *kinds: Kind, by: By | None = None) -> dict[str, list[Done]]:
        """The successful acts of these kinds, of all or of people or machines, by Message-ID."""
        found: dict[str, list[Done]] = {}
        for done in self.done:
            if done.succeeded and done.kind in kinds and by in {None, done.by}:
                found.setdefault(done.message_id, []).append(done)
        return found

    def refused(self) -> dict[str, Turned]:
        """Whom mail was refused to for good, by recipient, with the last refusal."""
        return {
            turned.recipient: turned for turned in self.turned if turned.what == REFUSED and turned.recipient
        }

    def deferred(self) -> Counter[str]:
        """How often each recipient's mail was put off."""
        return Counter(
            turned.recipient for turned in self.turned if turned.what == DEFERRED and turned.recipient
        )

    def counts(self) -> Counts:
        """All of it in numbers."""
        opens = {by: self.by_message(Kind.OPEN, by=by) for by in By}
        clicks = {by: self.by_message(Kind.CLICK, Kind.HIDDEN, by=by) for by in By}

        def acts(found: dict[str, list[Done]]) -> int:
            return sum(map(len, found.values()))

        what = Counter(turned.what for turned in self.turned)
        return Counts(
            accepted=len(self.taken),
            unanswered=sum(not taken.answered for taken in self.taken),
            refused=what[REFUSED],
            deferred=what[DEFERRED],
            dropped=what[DROPPED],
            late_bounces=acts(self.by_message(Kind.BOUNCE)),
            opened_by_people=len(opens[By.HUMAN]),
            opened_by_machines=len(opens[By.MACHINE]),
            opens_by_people=acts(opens[By.HUMAN]),
            opens_by_machines=acts(opens[By.MACHINE]),
            clicked_by_people=len(clicks[By.HUMAN]),
            clicked_by_machines=len(clicks[By.MACHINE]),
            clicks_by_people=acts(clicks[By.HUMAN]),
            clicks_by_machines=acts(clicks[By.MACHINE]),
            hidden_links_followed=acts(self.by_message(Kind.HIDDEN)),
            replies=acts(self.by_message(Kind.REPLY)),
            auto_replies=acts(self.by_message(Kind.AUTO_REPLY)),
            complaints=acts(self.by_message(Kind.COMPLAINT)),
            unsubscribes=acts(self.by_message(Kind.UNSUBSCRIBE)),
            acts_failed=sum(not done.succeeded for done in self.done),
        )


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open("rb") as file:
            for line in file:
                try:
                    fields = json.loads(line)
                except ValueError:
                    continue  # cut short by a kill; nobody had been told of it
                if "at" in fields:
                    fields["at"] = datetime.fromisoformat(fields["at"])
                yield fields
    except OSError as error:
        raise TruthUnreadable(path=path, reason=error.strerror) from None
