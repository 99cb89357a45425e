"""The way of one lead through the steps. Pure: the same facts give the same way."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from penguinmails.campaigns.definitions.model import Step
from penguinmails.campaigns.planning.model import Passed, Result, Steps

Record = tuple[UUID, Result]


@dataclass(frozen=True)
class Facts:
    """What conditions ask of a lead: what it did with this campaign's messages, and what it is."""

    opened: bool = False
    clicked: bool = False
    replied: bool = False
    tags: frozenset[str] = frozenset()
    lists: frozenset[UUID] = frozenset()
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @classmethod
    def of(
        cls,
        passed: Iterable[Passed],
        *,
        tags: Iterable[str] = (),
        lists: Iterable[UUID] = (),
        fields: Mapping[str, Any] | None = None,
    ) -> "Facts":
        """From the steps passed so far and the lead's data. A click implies an open."""
        steps = tuple(passed)
        clicked = any(step.clicked for step in steps)
        return cls(
            opened=clicked or any(step.opened for step in steps),
            clicked=clicked,
            replied=any(step.replied for step in steps),
            tags=frozenset(tags),
            lists=frozenset(lists),
            fields=fields or {},
        )


@dataclass(frozen=True)
class Send:
    """An email step is next."""

    step: Step


@dataclass(frozen=True)
class Rest:
    """A step is next, at a time."""

    step: Step
    until: datetime


@dataclass(frozen=True)
class Ended:
    """There is no further step."""


Outcome = Send | Rest | Ended


@dataclass(frozen=True)
class Walk:
    """Where a lead came, and what it passed on the way."""

    records: list[Record]
    outcome: Outcome


def walk(
    steps: Steps,
    current: UUID | None,
    done: AbstractSet[UUID],
    facts: Facts,
    *,
    due: datetime,
    now: datetime,
) -> Walk:
    """From a step that fell due at `due` to the next email step, the next wait, or the end.

    No step is passed twice: who comes again to one that is in `done` goes on in the order of the steps, so a
    branch back cannot loop. A wait counts from when its step fell due, not from when it was looked at.
    """
    records: list[Record] = []
    passed = set(done)
    step = steps.at(current)
    while step is not None:
        if step.id in passed or not step.is_active:
            step = steps.after(step)
            continue
        match step.step_type:
            case "wait":
                passed.add(step.id)
                records.append((step.id, Result.WAITED))
                until = wait_end(step, due)
                if until > now:
                    return Walk(records, Rest(step, until))
                due, step = until, steps.after(step)
            case "condition":
                passed.add(step.id)
                held = holds(step.condition_type or "", step.condition_value or "", facts)
                records.append((step.id, Result.HELD if held else Result.HELD_NOT))
                step = _branch(steps, step, held=held)
            case _:
                if step.send_condition == "always" or holds(step.send_condition, "", facts):
                    return Walk(records, Send(step))
                passed.add(step.id)
                records.append((step.id, Result.SKIPPED))
                step = steps.after(step)
    return Walk(records, Ended())


def go_on(steps: Steps, sent: UUID, done: AbstractSet[UUID], at: datetime) -> Walk:
    """From an email step whose message went out at `at`: a wait begins, or a step is due, or it is the end.

    Looks no further than the order of the steps says: conditions are judged when they are due.
    """
    step = steps.at(sent)
    step = None if step is None or step.id != sent else steps.after(step)
    while step is not None and (step.id in done or not step.is_active):
        step = steps.after(step)
    if step is None:
        return Walk([], Ended())
    if step.step_type == "wait":
        return Walk([(step.id, Result.WAITED)], Rest(step, wait_end(step, at)))
    return Walk([], Rest(step, at))


def wait_end(step: Step, begun: datetime) -> datetime:
    """When a wait that began then is over."""
    if step.wait_until_date is not None:
        return max(begun, step.wait_until_date)
    return begun + timedelta(hours=step.wait_duration_hours or 0, seconds=step.wait_extra_seconds)


def holds(condition: str, value: str, facts: Facts) -> bool:
    """Whether a condition of a step holds."""
    match condition:
        case "always":
            return True
        case "reply" | "no_reply":
            return facts.replied is (condition == "reply")
        case "open" | "no_open":
            return facts.opened is (condition == "open")
        case "click" | "no_click":
            return facts.clicked is (condition == "click")
        case "has_tag":
            return value.strip().casefold() in {tag.casefold() for tag in facts.tags}
        case "in_list":
            return value.strip().lower() in map(str, facts.lists)
        case _:
            key, _, wanted = value.partition("=")
            return _said(facts.fields, key.strip()) == wanted.strip()


def _said(fields: Mapping[str, Any], key: str) -> str:
    found = fields.get(key)
    if found is None:
        found = fields.get("custom", {}).get(key.removeprefix("custom.").removeprefix("custom_fields."))
    if isinstance(found, bool):
        return str(found).lower()
    return "" if found is None else str(found)


def _branch(steps: Steps, step: Step, *, held: bool) -> Step | None:
    if held:
        return steps.after(step) if step.on_true_step_id is None else steps.at(step.on_true_step_id)
    return None if step.on_false_step_id is None else steps.at(step.on_false_step_id)
