"""docs/data-model.md shows the schema as it is, and what became of everything in the seeds."""

import psycopg
from scripts.data_model import DOCUMENT, document

from tests.schema import catalogue
from tests.servers import Cluster


def test_the_page_is_up_to_date(cluster: Cluster) -> None:
    with cluster.clone("together") as clone, psycopg.connect(clone.administrator) as connection:
        text = document(catalogue.read(connection))
    assert DOCUMENT.read_text("utf-8") == text, "run: make docs"
