"""The options of a driver: what has to be known to reach a device. Forms are drawn from them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from wallctl.domain.devices.points import Choice, Text, Value
from wallctl.domain.errors import Invalid

Options = Mapping[str, Value]
"""By key, complete: what is not given has its default; secrets are in the clear here."""

MAX_LINE = 500
MAX_TEXT = 20_000


class OptionKind(StrEnum):
    TEXT = "text"  # one line
    LONG = "long"  # lines: a profile of one's own
    HOST = "host"  # name or address
    PORT = "port"
    INTEGER = "integer"
    NUMBER = "number"
    SWITCH = "switch"
    CHOICE = "choice"
    SECRET = "secret"  # sealed in the store, never shown again
    URL = "url"


@dataclass(frozen=True, slots=True)
class Option:
    """`low` and `high` bound numbers. `shown_if` is (key, value): asked for only then."""

    key: str
    kind: OptionKind
    text: Text
    default: Value = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    low: float | None = None
    high: float | None = None
    unit: str = ""
    hint: Text | None = None
    shown_if: tuple[str, str] | None = None


def complete(options: Iterable[Option], given: Options, *, at: str = "options") -> dict[str, Value]:
    """All options of a driver with what was given, checked. Raises Invalid naming `at.key`."""
    rows = {one.key: one for one in options}
    for key in given:
        if key not in rows:
            raise Invalid(key=f"{at}.{key}", reason="unknown", got="")
    values = {key: given.get(key, one.default) for key, one in rows.items()}
    for key, one in rows.items():
        if one.shown_if is not None and str(values.get(one.shown_if[0])) != one.shown_if[1]:
            continue
        values[key] = _checked(one, values[key], f"{at}.{key}")
    return values


def _checked(option: Option, value: Value, at: str) -> Value:
    match option.kind:
        case OptionKind.SWITCH:
            if not isinstance(value, bool):
                raise Invalid(key=at, reason="not_bool", got=str(value))
            return value
        case OptionKind.PORT | OptionKind.INTEGER | OptionKind.NUMBER:
            return _number(option, value, at)
        case _:
            return _text(option, value, at)


def _number(option: Option, value: Value, at: str) -> Value:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Invalid(key=at, reason="not_number", got=str(value))
    whole = option.kind is not OptionKind.NUMBER
    if whole and value != int(value):
        raise Invalid(key=at, reason="not_whole", got=str(value))
    low = option.low if option.low is not None else (1 if option.kind is OptionKind.PORT else None)
    high = option.high
    if high is None and option.kind is OptionKind.PORT:
        high = 65535
    if (low is not None and value < low) or (high is not None and value > high):
        raise Invalid(key=at, reason="range", got=str(value), low=low, high=high)
    return int(value) if whole else value


def _text(option: Option, value: Value, at: str) -> str:
    secret = option.kind is OptionKind.SECRET
    got = "" if secret else str(value)
    if not isinstance(value, str):
        raise Invalid(key=at, reason="not_text", got=got)
    if option.required and not value.strip():
        raise Invalid(key=at, reason="empty", got="")
    if len(value) > (MAX_TEXT if option.kind is OptionKind.LONG else MAX_LINE):
        raise Invalid(key=at, reason="too_long", got=str(len(value)))
    bare = value.replace("\n", "").replace("\t", "") if option.kind is OptionKind.LONG else value
    if any(ord(c) < 32 or ord(c) == 127 for c in bare):
        raise Invalid(key=at, reason="characters", got=got and repr(value))
    if option.kind is OptionKind.HOST and any(c in value for c in " /@?#"):
        raise Invalid(key=at, reason="host", got=got)
    if option.kind is OptionKind.CHOICE and value not in {c.value for c in option.choices}:
        known = ", ".join(c.value for c in option.choices)
        raise Invalid(key=at, reason="choice", got=got, choices=known)
    return value if secret or option.kind is OptionKind.LONG else value.strip()
