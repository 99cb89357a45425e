"""Façades that import what is asked of them: an area offers a lot, and a command needs little of it."""

import ast
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path


def on_demand(facade: str, file: str) -> Callable[[str], object]:
    """The `__getattr__` of a façade: what it imports for type checkers is imported once it is used.

        if TYPE_CHECKING:
            from penguinmails.audiences.leads.service import find_lead
        else:
            __getattr__ = on_demand(__name__, __file__)

    So `from penguinmails.audiences import find_lead` imports that module and not all others of the area.
    What an import raises comes when the name is used; tests/house uses all names of all façades.
    """

    @cache
    def imports() -> Mapping[str, tuple[str, str]]:
        statements = ast.walk(ast.parse(Path(file).read_bytes()))
        return {
            name.asname or name.name: (statement.module or "", name.name)
            for statement in statements
            if isinstance(statement, ast.ImportFrom)
            for name in statement.names
        }

    def imported(name: str) -> object:
        if name not in imports():
            raise AttributeError(f"{facade} has no {name}")
        module, original = imports()[name]
        try:
            value: object = getattr(__import__(module, fromlist=(original,)), original)
        except AttributeError as error:
            # Of a module's `__getattr__` it would only mean that the name is not there.
            raise ImportError(f"{name} of {facade} cannot be imported from {module}") from error
        setattr(sys.modules[facade], name, value)
        return value

    return imported
