"""The statements about the domains of leads, as functions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from penguinmails.audiences.addresses import is_disposable
from penguinmails.audiences.domains.model import DomainAnswer, DomainWarning, TenantId
from penguinmails.kernel.db import Tx
from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)


async def domains_to_check(
    tx: Tx, *, import_id: UUID | None, after: str, error_before: datetime, most: int
) -> list[str]:
    """The next domains to ask about, in order."""
    return await tx.value(
        queries.domains_to_check,
        tenant_id=tx.tenant_id,
        import_id=import_id,
        after=after,
        error_before=error_before,
        most=most,
    )


async def write_answers(
    tx: Tx, answers: Sequence[DomainAnswer], *, after: UUID | None, most: int
) -> UUID | None:
    """The last of the leads written to; None: there was none left."""
    return await tx.value(
        queries.write_answers,
        tenant_id=tx.tenant_id,
        domains=[answer.domain for answer in answers],
        statuses=[answer.status.value for answer in answers],
        providers=[answer.provider for answer in answers],
        disposables=[is_disposable(answer.domain) for answer in answers],
        after=after,
        most=most,
    )


async def warnings(tx: Tx, import_id: UUID, most: int) -> list[DomainWarning]:
    """Of an import's leads."""
    return await tx.many(
        queries.warnings_of_import, DomainWarning, tenant_id=tx.tenant_id, import_id=import_id, most=most
    )


async def tenants_to_check(tx: Tx, error_before: datetime) -> list[TenantId]:
    """Over all tenants."""
    return await tx.many(queries.tenants_to_check, TenantId, error_before=error_before)
