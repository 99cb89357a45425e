"""What a received mail is, and what it says."""

from dataclasses import dataclass
from enum import StrEnum

from penguinmails.ledger import BounceType


class MailKind(StrEnum):
    """What a received mail is."""

    REPLY = "reply"
    """Written by a person, as far as can be seen."""
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    """At least one address did not get the message, for good or not yet."""
    COMPLAINT = "complaint"
    REPORT = "report"
    """A machine's account that blames nobody's address: delivered, read, DMARC, TLS."""
    OTHER = "other"
    """Newsletters, notifications, and what else is no answer."""


class Action(StrEnum):
    """How far a delivery got (RFC 3464 §2.3.3); the others make no bounce."""

    FAILED = "failed"
    DELAYED = "delayed"


class Reason(StrEnum):
    """Why a message was not delivered, in a word that stays."""

    NO_SUCH_MAILBOX = "no_such_mailbox"
    DOMAIN_UNKNOWN = "domain_unknown"
    NO_MAIL_HERE = "no_mail_here"
    """The domain exists and takes no mail (RFC 7505, RFC 7504)."""
    MOVED = "moved"
    MAILBOX_FULL = "mailbox_full"
    MAILBOX_DISABLED = "mailbox_disabled"
    REFUSED = "refused"
    """By the recipient or for them, and not for what we are: a filter, a preference, a closed group."""
    SENDER_REFUSED = "sender_refused"
    BLOCKED = "blocked"
    SPAM = "spam"
    VIRUS = "virus"
    POLICY = "policy"
    AUTHENTICATION = "authentication"
    CONTENT = "content"
    TOO_BIG = "too_big"
    RATE_LIMITED = "rate_limited"
    NETWORK = "network"
    EXPIRED = "expired"
    SERVER = "server"
    OTHER = "other"


class AutoReason(StrEnum):
    """What an automatic answer is about."""

    VACATION = "vacation"
    LEFT = "left"
    """The person has left, or the address is no longer read."""
    RECEIVED = "received"
    """A ticket, an acknowledgement."""
    CHALLENGE = "challenge"
    """Asks the sender to prove that there is a person."""
    OTHER = "other"


class Intent(StrEnum):
    """What a reply means."""

    INTERESTED = "interested"
    MEETING = "meeting"
    NOT_INTERESTED = "not_interested"
    OUT_OF_OFFICE = "out_of_office"
    UNSUBSCRIBE = "unsubscribe"
    OTHER = "other"


@dataclass(frozen=True)
class Bounced:
    """One address that did not get the message. `address` in lower case; None where the report names none.

    `diagnostic` is the receiver's words. A delayed delivery is soft and not final.
    """

    address: str | None
    action: Action
    bounce_type: BounceType
    reason: Reason
    status: str | None = None
    smtp_code: int | None = None
    diagnostic: str | None = None
    remote_host: str | None = None

    @property
    def is_final(self) -> bool:
        """Whether nobody tries any longer."""
        return self.action is Action.FAILED


@dataclass(frozen=True)
class Feedback:
    """A feedback report's fields (RFC 5965). `kind`: abuse, fraud, virus, opt-out, not-spam …"""

    kind: str
    is_complaint: bool
    recipients: tuple[str, ...] = ()
    mail_from: str | None = None
    user_agent: str | None = None
    source_ip: str | None = None
    reported_domain: str | None = None
    arrived: str | None = None


@dataclass(frozen=True)
class Classified:
    """What a mail is. `original_message_id` and `original_recipient` are those of the mail it is about.

    For a reply, `reply_text` is what was written anew, without quotes and signature, `reply_intent` what it
    means as far as the rules see, and `confidence` (0 to 1) how sure that is; None where they see nothing.
    """

    kind: MailKind
    bounces: tuple[Bounced, ...] = ()
    original_message_id: str | None = None
    original_recipient: str | None = None
    feedback: Feedback | None = None
    auto_reason: AutoReason | None = None
    reply_intent: Intent | None = None
    confidence: float | None = None
    reply_text: str | None = None
