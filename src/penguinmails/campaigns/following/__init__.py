"""What becomes of messages, and what comes back: leads go on, or stop.

News comes late, twice and in any order, and ends in the same state: what is newer by its version wins, a
message moves its lead on once, and of two reasons to stop the weightier one stays (`stopping`).
"""

from penguinmails.campaigns.following import answering, engaging, leaving, settling
from penguinmails.campaigns.following.stopping import end_campaign, hold, remove_from_campaign
from penguinmails.kernel.handoff import Receiver

RECEIVERS: tuple[Receiver, ...] = (
    *settling.RECEIVERS,
    *answering.RECEIVERS,
    *engaging.RECEIVERS,
    *leaving.RECEIVERS,
)

__all__ = ["RECEIVERS", "end_campaign", "hold", "remove_from_campaign"]
