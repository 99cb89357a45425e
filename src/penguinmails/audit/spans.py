"""Many whole numbers in little text: `1-40,57,60-61`."""

import re
from collections.abc import Iterable, Iterator

_SPAN = re.compile(r"(\d{1,18})(?:-(\d{1,18}))?")


def write(numbers: Iterable[int]) -> str:
    """The numbers, given in ascending order, as spans."""
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def read(text: str) -> Iterator[tuple[int, int]]:
    """First and last of each span; what is no span is left out, for the text may be anybody's."""
    for part in text.split(","):
        if match := _SPAN.fullmatch(part):
            yield int(match[1]), int(match[2] or match[1])
