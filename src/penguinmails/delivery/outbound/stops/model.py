"""What is not to be sent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class SendStop:
    """Nothing of this tenant is sent; of the platform's tenant (`PLATFORM_TENANT`): nothing at all."""

    tenant_id: UUID
    reason: str
    stopped_by: str
    created: datetime


@dataclass(frozen=True)
class Withdrawn:
    """An enrolment that is over: nothing of it is sent any more."""

    enrolment_id: UUID
    reason: str
