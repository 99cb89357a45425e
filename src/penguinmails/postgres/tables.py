"""The short lists: every table that is not simply a tenant's, and who may do what with it.

A table with `tenant_id` (and `company_id`) needs no entry: it is isolated, the app and the worker get the
four verbs, nobody else gets anything. What is listed here is an exception, with its reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from penguinmails.kernel.tiers import Role


@dataclass(frozen=True)
class Only:
    """Some columns of a table, for a grant."""

    names: tuple[str, ...]

    def of(self, columns: Sequence[str]) -> list[str]:
        """Those of `columns` that are meant. A listed one that is missing is an error of the server's."""
        del columns
        return list(self.names)


@dataclass(frozen=True)
class Except:
    """All columns of a table but some, for a grant."""

    names: tuple[str, ...]

    def of(self, columns: Sequence[str]) -> list[str]:
        """Those of `columns` that are meant."""
        return [column for column in columns if column not in self.names]


Verbs = Mapping[str, Only | Except | None]
"""Privileges on a table; None: on all its columns."""

READ: Final[Verbs] = MappingProxyType({"SELECT": None})
ADD: Final[Verbs] = MappingProxyType({"SELECT": None, "INSERT": None})
GROW: Final[Verbs] = MappingProxyType({"SELECT": None, "INSERT": None, "UPDATE": None})
FOUR: Final[Verbs] = MappingProxyType({"SELECT": None, "INSERT": None, "UPDATE": None, "DELETE": None})
NOTHING: Final[Verbs] = MappingProxyType({})

RUNNER_TABLE: Final = "schema_migrations"
"""Granted to nobody, in every tier."""

Access = Mapping[Role, Verbs]


def _nowhere() -> dict[str, str]:
    return {}


@dataclass(frozen=True)
class Rules:
    """All the lists; tests make their own."""

    without_isolation: Mapping[str, Access] = field(default_factory=dict[str, Access])
    """Global tables: no row level security, these grants."""
    of_user: Mapping[str, str] = field(default_factory=_nowhere)
    """Tables of the user class, with the column that holds the user."""
    tenant_key: Mapping[str, str] = field(default_factory=_nowhere)
    """Where the tenant is not in `tenant_id`."""
    company_key: Mapping[str, str] = field(default_factory=_nowhere)
    """Where the company is not in `company_id`."""
    own_rows: Mapping[str, str] = field(default_factory=_nowhere)
    """Tables whose rows a member may also read if this column holds the member's user."""
    written_by_any_member: Mapping[str, str] = field(default_factory=_nowhere)
    """Tables without a company that a member of some companies must write to in the transaction of a change.
    Such a member sees nothing of them, but rows that this column says the transaction itself made ('': none).
    """
    narrowed: Mapping[str, Access] = field(default_factory=dict[str, Access])
    """Grants on isolated tables that are not the usual ones."""
    materialized: Mapping[str, Sequence[Role]] = field(default_factory=dict[str, Sequence[Role]])
    """Materialized views, owned by the worker, and who may read them over all tenants."""
    views: Mapping[str, Sequence[Role]] = field(default_factory=dict[str, Sequence[Role]])
    """Views with other readers than the app and the worker."""
    functions: Mapping[str, Sequence[Role]] = field(default_factory=dict[str, Sequence[Role]])
    """Functions that somebody may call."""
    sequences: Mapping[str, Sequence[Role]] = field(default_factory=dict[str, Sequence[Role]])
    """Sequences that somebody draws from by name. An identity column needs no grant."""


_OUTBOXES: Final = ("oltp.handoff_outbox", "content.handoff_outbox", "olap.handoff_outbox")
_PLATFORMS: Final[Access] = {Role.APP: READ, Role.WORKER: FOUR, Role.STAFF: READ}
_WORKERS: Final[Access] = {Role.WORKER: FOUR}
_COSTS: Final = Only(("id", "status", "dedicated_to", "monthly_cost", "approximate_cost", "currency"))
_ERASABLE: Final = Only(
    ("old_values", "new_values", "ip_address", "user_agent", "notes", "metadata", "salt", "erased")
)

RULES: Final = Rules(
    tenant_key={"oltp.tenants": "id"},
    company_key={"oltp.companies": "id"},
    of_user={
        "oltp.users": "id",
        "oltp.user_passwords": "user_id",
        "oltp.user_totp": "user_id",
        "oltp.user_recovery_codes": "user_id",
        "oltp.user_tokens": "user_id",
        "oltp.sessions": "user_id",
        "oltp.user_preferences": "user_id",
        "oltp.staff_members": "user_id",
    },
    own_rows={
        "oltp.tenant_users": "user_id",
        "oltp.member_companies": "user_id",
        "notifications.notifications": "user_id",
    },
    # The news of a change, and the job that follows it, commit with the change.
    written_by_any_member={**dict.fromkeys(_OUTBOXES, ""), "queue.jobs": "created"},
    without_isolation={
        # What is on offer, and what staff may do: the same for all tenants, changed by operators only.
        "oltp.plans": _PLATFORMS,
        "oltp.plan_prices": _PLATFORMS,
        "oltp.feature_flags": _PLATFORMS,
        "oltp.staff_roles": _PLATFORMS,
        "oltp.permissions": _PLATFORMS,
        "oltp.staff_role_permissions": _PLATFORMS,
        # The platform's machines, settings and dealings with Stripe; what concerns a tenant is copied to it.
        "oltp.vps_instances": {Role.WORKER: FOUR, Role.STAFF: {"SELECT": _COSTS}},
        "oltp.smtp_ip_addresses": {
            Role.WORKER: FOUR,
            Role.STAFF: {
                "SELECT": Only(("id", "vps_instance_id", "dedicated_to", "approximate_cost", "currency"))
            },
        },
        "oltp.ip_blacklist_checks": _WORKERS,
        "oltp.ip_reputation_days": _WORKERS,
        "oltp.system_config": _WORKERS,
        "oltp.stripe_events": _WORKERS,
        "oltp.stripe_syncs": _WORKERS,
        # PgQueuer's own tables carry neither tenant nor arguments.
        "queue.job_logs": {Role.WORKER: FOUR, Role.STAFF: READ},
        "queue.job_statistics": {Role.WORKER: FOUR, Role.STAFF: READ},
        "queue.scheduled_jobs": {Role.WORKER: FOUR, Role.STAFF: READ},
        "queue.job_queues": {
            Role.APP: READ,
            # Operators pause and resume.
            Role.WORKER: {"SELECT": None, "UPDATE": Only(("is_active", "updated"))},
            Role.STAFF: {"SELECT": None, "UPDATE": Only(("is_active", "updated"))},
        },
    },
    narrowed={
        # Who somebody is: the whole row only where it is proven, and of others what a live login depends on.
        "oltp.users": {Role.AUTH: READ},
        "oltp.user_passwords": {
            # Its owner sets it; only `auth` reads it.
            Role.APP: {
                "SELECT": Except(("password_hash",)),
                "INSERT": None,
                "UPDATE": None,
                "DELETE": None,
            },
            Role.AUTH: {"SELECT": None, "UPDATE": Only(("failed_attempts", "locked_until", "updated"))},
        },
        "oltp.user_totp": {
            Role.AUTH: {
                "SELECT": Except(("created", "updated")),
                "UPDATE": Only(("last_counter", "updated")),
            }
        },
        "oltp.user_recovery_codes": {Role.AUTH: {"SELECT": Except(("created",)), "UPDATE": Only(("used",))}},
        "oltp.user_tokens": {Role.AUTH: {"SELECT": Except(("created",)), "UPDATE": Only(("used",))}},
        "oltp.sessions": {Role.AUTH: {"SELECT": None, "UPDATE": Only(("last_activity",))}},
        "oltp.api_keys": {Role.AUTH: {"SELECT": None, "UPDATE": Only(("last_used", "last_ip"))}},
        "oltp.invitations": {
            Role.AUTH: {"SELECT": Only(("tenant_id", "id", "token_hash", "expires", "accepted", "revoked"))}
        },
        "oltp.tenants": {
            Role.AUTH: {"SELECT": Only(("id", "status", "deleted"))},
            # Who the customers are and since when, for the operators' reports; so the next four.
            Role.STAFF: {"SELECT": Only(("id", "name", "created", "deleted"))},
        },
        "oltp.domain_ip_assignments": {
            Role.STAFF: {"SELECT": Only(("tenant_id", "smtp_ip_address_id", "status"))}
        },
        "olap.dim_tenants": {Role.STAFF: {"SELECT": Only(("tenant_id", "name", "plan_name", "deleted"))}},
        "olap.billing_analytics": {Role.STAFF: {"SELECT": Except(("subscription_id",))}},
        "olap.billing_adjustments": {
            Role.STAFF: {"SELECT": Only(("tenant_id", "billing_id", "metric", "delta"))}
        },
        "oltp.companies": {Role.AUTH: {"SELECT": Only(("tenant_id", "id", "deleted"))}},
        # Made and unmade by operators; a member of staff may see that they are one.
        "oltp.staff_members": {Role.APP: READ},
        # Whose something is in the whole world: written when it is proven, by who proved it. A tenant that
        # could write here would claim, or find out, what belongs to another.
        "oltp.verified_domains": {Role.APP: READ},
        "oltp.connected_mailboxes": {Role.APP: READ},
        "oltp.stripe_customers": {Role.APP: READ},
        # Append-only for whoever acts for a tenant; the worker archives.
        "olap.email_events": {Role.APP: ADD},
        "olap.event_verdicts": {Role.APP: ADD},
        "olap.late_events": {Role.APP: ADD},
        # Added to by everybody, erased in place, deleted by nobody.
        "olap.admin_audit_log": {
            Role.APP: ADD,
            Role.WORKER: {"SELECT": None, "INSERT": None, "UPDATE": _ERASABLE},
            Role.STAFF: {"SELECT": Except(_ERASABLE.names)},
        },
        "olap.audit_heads": {Role.APP: GROW, Role.WORKER: GROW},
        # Enqueueing answers with the id and asks for the key; nothing else of a job is for a tenant to see.
        "queue.jobs": {
            Role.APP: {"SELECT": Only(("id", "status", "dedupe_key")), "INSERT": None},
            Role.STAFF: {"SELECT": Except(("payload", "headers", "dedupe_key"))},
        },
        "queue.job_attempts": {Role.STAFF: {"SELECT": Except(("log_message",))}},
        "queue.dead_letter_jobs": {
            Role.STAFF: {
                "SELECT": Except(
                    ("failure_reason", "error_details", "payload", "headers", "resolution_notes")
                )
            }
        },
        "notifications.admin_system_events": {
            Role.STAFF: {"SELECT": Except(("description", "details", "dedupe_key", "user_id"))}
        },
    },
    materialized={"olap.campaign_performance_summary": (Role.STAFF,)},
)
