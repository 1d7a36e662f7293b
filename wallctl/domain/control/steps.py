"""The steps of a scene or sequence. Groups follow one another; within a group devices go side by
side, the steps of one device in their order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wallctl.domain.devices.points import Value


class Do(StrEnum):
    SET = "set"  # wants a value of a point, and waits until it is read back
    ACT = "act"  # a momentary act
    WAIT = "wait"  # lets `seconds` pass
    UNTIL = "until"  # waits until `when` holds, at most `seconds`
    SCENE = "scene"  # puts a scene on its walls; `target` is its id
    SAFE = "safe"  # the safe picture on the wall `target`, on or off by `value`
    MUTE = "mute"  # the bus `target` muted, or heard again, by `value`


class OnFailure(StrEnum):
    """What follows a required step that failed."""

    GO_ON = "go_on"
    STOP = "stop"
    ROLL_BACK = "roll_back"  # stop, and set again what the points were before


class Compare(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds by what the device last reported; an unknown value makes no condition hold."""

    device: str
    key: str
    compare: Compare
    value: Value


@dataclass(frozen=True, slots=True)
class ControlStep:
    """`when`: the step is done only if it holds then (for UNTIL: what is waited for).

    A step that is not `required` may fail: that is noted and changes nothing. `seconds` bounds
    how long a SET is waited for; 0 is as long as its point may take.
    """

    do: Do
    group: int = 0
    device: str = ""
    key: str = ""
    value: Value = ""
    act: str = ""
    target: str = ""
    seconds: float = 0.0
    when: Condition | None = None
    required: bool = True


class Purpose(StrEnum):
    START = "start"  # start of the day
    END = "end"  # end of the day
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Sequence:
    """Steps under a name of their own (流程), not part of a scene."""

    id: str
    name: str
    name_en: str = ""
    purpose: Purpose = Purpose.OTHER
    steps: tuple[ControlStep, ...] = ()
    on_failure: OnFailure = OnFailure.GO_ON
    note: str = ""


def holds(condition: Condition, seen: Value | None) -> bool:
    """Whether it holds for a reported value."""
    wanted = condition.value
    if seen is None:
        return False
    match condition.compare:
        case Compare.IS:
            return (type(seen) is type(wanted) and seen == wanted) or _number_equal(seen, wanted)
        case Compare.IS_NOT:
            return seen != wanted
        case Compare.ABOVE | Compare.BELOW:
            if not _is_number(seen) or not _is_number(wanted):
                return False
            above = float(seen) > float(wanted)
            below = float(seen) < float(wanted)
            return above if condition.compare is Compare.ABOVE else below


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number_equal(a: Value, b: Value) -> bool:
    return _is_number(a) and _is_number(b) and float(a) == float(b)


def groups(steps: tuple[ControlStep, ...]) -> tuple[tuple[tuple[int, ControlStep], ...], ...]:
    """The steps with their numbers, group after group in the order of their group's number."""
    table: dict[int, list[tuple[int, ControlStep]]] = {}
    for n, step in enumerate(steps):
        table.setdefault(step.group, []).append((n, step))
    return tuple(tuple(table[number]) for number in sorted(table))


def chains(
    group: tuple[tuple[int, ControlStep], ...],
) -> tuple[tuple[tuple[int, ControlStep], ...], ...]:
    """What goes side by side in a group: the steps of each device, and those of no device."""
    table: dict[str, list[tuple[int, ControlStep]]] = {}
    for n, step in group:
        table.setdefault(step.device, []).append((n, step))
    return tuple(tuple(one) for one in table.values())


def devices_of(steps: tuple[ControlStep, ...]) -> frozenset[str]:
    """The devices that steps name, in what they do or wait for."""
    named = {step.device for step in steps if step.device}
    return frozenset(named | {step.when.device for step in steps if step.when is not None})
