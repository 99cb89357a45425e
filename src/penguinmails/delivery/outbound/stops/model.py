"""A stop."""

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
