"""Credentials in the open. Their parts are in no `repr`, so that no log line and no traceback holds them."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class OAuth:
    """What gets access tokens for a mailbox (RFC 6749 §6), and the one it got last."""

    token_url: str
    client_id: str
    refresh_token: str = field(repr=False)
    client_secret: str | None = field(default=None, repr=False)
    scope: str | None = None
    access_token: str | None = field(default=None, repr=False)
    expires: datetime | None = None


@dataclass(frozen=True)
class Credentials:
    """A password each for SMTP and IMAP (the same where one is left out), or a way to tokens."""

    password: str | None = field(default=None, repr=False)
    imap_password: str | None = field(default=None, repr=False)
    oauth: OAuth | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to sign in with."""
        return self.password is None and self.imap_password is None and self.oauth is None
