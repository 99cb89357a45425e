"""Hits, and what is judged of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Verdict(StrEnum):
    """Who it was."""

    HUMAN = "human"
    MACHINE = "machine"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """The rule that decided."""

    HONEYPOT = "honeypot"
    """The link that no person sees was followed."""
    BESIDE_HONEYPOT = "beside_honeypot"
    """Within seconds of that, on the same message."""
    HEAD_REQUEST = "head_request"
    """No mail client and no browser asks for headers only."""
    KNOWN_SCANNER = "known_scanner"
    """It names itself."""
    KNOWN_NETWORK = "known_network"
    """A vendor's of mail security, by its published ranges or the operator's list."""
    NO_USER_AGENT = "no_user_agent"
    """Every mail client and browser says what it is."""
    APPLE_MAIL_PRIVACY = "apple_mail_privacy"
    """Apple fetches the images of all mail, read or not."""
    BARE_AGENT = "bare_agent"
    """A link followed by a `Mozilla/5.0` that says no more: no browser does."""
    PREFETCH = "prefetch"
    """A webmail's image proxy, seconds after the message was accepted."""
    TOO_FAST = "too_fast"
    """Before anybody could have read it."""
    BURST = "burst"
    """Several links of one message within a second or two."""
    BESIDE_SCANNER = "beside_scanner"
    """From the network of a scanner that visited the same message in the same minute."""
    CROWD = "crowd"
    """One network visited many messages within seconds."""
    OUTDATED_BROWSER = "outdated_browser"
    """A browser nobody has had for years, and no image was loaded."""
    CLICK_TIME_CHECK = "click_time_check"
    """A filter looks at a link while the person who follows it waits."""
    CLICK_WITHOUT_IMAGES = "click_without_images"
    """Soon after delivery, and the message had not been displayed."""
    NOT_SENT_YET = "not_sent_yet"
    """When it was accepted is not known so far."""
    NO_EVIDENCE = "no_evidence"
    """Neither browser nor address is known."""
    IMAGE_PROXY = "image_proxy"
    """A webmail shows the message to its reader through a proxy."""
    MAIL_CLIENT = "mail_client"
    BROWSER = "browser"


@dataclass(frozen=True)
class Judgement:
    """What is judged of one hit."""

    verdict: Verdict
    reason: Reason


@dataclass(frozen=True)
class Hit:
    """An open or click, and the judgement that counts so far."""

    message_id: UUID
    event_id: UUID
    company_id: UUID | None
    kind: str
    occurred: datetime
    source: str
    user_agent: str | None
    network: str | None
    """The /24 or /48 of its address."""
    client: str | None
    device_type: str | None
    link_url: str | None
    method: str | None
    honeypot: bool
    without_pixel: bool
    """Whether the message had no image whose loading would show."""
    rule_version: int | None
    verdict: str | None
    reason: str | None


@dataclass(frozen=True)
class Acceptance:
    """When a message was accepted, and by whose servers."""

    message_id: UUID
    occurred: datetime
    receiving_provider: str | None


@dataclass(frozen=True)
class Visit:
    """A hit as its network shows it: which message, when."""

    message_id: UUID
    network: str
    occurred: datetime


@dataclass(frozen=True)
class Touched:
    """A message with hits."""

    message_id: UUID


@dataclass(frozen=True)
class ClaimedBatch:
    """A batch that waited for the judge."""

    batch_id: UUID


@dataclass(frozen=True)
class HitLine:
    """A hit and all that was ever judged of it, for people."""

    event_id: UUID
    kind: str
    occurred: datetime
    client: str | None
    link_url: str | None
    verdict: str | None
    reason: str | None
    rule_version: int | None
    judged: datetime | None
    counts: bool | None
    """Whether it is the version that counts."""


@dataclass(frozen=True)
class ReasonLine:
    """How often a rule decided."""

    kind: str
    verdict: str
    reason: str
    hits: int
    messages: int


@dataclass(frozen=True)
class Replayed:
    """What judging history again came to."""

    messages: int
    hits: int
    changed: int
    """New versions with another verdict or reason."""
    renewed: int
    """New versions that say the same, by newer rules."""
