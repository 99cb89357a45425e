"""One message handed over: what was said, and what it came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from penguinmails.delivery.smtp.replies import Reply


class Result(StrEnum):
    """What became of one handing over."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    """4xx: not now."""
    REJECTED = "rejected"
    """5xx, or what the server does not offer."""
    LOST = "lost"
    """The connection broke before the message was begun: it was not taken."""
    UNCERTAIN = "uncertain"
    """The connection broke after: nobody knows."""


class Stage(StrEnum):
    """What was being said when it was decided."""

    MAIL = "mail"
    RECIPIENT = "recipient"
    DATA = "data"
    MESSAGE = "message"


@dataclass(slots=True)
class Envelope:
    """Whom a message is from and to, as SMTP has it. `sender` "" is the null sender (RFC 5321 §4.5.5)."""

    sender: str
    recipient: str
    smtputf8: bool = False
    eight_bit: bool = False


@dataclass(slots=True)
class Outcome:
    """The last word on a message. `conversation`: what was said, where it was not accepted."""

    result: Result
    stage: Stage
    code: int | None = None
    enhanced: str | None = None
    text: str = ""
    conversation: str | None = None


class Exchange:
    """One transaction: what was said, and what it came to."""

    def __init__(self, stages: Sequence[Stage | None]) -> None:
        self._stages = stages
        """What each reply decides on; None: nothing."""
        self._said: list[bytes] = []
        self._begun = False
        self.broken: str | None = None

    def say(self, command: bytes, *, begins: bool = False) -> None:
        """Note a command that is being said; `begins`: the message goes with it."""
        self._said.append(command)
        self._begun = self._begun or begins

    def outcome(self, heard: Sequence[Reply]) -> Outcome:
        """The first refusal decides; where there is none, how far it went before it broke."""
        for stage, reply in zip(self._stages, heard, strict=False):
            if reply.refuses and stage is not None:
                result = Result.REJECTED if reply.is_final else Result.DEFERRED
                words = self._conversation(heard)
                return Outcome(result, stage, reply.code, reply.enhanced, reply.text, words)
        if self.broken is None:
            return Outcome(Result.ACCEPTED, Stage.MESSAGE, heard[-1].code, heard[-1].enhanced, heard[-1].text)
        result = Result.UNCERTAIN if self._begun else Result.LOST
        stage = self._stages[min(len(heard), len(self._stages) - 1)] or Stage.MAIL
        conversation = f"{self._conversation(heard)}\n! {self.broken}"
        return Outcome(result, stage, text=self.broken, conversation=conversation)

    def _conversation(self, heard: Sequence[Reply]) -> str:
        lines: list[str] = []
        for command, reply in zip_longest(self._said, heard):
            if command is not None:
                lines.append(f"C: {command.decode('utf-8', 'replace').strip()}")
            if reply is not None:
                lines += [f"S: {line}" for line in str(reply).split("\n")]
        return "\n".join(lines)
