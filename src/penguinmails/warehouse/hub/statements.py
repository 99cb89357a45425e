"""Usage statements: drawn up when a period is over, issued when it is closed, and then provable."""

from datetime import datetime
from uuid import UUID

from penguinmails.kernel.db import Tx
from penguinmails.warehouse.hub import store
from penguinmails.warehouse.hub.errors import StatementUnknown
from penguinmails.warehouse.hub.lines import adjusting_lines, content_hash, lines_of
from penguinmails.warehouse.hub.model import Figures, Line, Period, Statement, TermsRow, Told


async def draw_up(tx: Tx, period: Period, figures: Figures, terms: TermsRow) -> UUID | None:
    """Write a period's draft, with what has become known of earlier ones; its id, None where it is issued.

    Under the tenant's lock; the caller commits.
    """
    own = lines_of(figures, terms)
    return await store.put_statement(tx, period, terms, [*own, *await _adjusting(tx, after=len(own))])


async def issue(tx: Tx, statement_id: UUID, moment: datetime) -> None:
    """Seal a draft for good: its hash, and the adjustments it has told of. Under the tenant's lock."""
    statement, lines = await find_statement(tx, statement_id)
    await store.carry_adjustments(tx, statement_id)
    await store.issue_statement(tx, statement_id, content_hash(statement, lines), moment)


async def list_statements(tx: Tx) -> list[Statement]:
    """A tenant's statements, the newest period first."""
    return await store.statements(tx)


async def find_statement(tx: Tx, statement_id: UUID | None) -> tuple[Statement, list[Line]]:
    """A statement and its lines; None: the newest. Raises `StatementUnknown`."""
    for statement in await store.statements(tx):
        if statement_id in (None, statement.id):
            return statement, await store.lines(tx, statement.id)
    raise StatementUnknown(statement=statement_id or "yet")


async def _adjusting(tx: Tx, *, after: int) -> list[Line]:
    adjustments = await store.adjustments_open(tx)
    if not adjustments:
        return []
    told: dict[int, Told] = {}
    before: dict[tuple[int, str], int] = {}
    periods = {period.id: period for period in await store.periods(tx)}
    for billing_id in {adjusted.billing_id for adjusted in adjustments}:
        if (said := await store.told(tx, billing_id)) is not None:
            told[billing_id] = said
        carried = await store.adjustments_of(tx, billing_id, carried=True)
        for name, value in periods[billing_id].items():
            before[billing_id, name] = value + carried.get(name, 0)
    return adjusting_lines(adjustments, told, before, after=after)
