"""The dictionary inside statements: what a `queries.sql` says in braces is written out when it is loaded.

{sums}        coalesce(sum(sent), 0)::bigint AS sent, … for each count of messages
{figures:f}   f.sent, …, and every rate over them: the columns of `Figures`
{open_rate:f} one rate or average over the columns of f
"""

import re
from importlib import resources
from typing import Final

from penguinmails.kernel.sql import Queries, parse
from penguinmails.warehouse.metrics.dictionary import COUNTS, METRICS, RATES, metric
from penguinmails.warehouse.metrics.errors import MetricUnknown

_SLOT: Final = re.compile(r"\{(?P<name>[a-z_]+)(?::(?P<table>[a-z_]+))?\}")


def load(module: str) -> Queries:
    """Read the `queries.sql` beside a module, given by its `__name__`, with the dictionary written out."""
    package = module.rpartition(".")[0]
    text = resources.files(package).joinpath("queries.sql").read_text("utf-8")
    return Queries(parse(package, written_out(text)))


def written_out(text: str) -> str:
    """The text with the dictionary in the place of each brace. Raises `MetricUnknown`."""
    return _SLOT.sub(lambda found: _fragment(found["name"], found["table"] or ""), text)


def quotient(name: str, table: str) -> str:
    """A rate or average over the columns of `table` as SQL: NULL over nothing, else double precision."""
    found = metric(name)
    if found.numerator is None or found.denominator is None:
        raise MetricUnknown(name=f"{name} that is divided")
    prefix = f"{table}." if table else ""
    above = prefix + found.numerator
    if found.less is not None:
        above = f"({above} - {prefix}{found.less})"
    return f"({above}::double precision / nullif({prefix}{found.denominator}, 0))"


def _fragment(name: str, table: str) -> str:
    if name == "sums":
        return ",\n       ".join(f"coalesce(sum({each.name}), 0)::bigint AS {each.name}" for each in COUNTS)
    if name == "figures":
        counts = ", ".join(f"{table}.{each.name}" for each in COUNTS)
        rates = ",\n       ".join(f"{quotient(each.name, table)} AS {each.name}" for each in RATES)
        return f"{counts},\n       {rates}"
    if name not in METRICS:
        raise MetricUnknown(name=name)
    return quotient(name, table)
