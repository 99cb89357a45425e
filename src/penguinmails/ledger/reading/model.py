"""What the ledger says."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface
from uuid import UUID

Network = IPv4Address | IPv4Interface | IPv6Address | IPv6Interface


@dataclass(frozen=True)
class LedgerLine:
    """One event of a message, with the verdict that counts."""

    event_id: UUID
    occurred: datetime
    kind: str
    source: str
    verdict: str | None
    reason: str | None
    client: str | None
    device_type: str | None
    link_url: str | None
    bounce_type: str | None
    bounce_reason: str | None
    received: datetime


@dataclass(frozen=True)
class Hit:
    """An open or a click, from a network, with the verdict that counts."""

    message_id: UUID
    kind: str
    occurred: datetime
    ip_address: Network | None
    verdict: str | None


@dataclass(frozen=True)
class Stage:
    """What became of some messages: each counts once in each column, but for `opens` and what follows.

    Engagement counts on delivered messages only, a click implies an open, and a person who opened, clicked or
    replied overrides a bounce: so none of it exceeds `delivered`, and `delivered` and `bounced` make `sent`.
    """

    sent: int
    delivered: int
    opened: int
    opened_human: int
    clicked: int
    clicked_human: int
    replied: int
    auto_replied: int
    bounced: int
    bounced_hard: int
    bounced_soft: int
    bounced_block: int
    complained: int
    unsubscribed: int
    failed: int
    """Never transmitted; in no rate."""
    opens: int
    """As often as they happened: all, people's and machines'; the rest is of neither for sure."""
    opens_human: int
    opens_machine: int
    clicks: int
    clicks_human: int
    clicks_machine: int


@dataclass(frozen=True)
class StepStage(Stage):
    """Of one step, as sent from one mailbox."""

    step_id: UUID | None
    mailbox_id: UUID | None


@dataclass(frozen=True)
class Funnel:
    """A campaign by the ledger, whole and by step and mailbox; the parts add up to the whole."""

    campaign_id: UUID
    total: Stage
    steps: tuple[StepStage, ...]

    @classmethod
    def of(cls, campaign_id: UUID, steps: Iterable[StepStage]) -> "Funnel":
        """The whole from its parts: a message is in one of them."""
        parts = tuple(steps)
        total = Stage(
            **{each.name: sum(getattr(part, each.name) for part in parts) for each in fields(Stage)}
        )
        return cls(campaign_id, total, parts)


@dataclass(frozen=True)
class NamedCampaign:
    """A campaign and what people call it."""

    id: UUID
    name: str
