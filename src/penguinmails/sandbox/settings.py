"""Where the sandbox listens, and whom it talks to."""

from pathlib import Path

from penguinmails.kernel.settings import AreaSettings, KernelSettings


class SandboxSettings(AreaSettings):
    """`PENGUINMAILS_SANDBOX_*`; every one of them can be given on the command line too."""

    sandbox_smtp: str = "127.0.0.1:2526"
    """Where it takes mail."""
    sandbox_inbound: str = "127.0.0.1:2525"
    """Where its replies, bounces and complaints go: the platform's server for them."""
    sandbox_web: str | None = None
    """Who answers for the links in messages, whatever name they have; None: links to this machine only."""
    sandbox_control: str = "127.0.0.1:2527"
    """Where it tells how it is (HTTP, JSON)."""
    sandbox_seed: int = 1
    sandbox_pace: float = 1.0
    """How fast people are; at 1 all is over about a minute after the last message."""
    sandbox_truth: Path | None = None
    """The log of what happened; by default `sandbox/truth.jsonl` in the platform's home."""

    @property
    def truth(self) -> Path:
        """The log of what happened."""
        return self.sandbox_truth or KernelSettings.load().home / "sandbox" / "truth.jsonl"
