"""`penguinmails metrics`."""

from rich.table import Table
from rich.text import Text

from penguinmails.kernel import console
from penguinmails.warehouse.metrics.dictionary import GROUPS


def metrics(*, as_json: console.Json = False) -> None:
    """Say what each number means, and how it is counted."""
    if as_json:
        console.show([each for group in GROUPS.values() for each in group], as_json=True)
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for group, found in GROUPS.items():
        table.add_row(Text(group.capitalize(), style="bold"), Text())
        for each in found:
            meaning = Text(each.definition)
            if each.formula:
                meaning.append(f" {each.formula}", style="dim")
            table.add_row(Text(f"  {each.name}"), meaning)
    console.out.print(table)
