"""How long a lead has to confirm."""

from datetime import timedelta

from pydantic import Field

from penguinmails.kernel.settings import AreaSettings


class ListsSettings(AreaSettings):
    """`PENGUINMAILS_CONFIRMATION_DAYS`."""

    confirmation_days: int = Field(default=14, ge=1, le=30)
    """How many days a confirmation link is good after the mail was asked for. Pending members go after 30."""

    @property
    def confirmation_time(self) -> timedelta:
        """`confirmation_days` as a span of time."""
        return timedelta(days=self.confirmation_days)
