"""What becomes of messages, and what comes back: leads go on, or stop.

News comes late, twice and in any order, and ends in the same state: what is newer by its version wins, a
message moves its lead on once, and of two reasons to stop the weightier one stays (`stopping`).
"""

from typing import TYPE_CHECKING

from penguinmails.kernel.facade import on_demand

if TYPE_CHECKING:
    from penguinmails.campaigns.following.receiving import RECEIVERS
    from penguinmails.campaigns.following.stopping import end_campaign, hold, remove_from_campaign
else:
    __getattr__ = on_demand(__name__, __file__)

__all__ = ["RECEIVERS", "end_campaign", "hold", "remove_from_campaign"]
