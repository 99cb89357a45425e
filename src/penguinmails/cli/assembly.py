"""What the areas bring, by hand: an area that is forgotten here does nothing."""

from collections.abc import Sequence

from penguinmails import (
    audiences,
    audit,
    billing,
    campaigns,
    content,
    delivery,
    infrastructure,
    jobs,
    ledger,
    notifications,
    tenancy,
    warehouse,
)
from penguinmails.cli import upkeep
from penguinmails.kernel.handoff import Receiver

RECEIVERS: Sequence[Receiver] = (
    *audit.RECEIVERS,
    *notifications.RECEIVERS,
    *audiences.RECEIVERS,
    *ledger.RECEIVERS,
    *delivery.RECEIVERS,
    *campaigns.RECEIVERS,
    *warehouse.RECEIVERS,
)
LETTERS: Sequence[notifications.Letter] = (*audiences.LETTERS,)
JOBS: Sequence[jobs.Job] = (
    *jobs.JOBS,
    *notifications.mail_jobs(LETTERS),
    *tenancy.JOBS,
    *billing.JOBS,
    *audiences.JOBS,
    *content.JOBS,
    *infrastructure.JOBS,
    *ledger.JOBS,
    *delivery.JOBS,
    *campaigns.JOBS,
    *warehouse.JOBS,
    *upkeep.JOBS,
)
PERIODIC: Sequence[jobs.Periodic] = (
    *jobs.PERIODIC,
    *notifications.PERIODIC,
    *tenancy.PERIODIC,
    *billing.PERIODIC,
    *audiences.PERIODIC,
    *content.PERIODIC,
    *infrastructure.PERIODIC,
    *ledger.PERIODIC,
    *delivery.PERIODIC,
    *campaigns.PERIODIC,
    *warehouse.PERIODIC,
    *upkeep.PERIODIC,
)
