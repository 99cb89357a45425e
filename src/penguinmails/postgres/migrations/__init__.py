"""Plain SQL files, forward only, applied once and in order by one runner at a time.

`migrations/<tier>/NNNN_name.sql` runs as the owner with nothing but pg_catalog on the search path, in one
transaction with its row in `<tier>.schema_migrations`. The first line may ask for something else:
`-- penguinmails: no-transaction`, `no-transaction, rerunnable` or `worker` (see `Mode`).
"""

from penguinmails.postgres.migrations.files import Migration, Mode, directory, discover
from penguinmails.postgres.migrations.lock import alone
from penguinmails.postgres.migrations.runner import Files, plan, run, settle

__all__ = ["Files", "Migration", "Mode", "alone", "directory", "discover", "plan", "run", "settle"]
