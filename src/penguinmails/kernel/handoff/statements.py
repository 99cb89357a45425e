"""The handoff's statements, the same three tables in each of the tiers that have them."""

from penguinmails.kernel.sql import Queries
from penguinmails.kernel.tiers import Home, Tier

# One outbox a database: what `queue` and `notifications` have to say leaves from `oltp`.
OUTBOX_TIER = {Home.MAIN: Tier.OLTP, Home.CONTENT: Tier.CONTENT, Home.OLAP: Tier.OLAP}
STATEMENTS = {home: Queries.load(__name__, tier=tier) for home, tier in OUTBOX_TIER.items()}
