"""Which form of a step a lead gets, and which mailbox writes to it. Pure but for what it counts down."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final
from uuid import UUID

from penguinmails.campaigns.definitions.model import Variant
from penguinmails.infrastructure import SendableMailbox

_SAME: Final = {"google": "google", "microsoft": "microsoft", "outlook": "microsoft", "gmail": "google"}


def choose_variant(variants: Sequence[Variant], enrolment_id: UUID, step_id: UUID) -> Variant | None:
    """A variant by the weights, the same one each time for a lead and step; None where there are none."""
    total = sum(variant.weight for variant in variants)
    if total == 0:
        return None
    told = hashlib.blake2b(enrolment_id.bytes + step_id.bytes, digest_size=8).digest()
    place = int.from_bytes(told) * total >> 64
    for variant in variants:
        if place < variant.weight:
            return variant
        place -= variant.weight
    return None


class Full:
    """The mailbox that has to write takes no more today, or cannot send."""

    def __init__(self, *, sends: bool) -> None:
        self.sends = sends


class Mailboxes:
    """The mailboxes of a campaign and what each still takes today. Counts down what is given to it."""

    def __init__(self, mailboxes: Iterable[SendableMailbox], rotating: Collection[UUID]) -> None:
        self._all: Mapping[UUID, SendableMailbox] = {each.id: each for each in mailboxes}
        self._left = {each.id: each.capacity_left_today for each in self._all.values()}
        self._given = dict.fromkeys(self._all, 0)
        self._rotating = [each for each in self._all.values() if each.id in rotating or each.strategy]

    def __iter__(self) -> Iterator[SendableMailbox]:
        return iter(self._all.values())

    @property
    def given(self) -> dict[UUID, int]:
        """How many messages each was given."""
        return {mailbox_id: count for mailbox_id, count in self._given.items() if count}

    @property
    def capacity(self) -> int:
        """How many messages all take together today."""
        return sum(self._left.values())

    @property
    def any_sends(self) -> bool:
        """Whether any of them can send at all."""
        return any(each.sends for each in self._all.values())

    def choose(self, fixed: UUID | None, sticky: UUID | None, provider: str | None) -> SendableMailbox | Full:
        """The step's own mailbox, else the one that wrote to the lead before, else the next in turn.

        A mailbox that is not the campaign's any more does not bind. `provider` is the recipient's, for pools
        that write to Google from Google.
        """
        bound = fixed if fixed is not None else sticky if sticky in self._all else None
        if bound is not None:
            found = self._all.get(bound)
            if found is None or self._left[bound] <= 0:
                return Full(sends=found is not None and found.sends)
            return found
        free = [each for each in self._rotating if self._left[each.id] > 0]
        if not free:
            return Full(sends=any(each.sends for each in self._rotating))
        return min(self._alike(free, provider), key=self._turn)

    def take(self, mailbox: SendableMailbox) -> None:
        """Count one message for it."""
        self._left[mailbox.id] -= 1
        self._given[mailbox.id] += 1

    def _turn(self, mailbox: SendableMailbox) -> tuple[float, int, UUID]:
        left = self._left[mailbox.id]
        given = self._given[mailbox.id]
        if mailbox.strategy == "least_used":
            return (0.0, -left, mailbox.id)
        weight = 1 if mailbox.strategy == "round_robin" else mailbox.weight
        return ((given + 1) / weight, -left, mailbox.id)

    def _alike(self, free: list[SendableMailbox], provider: str | None) -> list[SendableMailbox]:
        wanted = _SAME.get(provider or "")
        alike = [each for each in free if each.strategy == "same_provider" and each.provider == wanted]
        return alike or free
