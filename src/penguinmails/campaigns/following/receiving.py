"""What campaigns are told: what became of messages, answers, opens and clicks, leaving."""

from typing import Final

from penguinmails.campaigns.following import answering, engaging, leaving, settling
from penguinmails.kernel.handoff import Receiver

RECEIVERS: Final[tuple[Receiver, ...]] = (
    *settling.RECEIVERS,
    *answering.RECEIVERS,
    *engaging.RECEIVERS,
    *leaving.RECEIVERS,
)
