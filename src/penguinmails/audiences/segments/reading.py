"""From a filter's JSON to its tree, with the path of whatever is wrong: `all[2].value`."""

from collections.abc import Mapping
from typing import Any, Final, cast

from penguinmails.audiences.segments.catalogue import DEEPEST, MOST_CONDITIONS, Catalogue
from penguinmails.audiences.segments.errors import FilterInvalid
from penguinmails.audiences.segments.model import Group, Node, Way, conditions

_CONDITION: Final = {"field", "op", "value"}
_SHAPE: Final = 'a group {"all": […]} or a condition {"field": …, "op": …, "value": …} is expected'


def read_filter(filter_: object, catalogue: Catalogue) -> Node:
    """The tree of a filter as JSON has it. Raises `FilterInvalid`."""
    node = _node(filter_, catalogue, "", 0)
    check_size(node, "the filter")
    return node


def check_size(node: Node, where: str) -> None:
    """Refuse with `FilterInvalid` a filter of too many conditions."""
    if sum(1 for _ in conditions(node)) > MOST_CONDITIONS:
        raise FilterInvalid(where, f"a filter may have {MOST_CONDITIONS} conditions at most")


def _node(said: object, catalogue: Catalogue, path: str, depth: int) -> Node:
    where = path or "the filter"
    if depth > DEEPEST:
        raise FilterInvalid(where, f"groups may stand {DEEPEST} deep at most")
    if not isinstance(said, Mapping):
        raise FilterInvalid(where, _SHAPE)
    node = cast("Mapping[Any, object]", said)
    if "field" in node:
        if more := set(node) - _CONDITION:
            raise FilterInvalid(where, f"a condition has no {', '.join(sorted(map(str, more)))}")
        dot = f"{path}." if path else ""
        return catalogue.condition(
            node["field"], node.get("op"), node.get("value"), lambda part: f"{dot}{part}"
        )
    if len(node) != 1 or next(iter(node)) not in set(Way):
        raise FilterInvalid(where, _SHAPE)
    ((way, parts),) = node.items()
    inside = f"{path}.{way}" if path else str(way)
    if not isinstance(parts, list):
        raise FilterInvalid(inside, "a list of conditions is expected")
    listed = cast("list[object]", parts)
    if not listed and way != Way.ALL:
        raise FilterInvalid(inside, "at least one condition is expected")
    if len(listed) > MOST_CONDITIONS:
        raise FilterInvalid(inside, f"a filter may have {MOST_CONDITIONS} conditions at most")
    return Group(
        Way(way),
        tuple(_node(part, catalogue, f"{inside}[{index}]", depth + 1) for index, part in enumerate(listed)),
    )
