"""What is done about one message, when and by whom."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What somebody or something does with a message."""

    OPEN = "open"
    """Its pixel is loaded."""
    CLICK = "click"
    """A link is asked for."""
    HIDDEN = "hidden"
    """The link nobody can see is asked for."""
    LEAVE_PAGE = "leave_page"
    """The page for unsubscribing is looked at, which unsubscribes nobody."""
    UNSUBSCRIBE = "unsubscribe"
    """By a POST, or by mail."""
    REPLY = "reply"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    """A report that it could not be delivered after all."""
    COMPLAINT = "complaint"


class By(StrEnum):
    """Who acts."""

    HUMAN = "human"
    MACHINE = "machine"


@dataclass(frozen=True)
class Act:
    """One thing done. `after` counts seconds from the acceptance of the message, at pace 1."""

    after: float
    kind: Kind
    by: By
    client: str
    """The mail program, filter or service."""
    url: str | None = None
    """For what goes over the web."""
    method: str = "GET"
    agent: str = ""
    ip: str = ""
    manner: dict[str, str] = field(default_factory=dict[str, str])
    """For letters: language, mood, where to."""
