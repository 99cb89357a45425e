"""Who may see and change which rows: one generator for row level security and grants.

`apply` derives everything from the tables that exist and the lists of `postgres.tables`, and brings the
database there: what is missing is made, what is too much is taken away. `drift` reports the same difference
for `penguinmails doctor`. Nothing about rights is written in the migration files.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from psycopg import sql
from psycopg.errors import DeadlockDetected, LockNotAvailable

from penguinmails.kernel.tiers import Tier
from penguinmails.postgres.errors import MigrationBlocked
from penguinmails.postgres.policies import catalogue, expected
from penguinmails.postgres.policies.facts import Fact, Grant, Isolated, Owned, Policy
from penguinmails.postgres.session import PAUSES, SHORT_LOCKS, Connection, patiently
from penguinmails.postgres.tables import RULES, Rules

__all__ = ["Drift", "Fact", "Grant", "Isolated", "Owned", "Policy", "apply", "drift", "expected_facts"]

# Every column a condition may name.
_COLUMNS = {
    "tenant_id": "uuid",
    "company_id": "uuid",
    "user_id": "uuid",
    "id": "uuid",
    "created": "timestamptz",
}


@dataclass(frozen=True)
class Drift:
    """How a database differs from what should hold."""

    missing: tuple[Fact, ...]
    extra: tuple[Fact, ...]

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra)

    def lines(self) -> list[str]:
        """For people, one difference a line."""
        return [f"missing: {fact}" for fact in self.missing] + [
            f"not expected: {fact}" for fact in self.extra
        ]


async def apply(connection: Connection, tiers: Iterable[Tier], *, rules: Rules = RULES) -> Drift:
    """Bring these tiers to what should hold, in one transaction; returns what was changed.

    The connection is an administrator's. Commits unless within a transaction. Raises `TableUnclassified`,
    `ViewUnsafe`, `FunctionUnsafe`, and `MigrationBlocked` when a table stays locked.
    """
    tiers = tuple(tiers)
    found = Drift((), ())

    async def attempt() -> None:
        nonlocal found
        found = await drift(connection, tiers, rules=rules)
        if not found:
            return
        statements = [fact.undo() for fact in found.extra] + [fact.make() for fact in found.missing]
        script = sql.SQL(";\n").join([sql.SQL(SHORT_LOCKS), *statements])
        async with connection.transaction():
            await connection.execute(script)

    try:
        await patiently(attempt)
    except (LockNotAvailable, DeadlockDetected) as error:
        raise MigrationBlocked(file="the policies", attempts=len(PAUSES) + 1) from error
    return found


async def drift(connection: Connection, tiers: Iterable[Tier], *, rules: Rules = RULES) -> Drift:
    """Compare these tiers with what should hold. Changes nothing. Raises as `apply` does."""
    tiers = tuple(tiers)
    relations = await catalogue.relations(connection, tiers)
    should = await _should(connection, tiers, relations, rules)
    does = await catalogue.facts(connection, tiers, relations)
    return Drift(_ordered(should - does), _ordered(does - should))


async def expected_facts(
    connection: Connection, tiers: Iterable[Tier], *, rules: Rules = RULES
) -> frozenset[Fact]:
    """What should hold in these tiers."""
    tiers = tuple(tiers)
    return await _should(connection, tiers, await catalogue.relations(connection, tiers), rules)


async def _should(
    connection: Connection, tiers: tuple[Tier, ...], relations: list[catalogue.Relation], rules: Rules
) -> frozenset[Fact]:
    facts = expected.facts(
        relations,
        await catalogue.routines(connection, tiers),
        tiers,
        rules,
        citus=await catalogue.is_citus(connection),
    )
    policies = [fact for fact in facts if isinstance(fact, Policy)]
    words = await catalogue.canonical(
        connection, (text for policy in policies for text in (policy.using, policy.check)), _COLUMNS
    )
    words[""] = ""
    return (facts - frozenset(policies)) | {
        replace(policy, using=words[policy.using], check=words[policy.check]) for policy in policies
    }


def _ordered(facts: frozenset[Fact]) -> tuple[Fact, ...]:
    # Isolation first: between two statements no table is granted and not yet isolated.
    order = (Isolated, Owned, Policy, Grant)
    return tuple(sorted(facts, key=lambda fact: (order.index(type(fact)), repr(fact))))
