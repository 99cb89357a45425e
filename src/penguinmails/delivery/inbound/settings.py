"""Where received mail is taken, and how much of it."""

from datetime import timedelta

from pydantic import Field, field_validator

from penguinmails.kernel.settings import AreaSettings, host_and_port


class InboundSettings(AreaSettings):
    """`PENGUINMAILS_INBOUND_*`."""

    inbound_listen: str = "127.0.0.1:2525"
    """Address and port for bounces and replies by SMTP; the public port 25 is forwarded here."""
    inbound_hostname: str = "localhost"
    """The name it greets with."""
    inbound_max_bytes: int = Field(default=35_000_000, ge=1024, le=1_000_000_000)
    """The largest mail taken, by SMTP and by IMAP. 25 MB of attachments are 35 MB on the wire."""
    inbound_recipients: int = Field(default=50, ge=1, le=1000)
    """Recipients of one mail."""
    inbound_connections: int = Field(default=200, ge=1, le=10_000)
    """SMTP clients at once; more are asked to come again."""
    inbound_timeout_seconds: float = Field(default=60.0, gt=0, le=600)
    """How long a client may be silent."""
    inbound_guess_days: int = Field(default=30, ge=0, le=365)
    """A reply that names no message answers what its sender got last within so many days; 0: none."""
    imap_poll_seconds: int = Field(default=60, ge=5, le=3600)
    """How often a folder is read."""
    imap_mailboxes: int = Field(default=20, ge=1, le=500)
    """Mailboxes read at once by one process."""
    imap_look_back_days: int = Field(default=7, ge=0, le=365)
    """How far back a mailbox is read that is new to us."""

    @field_validator("inbound_listen")
    @classmethod
    def _address(cls, value: str) -> str:
        host_and_port(value)
        return value

    @property
    def guess_time(self) -> timedelta:
        """`inbound_guess_days` as a span of time."""
        return timedelta(days=self.inbound_guess_days)
