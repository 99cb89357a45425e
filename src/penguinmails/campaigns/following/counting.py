"""What a batch of news adds to the days of mailboxes."""

from collections import Counter
from datetime import UTC, date, datetime
from uuid import UUID

from penguinmails.delivery import Ended, Settled
from penguinmails.infrastructure import count_mailbox_day
from penguinmails.kernel.db import Tx


class Counts:
    """Sums by mailbox and UTC day, written once and in one order."""

    def __init__(self) -> None:
        self._sums: dict[tuple[UUID, date], Counter[str]] = {}

    def add(self, mailbox_id: UUID | None, at: datetime, what: str, number: int = 1) -> None:
        """So much more of it on that day."""
        if mailbox_id is not None:
            self._sums.setdefault((mailbox_id, at.astimezone(UTC).date()), Counter())[what] += number

    def settled(self, word: Settled, *, again: bool, planned: datetime | None) -> None:
        """A message that was settled; `again`: it was counted before. `planned`: when a campaign planned it.

        What was never sent gives the mailbox back the place it had been planned on.
        """
        match word.state:
            case Ended.ACCEPTED | Ended.UNCERTAIN if not again:
                self.add(word.mailbox_id, word.at, "sent")
            case Ended.REJECTED:
                if not again:
                    self.add(word.mailbox_id, word.at, "sent")
                hard = word.bounce_type == "hard"
                self.add(word.mailbox_id, word.at, "bounced_hard" if hard else "bounced_soft")
            case Ended.CANCELLED | Ended.FAILED:
                if word.state is Ended.FAILED:
                    self.add(word.mailbox_id, word.at, "failed")
                if planned is not None:
                    self.add(word.mailbox_id, planned, "planned", -1)
            case _:
                pass

    async def write(self, tx: Tx) -> None:
        """Add the sums to the days."""
        for (mailbox_id, day), counter in sorted(self._sums.items()):
            await count_mailbox_day(tx, mailbox_id, day, **counter)
