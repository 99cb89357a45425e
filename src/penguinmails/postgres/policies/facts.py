"""What can be true of a database about who may do what: each fact knows how to become true and untrue."""

from dataclasses import dataclass
from typing import Final, LiteralString

from psycopg import sql

PUBLIC: Final = "public"
"""How the pseudo role is written here; no role can have this name."""


@dataclass(frozen=True, order=True)
class Isolated:
    """Row level security is enabled and forced on a table or a partition leaf."""

    table: str

    def make(self) -> sql.Composed:
        """The statement that makes it true."""
        return self._alter("ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")

    def undo(self) -> sql.Composed:
        """The statement that makes it untrue."""
        return self._alter("DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY")

    def _alter(self, actions: LiteralString) -> sql.Composed:
        return sql.SQL("ALTER TABLE {} {}").format(name(self.table), sql.SQL(actions))

    def __str__(self) -> str:
        return f"forced row level security on {self.table}"


@dataclass(frozen=True, order=True)
class Policy:
    """A policy for one role. Its expressions are as PostgreSQL writes them; '' where there is none."""

    table: str
    name: str
    command: str
    role: str
    using: str
    check: str
    permissive: bool = True

    def make(self) -> sql.Composed:
        """The statement that makes it true."""
        parts = [
            sql.SQL("CREATE POLICY {} ON {} FOR {} TO {}").format(
                sql.Identifier(self.name), name(self.table), raw(self.command), sql.Identifier(self.role)
            )
        ]
        if self.using:
            parts.append(sql.SQL("USING ({})").format(raw(self.using)))
        if self.check:
            parts.append(sql.SQL("WITH CHECK ({})").format(raw(self.check)))
        return sql.SQL(" ").join(parts)

    def undo(self) -> sql.Composed:
        """The statement that makes it untrue."""
        return sql.SQL("DROP POLICY {} ON {}").format(sql.Identifier(self.name), name(self.table))

    def __str__(self) -> str:
        return f"policy {self.name} ({self.command}, {self.role}) on {self.table}"


@dataclass(frozen=True, order=True)
class Grant:
    """A role holds a privilege on an object of a kind (TABLE, SEQUENCE, SCHEMA, ROUTINE) or on one column."""

    kind: str
    object: str
    column: str
    role: str
    privilege: str

    def make(self) -> sql.Composed:
        """The statement that makes it true."""
        return self._statement("GRANT {} ON {} {} TO {}")

    def undo(self) -> sql.Composed:
        """The statement that makes it untrue."""
        return self._statement("REVOKE {} ON {} {} FROM {} CASCADE")

    def _statement(self, text: LiteralString) -> sql.Composed:
        privilege = raw(self.privilege)
        if self.column:
            privilege = sql.SQL("{} ({})").format(privilege, sql.Identifier(self.column))
        # A routine's name carries its arguments and was quoted by PostgreSQL.
        target = raw(self.object) if self.kind == "ROUTINE" else name(self.object)
        role = raw("PUBLIC") if self.role == PUBLIC else sql.Identifier(self.role)
        return sql.SQL(text).format(privilege, raw(self.kind), target, role)

    def __str__(self) -> str:
        column = f" ({self.column})" if self.column else ""
        return f"{self.privilege}{column} on {self.kind.lower()} {self.object} for {self.role}"


@dataclass(frozen=True, order=True)
class Owned:
    """A materialized view belongs to a role, as which it is refreshed."""

    view: str
    role: str

    def make(self) -> sql.Composed:
        """The statement that makes it true. A new owner who is no superuser needs CREATE in the schema."""
        schema = sql.Identifier(self.view.partition(".")[0])
        return sql.SQL(
            "GRANT CREATE ON SCHEMA {1} TO {2}; ALTER MATERIALIZED VIEW {0} OWNER TO {2};"
            "REVOKE CREATE ON SCHEMA {1} FROM {2}"
        ).format(name(self.view), schema, sql.Identifier(self.role))

    def undo(self) -> sql.Composed:
        """Nothing: making the right owner undoes the wrong one."""
        return sql.Composed([])

    def __str__(self) -> str:
        return f"{self.view} owned by {self.role}"


Fact = Isolated | Policy | Grant | Owned


def name(qualified: str) -> sql.Identifier:
    """`oltp.leads` as an identifier."""
    return sql.Identifier(*qualified.split(".", 1))


def raw(text: str) -> sql.Composable:
    """Text from the catalogue or from this package, as it stands."""
    return sql.SQL(text)  # pyright: ignore[reportArgumentType] - never text of a user
