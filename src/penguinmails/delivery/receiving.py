"""What other areas hand to this one."""

from typing import Final

from penguinmails.delivery.forgetting.receiving import RECEIVERS as FORGETTING
from penguinmails.delivery.outbound.lanes.receiving import RECEIVERS as LANES
from penguinmails.delivery.outbound.queue.receiving import RECEIVERS as QUEUE
from penguinmails.kernel.handoff import Receiver

RECEIVERS: Final[tuple[Receiver, ...]] = (*LANES, *QUEUE, *FORGETTING)
