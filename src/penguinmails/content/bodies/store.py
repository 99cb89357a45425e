"""The statements about bodies."""

from penguinmails.kernel.sql import Queries

queries = Queries.load(__name__)
