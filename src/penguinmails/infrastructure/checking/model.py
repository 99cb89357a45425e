"""What a test of a mailbox comes to."""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Which server it was."""

    SMTP = "smtp"
    IMAP = "imap"


@dataclass(frozen=True)
class Trouble:
    """Why a server cannot be used: a stable word, what it said or did, what to do about it."""

    side: Side
    code: str
    words: str
    fix: str

    @property
    def transient(self) -> bool:
        """Whether trying again later may help by itself."""
        return self.code in {"server_busy", "server_silent", "connection_refused", "token_unavailable"}

    @property
    def about_login(self) -> bool:
        """Whether the server was reached, and refused the login."""
        return self.code not in _UNREACHED


@dataclass(frozen=True)
class Checked:
    """A test: of SMTP, and of IMAP where the mailbox has it. No troubles: it can be used."""

    troubles: tuple[Trouble, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it can be used."""
        return not self.troubles


_UNREACHED = {
    "server_busy",
    "server_silent",
    "connection_refused",
    "connection_lost",
    "host_unknown",
    "token_unavailable",
}
