"""The one place that reads the time. Times are aware and in UTC."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)
