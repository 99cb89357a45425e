"""Facts: what states add up to. `FACTS` says which table counts what; the statements are derived from it."""

from penguinmails.warehouse.facts.contribution import changes, recount
from penguinmails.warehouse.facts.model import FACTS, FactTable, Part, fact_of

__all__ = ["FACTS", "FactTable", "Part", "changes", "fact_of", "recount"]
