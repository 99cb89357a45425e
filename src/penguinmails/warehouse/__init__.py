"""The warehouse: what the ledger adds up to, and the proof that it does.

`states` folds all events of a message into one row; `facts` says what a state adds to which table; `rollup`
keeps both up with the ledger. Reports read facts, `verify` counts everything again.
"""

from penguinmails.jobs import Job, Periodic
from penguinmails.kernel.handoff import Receiver

JOBS: tuple[Job, ...] = ()
PERIODIC: tuple[Periodic, ...] = ()
RECEIVERS: tuple[Receiver, ...] = ()

__all__ = ["JOBS", "PERIODIC", "RECEIVERS"]
