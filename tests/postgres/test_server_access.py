"""Nobody gets into the server without a password, and nobody else reads what it keeps."""

import os
from collections.abc import Generator

import pytest

from penguinmails.postgres.server import EmbeddedServer

OPEN_TO_OTHERS = {"postgresql.conf", "pg_hba.conf", "custom.conf"}
"""The server's account reads them; there are no secrets in them."""


@pytest.fixture(scope="module")
def running(template: "os.PathLike[str]") -> Generator[EmbeddedServer]:
    """The template's own server, for looking at."""
    server = EmbeddedServer(template if (template is None) else __import__("pathlib").Path(template))
    server.start()
    yield server
    server.stop()
