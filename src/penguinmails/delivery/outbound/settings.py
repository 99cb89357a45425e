"""How the sender works."""

from datetime import timedelta

from pydantic import Field, field_validator

from penguinmails.kernel.settings import AreaSettings


class OutboundSettings(AreaSettings):
    """`PENGUINMAILS_BOUNCE_DOMAIN` and `PENGUINMAILS_SENDER_*`."""

    bounce_domain: str | None = None
    """Where bounces go whose mailbox's domain has no return path of its own; None: to the mailbox itself."""
    sender_lanes: int = Field(default=20, ge=1, le=1000)
    """Lanes a sender process works on at once."""
    sender_batch: int = Field(default=500, ge=1, le=5000)
    """Messages read from a lane at a time."""
    sender_lease_seconds: float = Field(default=30, ge=1, le=3600)
    """How long a lane stays with a sender that is no longer heard of."""
    sender_retry_seconds: float = Field(default=300, gt=0, le=86400)
    """The first pause after a deferral; each later one is twice as long, up to four hours."""
    sender_expire_hours: float = Field(default=72, gt=0, le=24 * 30)
    """How long a message is tried again before it counts as refused."""
    sender_idle_seconds: float = Field(default=1, gt=0, le=60)
    """Between two looks for lanes, where there was nothing to do."""

    @field_validator("bounce_domain")
    @classmethod
    def _lower(cls, value: str | None) -> str | None:
        return value and value.strip().lower()

    @property
    def lease(self) -> timedelta:
        """As a span."""
        return timedelta(seconds=self.sender_lease_seconds)

    @property
    def expires_after(self) -> timedelta:
        """As a span."""
        return timedelta(hours=self.sender_expire_hours)
