"""The five tiers, the databases they live in, and the roles that may speak to them (ADR 0002, ADR 0004)."""

from enum import StrEnum


class Tier(StrEnum):
    """A schema with one owner of its tables. No statement names two of them."""

    OLTP = "oltp"
    CONTENT = "content"
    OLAP = "olap"
    QUEUE = "queue"
    NOTIFICATIONS = "notifications"

    @property
    def home(self) -> "Home":
        """The database that holds this tier: `oltp`, `queue` and `notifications` never part."""
        match self:
            case Tier.CONTENT:
                return Home.CONTENT
            case Tier.OLAP:
                return Home.OLAP
            case _:
                return Home.MAIN


class Home(StrEnum):
    """A database by what it holds. All three are one database unless a URL says otherwise."""

    MAIN = "main"
    CONTENT = "content"
    OLAP = "olap"

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers that live here."""
        return tuple(tier for tier in Tier if tier.home is self)


class Role(StrEnum):
    """A database login. The value is its name in PostgreSQL."""

    OWNER = "penguinmails_owner"
    """DDL only. FORCE binds it too."""
    APP = "penguinmails_app"
    """Everything done for a tenant. Row level security, four verbs."""
    AUTH = "penguinmails_auth"
    """Looks up a user, a session, an API key, nothing else."""
    WORKER = "penguinmails_worker"
    """Bypasses row level security, for the listed claims over all tenants."""
    STAFF = "penguinmails_staff"
    """Operators' figures. No personal data."""
    BACKUP = "penguinmails_backup"
    """Reads everything, writes nothing."""

    @property
    def short(self) -> str:
        """The name people type: `--role worker`."""
        return self.value.removeprefix("penguinmails_")
