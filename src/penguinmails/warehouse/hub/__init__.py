"""The hub: what a tenant used in each of its billing periods, and the statements that an invoice can cite.

`calculate` counts open periods, closes those that are over and adjusts closed ones; a job does it for every
tenant each hour. `prove` counts a statement's period again from the messages. `FIGURES` says in words what
each number means; the metric dictionary has them from here.
"""

from typing import TYPE_CHECKING

from penguinmails.kernel.facade import on_demand

if TYPE_CHECKING:
    from penguinmails.warehouse.hub.counting import calculate
    from penguinmails.warehouse.hub.jobs import JOBS, PERIODIC
    from penguinmails.warehouse.hub.model import FIGURES, Figure, Line, Statement
    from penguinmails.warehouse.hub.proving import Proof, prove
    from penguinmails.warehouse.hub.statements import find_statement, list_statements
    from penguinmails.warehouse.hub.usage import Usage, current_usage, usage_of_all
else:
    __getattr__ = on_demand(__name__, __file__)

__all__ = [
    "FIGURES",
    "JOBS",
    "PERIODIC",
    "Figure",
    "Line",
    "Proof",
    "Statement",
    "Usage",
    "calculate",
    "current_usage",
    "find_statement",
    "list_statements",
    "prove",
    "usage_of_all",
]
