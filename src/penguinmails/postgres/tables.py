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


_ERASABLE: Final = Only(
    ("old_values", "new_values", "ip_address", "user_agent", "notes", "metadata", "salt", "erased")
)

RULES: Final = Rules(
    tenant_key={"oltp.tenants": "id"},
    company_key={"oltp.companies": "id"},
    of_user={"oltp.users": "id"},
    own_rows={"oltp.tenant_users": "user_id", "oltp.member_companies": "user_id"},
    without_isolation={
        # PgQueuer's own tables carry neither tenant nor arguments; enqueueing writes the log.
        "queue.job_logs": {Role.APP: {"INSERT": None}, Role.WORKER: FOUR, Role.STAFF: READ},
        "queue.job_statistics": {Role.WORKER: FOUR, Role.STAFF: READ},
        "queue.scheduled_jobs": {Role.WORKER: FOUR, Role.STAFF: READ},
        "queue.job_queues": {
            Role.APP: READ,
            Role.WORKER: READ,
            Role.STAFF: {"SELECT": None, "UPDATE": Only(("is_active", "updated"))},
        },
    },
    narrowed={
        # Append-only for whoever acts for a tenant; the worker erases and archives.
        "olap.email_events": {Role.APP: ADD},
        "olap.event_verdicts": {Role.APP: ADD},
        "olap.late_events": {Role.APP: ADD},
        "olap.admin_audit_log": {
            Role.APP: ADD,
            # Erasure: the values and their salt. What the chain's hashes cover directly, nobody changes.
            Role.WORKER: {
                **ADD,
                "UPDATE": _ERASABLE,
            },
        },
        "olap.audit_heads": {Role.APP: GROW, Role.WORKER: GROW},
    },
    materialized={"olap.campaign_performance_summary": (Role.STAFF,)},
    # PgQueuer numbers its jobs itself.
    sequences={"queue.jobs_id_seq": (Role.APP, Role.WORKER)},
)
