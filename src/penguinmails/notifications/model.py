"""What people and operators are told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Severity(StrEnum):
    """How urgent a system event is, least first (seed 002, "Admin System Events")."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    def and_above(self) -> list[str]:
        """It and all that are more urgent."""
        levels = list(Severity)
        return [level.value for level in levels[levels.index(self) :]]


class Channel(StrEnum):
    """How a notification reaches its reader."""

    IN_APP = "in_app"
    EMAIL = "email"
    PUSH = "push"


class NotificationType(StrEnum):
    """What a notification tells of (one for each thing that happens to people)."""

    CAMPAIGN_STARTED = "campaign_started"
    CAMPAIGN_COMPLETED = "campaign_completed"
    CAMPAIGN_PAUSED = "campaign_paused"
    MAILBOX_PAUSED = "mailbox_paused"
    WARMUP_COMPLETED = "warmup_completed"
    QUOTA_NEARING = "quota_nearing"
    QUOTA_WARNING = "quota_warning"
    QUOTA_REACHED = "quota_reached"
    SUBSCRIPTION_EXPIRED = "subscription_expired"
    PAYMENT_FAILED = "payment_failed"
    NEW_MESSAGE = "new_message"
    DOMAIN_VERIFIED = "domain_verified"
    DOMAIN_FAILED = "domain_failed"
    IMPORT_FINISHED = "import_finished"
    EXPORT_READY = "export_ready"
    REPORT_READY = "report_ready"
    SECURITY_LOGIN = "security_login"
    MEMBER_JOINED = "member_joined"
    WEBHOOK_PAUSED = "webhook_paused"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True)
class SystemEvent:
    """Something operators should see, of one tenant or of the platform."""

    tenant_id: UUID
    id: int
    event_type: str
    severity: str
    message: str
    details: dict[str, Any]
    occurrences: int
    created: datetime
    last_seen: datetime
    resolved: datetime | None
    resolved_by: str | None
    resolution: str | None


@dataclass(frozen=True)
class Notification:
    """Something one person, or every member of a tenant, should know."""

    id: UUID
    type: str
    title: str
    message: str
    channel: str
    path: str | None
    details: dict[str, Any]
    created: datetime
    read: datetime | None
    expires: datetime | None
    for_everybody: bool
