"""How workers work."""

from datetime import timedelta

from pydantic import Field

from penguinmails.kernel.settings import AreaSettings


class JobsSettings(AreaSettings):
    """`PENGUINMAILS_JOBS_*`. Times are in seconds."""

    jobs_heartbeat_timeout: float = Field(default=20, gt=0)
    """A running job whose worker was silent for so long is taken from it. All workers must agree on it."""
    jobs_drain: float = Field(default=30, ge=0)
    """How long a worker told to stop lets jobs finish before it gives them back."""
    jobs_poll: float = Field(default=5, gt=0)
    """How often workers look by themselves, should a notification be lost or a queue be resumed."""
    jobs_slots: int = Field(default=10, gt=0)
    """How many jobs of each queue a worker runs at once. They share the pools: see `Databases.pool_size`."""
    jobs_batch: int = Field(default=50, gt=0)
    """The most jobs claimed, and results recorded, in one statement."""

    @property
    def heartbeat_timeout(self) -> timedelta:
        """`jobs_heartbeat_timeout` as a span of time."""
        return timedelta(seconds=self.jobs_heartbeat_timeout)
