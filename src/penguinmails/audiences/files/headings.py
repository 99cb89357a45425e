"""The names of columns: from the first row, unless leads begin there already."""

from collections.abc import Sequence

from penguinmails.audiences.addresses import read_address
from penguinmails.audiences.errors import AddressInvalid

_LONGEST = 100


def is_heading(cells: Sequence[str]) -> bool:
    """Whether a first row names columns: it does not where it holds an address."""
    return not any("@" in cell and _is_address(cell) for cell in cells)


def column_names(cells: Sequence[str]) -> tuple[str, ...]:
    """The names as people see them: on one line, none empty, and no two alike in any case of letters."""
    names: list[str] = []
    taken: set[str] = set()
    for position, cell in enumerate(cells, start=1):
        wanted = " ".join(cell.replace("\0", "").replace("\ufeff", "").split())[:_LONGEST]
        name = wanted or f"column {position}"
        number = 2
        while name.casefold() in taken:
            name = f"{wanted or f'column {position}'} ({number})"
            number += 1
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _is_address(cell: str) -> bool:
    try:
        read_address(cell)
    except AddressInvalid:
        return False
    return True
