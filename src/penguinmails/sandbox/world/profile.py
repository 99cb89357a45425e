"""How a world of recipients behaves on the whole."""

from dataclasses import dataclass, fields

from penguinmails.sandbox.errors import ProfileInvalid


@dataclass(frozen=True)
class Profile:
    """Shares between 0 and 1 of what recipients are and do.

    The defaults are about what business mail to addresses of mixed quality meets. `clicks`, `replies`,
    `complaints` and `unsubscribes` are shares of all messages delivered to people, like a report's rates.
    """

    hard: float = 0.02
    """Mailboxes that do not exist: refused at RCPT or after DATA."""
    soft: float = 0.02
    """Mailboxes that take nothing now; three quarters of them take it at a later attempt."""
    late: float = 0.01
    """Mailboxes whose server accepts, and reports by mail that it could not deliver."""
    opens: float = 0.45
    """Messages that people look at, with images where their program loads any."""
    clicks: float = 0.08
    replies: float = 0.06
    auto_replies: float = 0.04
    complaints: float = 0.0004
    unsubscribes: float = 0.01
    one_click: float = 0.6
    """Of those who unsubscribe: by the button of their mail program (RFC 8058), not by the page."""
    scanned: float = 0.2
    """Mailboxes of companies behind a filter that fetches what it is sent before people see it."""
    apple_privacy: float = 0.9
    """Of Apple's mail programs: those with Mail Privacy Protection, which loads all images by itself."""
    google_prefetch: float = 0.05
    """Of Gmail's mailboxes: those whose images Google loads ahead."""

    def __post_init__(self) -> None:
        for field in fields(self):
            share = getattr(self, field.name)
            if not 0 <= share <= 1:
                raise ProfileInvalid(name=field.name, share=share)
        if self.hard + self.soft + self.late > 1:
            raise ProfileInvalid(name="hard, soft and late together", share=self.hard + self.soft + self.late)


QUIET = Profile(
    hard=0, soft=0, late=0, opens=0, clicks=0, replies=0, auto_replies=0, complaints=0, unsubscribes=0,
    scanned=0, apple_privacy=0, google_prefetch=0,
)  # fmt: skip
"""Nobody does anything: take it with `dataclasses.replace` for worlds in which one thing happens."""
