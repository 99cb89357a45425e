"""How hits are judged and engagement is handed on."""

from pathlib import Path

from pydantic import Field

from penguinmails.kernel.settings import AreaSettings


class LedgerSettings(AreaSettings):
    """`PENGUINMAILS_JUDGE_*`."""

    judge_settle: float = Field(default=4.0, ge=0, le=300)
    """Seconds a hit waits before it is judged: a scanner's burst is over by then, and seen whole."""
    judge_interval: float = Field(default=1.0, gt=0, le=60)
    """Seconds between two turns; what comes in meanwhile is told together."""
    judge_networks: Path | None = None
    """A file with more networks of scanners, one a line (192.0.2.0/24); `#` begins a comment."""
