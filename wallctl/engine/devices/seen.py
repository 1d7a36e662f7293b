"""What one device has said of its points, since when, and who wanted it so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from wallctl.domain.devices.points import Value
from wallctl.ports.driver import State


@dataclass(frozen=True, slots=True)
class Heard:
    """`at` epoch s when the value was first said, `again` monotonic s when it was last."""

    value: Value
    at: float
    again: float
    by: str = ""


class Hearing:
    """The last value of each point. `who(key, value)` is whose wish a new value is, or ""."""

    def __init__(self, who: Callable[[str, Value], str]) -> None:
        self._who = who
        self._heard: dict[str, Heard] = {}

    def take(self, state: State, at: float, now: float) -> bool:
        """Takes a report in; whether any value is new."""
        new = False
        for key, value in state.items():
            before = self._heard.get(key)
            if before is None or type(before.value) is not type(value) or before.value != value:
                self._heard[key] = Heard(value, at, now, self._who(key, value))
                new = True
            else:
                self._heard[key] = replace(before, again=now)
        return new

    def get(self, key: str) -> Heard | None:
        return self._heard.get(key)

    def values(self) -> Mapping[str, Value]:
        return {key: one.value for key, one in self._heard.items()}

    def forget(self, key: str) -> None:
        self._heard.pop(key, None)

    def only(self, keys: frozenset[str]) -> None:
        """What is no point of the device any more is forgotten."""
        self._heard = {key: one for key, one in self._heard.items() if key in keys}
