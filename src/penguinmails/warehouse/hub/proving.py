"""Proving a statement: that it still says what was told, and that the messages say the same."""

from dataclasses import dataclass
from uuid import UUID

from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.warehouse.hub import store
from penguinmails.warehouse.hub.counting import calculate
from penguinmails.warehouse.hub.lines import content_hash
from penguinmails.warehouse.hub.model import Line, Period, Statement
from penguinmails.warehouse.hub.statements import find_statement
from penguinmails.warehouse.periods import lock_tenant


@dataclass(frozen=True)
class Compared:
    """One figure: what was told, what was found later, and a new count: told + adjusted = counted."""

    metric: str
    told: int
    adjusted: int
    counted: int
    agrees: bool


@dataclass(frozen=True)
class Proof:
    """Whether a statement holds."""

    statement: Statement
    unchanged: bool
    """Its lines are those that were issued, by the hash, and the period's figures still are what they say."""
    source: str
    """What was counted: `messages`, each by itself; or `facts`, where the messages are archived."""
    figures: list[Compared]

    @property
    def holds(self) -> bool:
        """Nothing was changed, and every figure is what is counted now."""
        return self.unchanged and all(figure.agrees for figure in self.figures)


async def prove(databases: Databases, scope: Scope, statement_id: UUID | None) -> Proof:
    """Count a statement's period again from the messages, and compare. None: the newest statement.

    First counts the tenant's periods as the job does, so that adjustments are up to date. Commits. Raises
    `StatementUnknown`.
    """
    await calculate(databases, scope, thorough=True)
    async with databases.tenant(Tier.OLAP, scope) as tx:
        await lock_tenant(tx, scope.tenant_id)
        statement, lines = await find_statement(tx, statement_id)
        period = await store.find_period(tx, statement.billing_id)
        if period is None:
            raise RuntimeError("a statement's period is kept by a foreign key")
        return await _proof(tx, statement, lines, period)


async def _proof(tx: Tx, statement: Statement, lines: list[Line], period: Period) -> Proof:
    own = {line.metric: line for line in lines if line.adjusted_billing_id is None}
    sealed = statement.content_hash in (None, content_hash(statement, lines))
    adjusted = await store.adjustments_of(tx, period.id)
    by_facts = await store.archived(tx, period, store.STATES)
    counted = await (store.count_facts if by_facts else store.count_states)(tx, period)
    fresh = counted.figures(own["emails_sent"].included)
    return Proof(
        statement=statement,
        unchanged=sealed and all(own[name].quantity == value for name, value in period.items()),
        source="facts" if by_facts else "messages",
        figures=[
            Compared(
                metric=name,
                told=told,
                adjusted=(change := adjusted.get(name, 0)),
                counted=value,
                agrees=told + change == value,
            )
            for name, value in fresh.items()
            for told in [own[name].quantity]
        ],
    )
