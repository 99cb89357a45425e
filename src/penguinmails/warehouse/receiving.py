"""What other areas hand to this one."""

from typing import Final

from penguinmails.kernel.handoff import Receiver
from penguinmails.warehouse.dimensions.receiving import RECEIVERS as DIMENSIONS
from penguinmails.warehouse.erasing.service import RECEIVERS as ERASING

RECEIVERS: Final[tuple[Receiver, ...]] = (*DIMENSIONS, *ERASING)
