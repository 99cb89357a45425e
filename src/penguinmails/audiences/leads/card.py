"""All that is known of one lead."""

from dataclasses import dataclass, replace

from penguinmails.audiences.engagement.model import Engagement
from penguinmails.audiences.engagement.service import engagement_of
from penguinmails.audiences.leads import store
from penguinmails.audiences.leads.model import Consent, Lead, Membership
from penguinmails.audiences.suppressions.checking import check
from penguinmails.audiences.suppressions.model import Suppression
from penguinmails.kernel.db import AllCompanies, Databases, Scope
from penguinmails.kernel.tiers import Tier


@dataclass(frozen=True)
class LeadCard:
    """A lead, where it is, what it did, and what forbids writing to it."""

    lead: Lead
    lists: list[Membership]
    consents: list[Consent]
    engagement: Engagement | None
    suppressed: list[Suppression]


async def lead_card(databases: Databases, scope: Scope, lead: Lead) -> LeadCard:
    """What the scope may know of a lead it found. Entries of other companies are not the lead's.

    Who is limited to some companies learns that an entry of the tenant or the platform forbids it, without
    its note.
    """
    async with databases.tenant(Tier.OLTP, scope) as tx:
        lists = await store.memberships(tx, lead.id)
        consents = await store.consents(tx, lead.id)
        engagement = await engagement_of(tx, lead.id)
    entries = await check(databases, scope.tenant_id, lead.email)
    reached = [entry for entry in entries if entry.company_id in (None, lead.company_id)]
    if scope.companies is not AllCompanies.ALL:
        reached = [_without_note(entry) if entry.company_id is None else entry for entry in reached]
    return LeadCard(lead, lists, consents, engagement, reached)


def _without_note(entry: Suppression) -> Suppression:
    return replace(entry, note=None)
