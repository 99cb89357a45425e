"""The statements of the queue."""

from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)
