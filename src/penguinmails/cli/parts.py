"""The platform's parts that run all the time, by name. Each can have a process, or a machine, of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Part:
    """Something that runs until it is told to stop, and then finishes what it has in hand (`running`)."""

    name: str
    about: str

    @property
    def help(self) -> str:
        """What it does, and until when."""
        return f"{self.about} Until SIGTERM or Ctrl-C; any number may run."


PARTS: Final[Mapping[str, Part]] = MappingProxyType(
    {
        part.name: part
        for part in (
            Part("worker", "Run jobs, deliver handoffs, plan campaigns, judge hits."),
            Part("sender", "Send what is due, by all mailboxes."),
            Part("inbound", "Take bounces and replies: by SMTP, and from mailboxes by IMAP."),
            Part("tracking", "Answer opens, clicks and unsubscribes."),
        )
    }
)
SANDBOX: Final = Part("sandbox", "Be the recipients: take mail, open, click, answer.")
