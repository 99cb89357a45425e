"""A migrated database on a server of its own, for whoever looks at the schema and goes again."""

import asyncio
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from penguinmails.kernel.secrets import SecretStore
from penguinmails.kernel.tiers import Home
from penguinmails.postgres import create_database, provision
from penguinmails.postgres.server import EmbeddedServer


@contextmanager
def scratch_database() -> Generator[str]:
    """The administrator's connection string; server and data are gone afterwards."""
    # Short, for the socket's path; open to pass through, for the account the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="pm-scratch-", dir="/tmp"))
    folder.chmod(0o755)
    server = EmbeddedServer(folder, settings={"fsync": "off"})
    try:
        server.start()
        conninfo = server.conninfo("postgres", server.superuser_password(), "penguinmails")
        asyncio.run(create_database(conninfo))
        asyncio.run(provision(dict.fromkeys(Home, conninfo), SecretStore(folder / "secrets")))
        yield conninfo
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
