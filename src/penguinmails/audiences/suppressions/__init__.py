"""Who must not be written to: addresses and whole domains, known by their hashes and by nothing else.

A target is an address or a domain; a domain stands for itself and for every domain below it. It is stored as
HMAC-SHA-256 under a key of the tenant's, so an entry outlives the lead, its purge and its next import, and a
copy of the database names nobody. `hashing` makes the hashes.

An entry reaches the whole tenant, one company, one type of campaign (of one company or of all) or, made by
the platform's operators, everybody (`global`). Row level security shows a member of some companies neither
the tenant's entries nor its key; so whoever asks "may this be sent?" asks as the platform's worker:

- `suppressed_among(databases, tenant_id, addresses, …)` for batches (imports, lists, segments);
- `check(databases, tenant_id, address, …)` says which entries match, for people;
- a sender, in one transaction as worker: `hold_addresses(tx, keys, addresses)`, then `blocked_among(tx, keys,
  addresses, …)`, then whatever marks the beginning; it keeps the transaction open while it transmits.
  `suppress` takes the same locks exclusively, so no transmission begins after a suppression has committed.

One entry a target and reach: a repetition changes nothing, unless its reason is stronger (`model.Reason`
lists them, the strongest first) or it lasts longer.
"""

from penguinmails.audiences.suppressions.checking import blocked_among, check, suppressed_among
from penguinmails.audiences.suppressions.hashing import (
    AddressKeys,
    address_hash,
    address_keys,
    domain_hash,
    read_target,
)
from penguinmails.audiences.suppressions.locks import hold_addresses
from penguinmails.audiences.suppressions.model import (
    CampaignType,
    Outcome,
    Reason,
    Source,
    Suppression,
    Target,
)
from penguinmails.audiences.suppressions.service import (
    lift,
    lift_everywhere,
    list_everywhere,
    list_suppressions,
    suppress,
    suppress_all,
    suppress_everywhere,
)

__all__ = [
    "AddressKeys",
    "CampaignType",
    "Outcome",
    "Reason",
    "Source",
    "Suppression",
    "Target",
    "address_hash",
    "address_keys",
    "blocked_among",
    "check",
    "domain_hash",
    "hold_addresses",
    "lift",
    "lift_everywhere",
    "list_everywhere",
    "list_suppressions",
    "read_target",
    "suppress",
    "suppress_all",
    "suppress_everywhere",
    "suppressed_among",
]
