"""All reports of operators, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from penguinmails.warehouse.metrics import statements
from penguinmails.warehouse.reports.model import Report
from penguinmails.warehouse.reports.platform.rows import CostRow, GrowthRow, PlatformRow, TenantUsageRow

queries = statements.load(__name__)

GROWTH: Final = Report(
    "growth",
    "Tenants that came and went, by month.",
    queries.growth,
    GrowthRow,
    GrowthRow,
    ("month", "tenants", "tenants_new", "tenants_gone"),
    frozenset(),
    period="365d",
    span="Months from {since} to {last}.",
)
PLATFORM: Final = Report(
    "platform",
    "All tenants' campaign mail by month; refreshed every hour.",
    queries.platform,
    PlatformRow,
    PlatformRow,
    (
        "month",
        "tenants_active",
        "campaigns_used",
        "sent",
        "growth",
        "delivery_rate",
        "open_rate",
        "open_rate_machine",
        "reply_rate",
        "bounce_rate",
        "complaint_rate",
    ),
    frozenset(),
    period="365d",
    span="Mail sent {since} to {last} (UTC days), counted until then at the hourly refresh.",
)
TENANTS: Final = Report(
    "tenants",
    "What each tenant used in its billing periods.",
    queries.tenants,
    TenantUsageRow,
    TenantUsageRow,
    (
        "name",
        "plan_name",
        "period_start",
        "is_closed",
        "emails_sent",
        "growth",
        "mailboxes_used",
        "domains_used",
        "campaigns_used",
        "leads_used",
        "emails_per_mailbox",
    ),
    frozenset(),
    period="90d",
    span="Billing periods from {since} to {last}.",
)
COSTS: Final = Report(
    "costs",
    "What each tenant's servers and addresses cost a month, as they stand now.",
    queries.costs,
    CostRow,
    CostRow,
    ("name", "servers", "addresses", "cost_dedicated", "cost_shared", "cost", "currency"),
    frozenset(),
    span="As things stand now.",
)

PLATFORM_REPORTS: Final[Mapping[str, Report[Any]]] = MappingProxyType(
    {report.name: report for report in (GROWTH, PLATFORM, TENANTS, COSTS)}
)
