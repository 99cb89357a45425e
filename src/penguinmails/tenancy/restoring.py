"""How long what was deleted can be brought back, and what happens to it then."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

from psycopg.errors import ForeignKeyViolation, RestrictViolation

from penguinmails.kernel import clock
from penguinmails.kernel.db import Tx
from penguinmails.tenancy.errors import PurgeRefused, RestoreTooLate

RESTORABLE: Final = timedelta(days=30)


def check_restorable(what: str, name: str, deleted: datetime) -> None:
    """Refuse to bring back what the purge may be taking away just now. Raises `RestoreTooLate`."""
    if deleted < clock.now() - RESTORABLE:
        raise RestoreTooLate(what=what, name=name, deleted=deleted)


@asynccontextmanager
async def purging(tx: Tx, what: str, name: str) -> AsyncGenerator[None]:
    """Undo a purge that rows which must be kept forbid, and say so. Raises `PurgeRefused`."""
    try:
        async with tx.savepoint():
            yield
    except (ForeignKeyViolation, RestrictViolation) as error:
        raise PurgeRefused(what=what, name=name, table=error.diag.table_name) from error
