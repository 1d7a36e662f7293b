"""Mains and UPS in a few words, for the line at the top. Nothing where there is no UPS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ui.common.words import Words
from ui.desk.devices.words import number_words
from wallctl.domain.devices.observed import Availability, DeviceState
from wallctl.domain.devices.points import Point, Value
from wallctl.domain.devices.ups import CHARGE, FEED, LOW, RUNTIME, Feed

_FEEDS = frozenset(choice.value for choice in FEED.choices)
_WORST = ("low", "battery", "off", "bypass", "lost", "unknown", "mains")


@dataclass(frozen=True, slots=True)
class UpsLook:
    """`what` is one of "low", "battery", "off", "bypass", "lost", "unknown", "mains"; `charge` %,
    `left` minutes, where they are told."""

    what: str
    charge: float | None = None
    left: float | None = None

    @property
    def grave(self) -> bool:
        return self.what not in ("mains", "unknown")


def is_ups(state: DeviceState) -> bool:
    """By what it says of itself, whichever driver speaks to it."""
    point = state.point(FEED.key)
    return point is not None and {choice.value for choice in point.choices} == _FEEDS


class UpsWatch:
    """Which of many devices are UPS is found out once for each, not at every report."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[Point, ...], bool]] = {}
        self._seen: tuple[Sequence[DeviceState], bool] = ((), True)
        self._worst: UpsLook | None = None

    def worst(self, states: Sequence[DeviceState], *, connected: bool = True) -> UpsLook | None:
        """Of all UPS the one that matters most; of those on battery the one that ends first."""
        if self._seen[0] is not states or self._seen[1] != connected:
            self._seen = (states, connected)
            looks = [_look(one, connected=connected) for one in states if self._is_ups(one)]
            self._worst = min(looks, key=_rank, default=None)
        return self._worst

    def _is_ups(self, state: DeviceState) -> bool:
        if state.availability is Availability.ABSENT:
            return False
        known = self._known.get(state.device)
        if known is None or known[0] is not state.points:
            known = self._known[state.device] = (state.points, is_ups(state))
        return known[1]


def ups_words(look: UpsLook | None, words: Words, *, short: bool = False) -> str:
    """市电 · UPS 98 %; ▲ 电池供电 · UPS 60 % · 剩 18 分钟; where room is short ▲ UPS 18 分."""
    if look is None:
        return ""
    if short:
        if look.left is not None and look.what in ("battery", "low"):
            return words(f"devices.ups.short.{look.what}", n=f"{look.left:.0f}")
        return words("devices.ups.short.other")
    told = f"devices.ups.{look.what}"
    if look.what in ("mains", "battery"):
        if look.charge is None:
            said = words(f"{told}_bare")
        else:
            said = words(told, charge=number_words(look.charge, 1))
    else:
        said = words(told)
    if look.left is not None and look.what in ("battery", "low"):
        return words("devices.ups.left", said=said, n=f"{look.left:.0f}")
    return said


def _look(state: DeviceState, *, connected: bool) -> UpsLook:
    values = {one.key: one.value for one in state.states if one.value is not None and not one.stale}
    if state.availability is Availability.OFFLINE:
        return UpsLook("lost")
    if not connected:
        return UpsLook("unknown")
    what = {
        Feed.MAINS.value: "mains",
        Feed.BATTERY.value: "low" if values.get(LOW.key) is True else "battery",
        Feed.BYPASS.value: "bypass",
        Feed.OFF.value: "off",
    }.get(str(values.get(FEED.key, "")), "unknown")
    return UpsLook(what, _number(values, CHARGE.key), _number(values, RUNTIME.key))


def _number(values: Mapping[str, Value], key: str) -> float | None:
    value = values.get(key)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number else None  # type: ignore[arg-type]  # it is one


def _rank(look: UpsLook) -> tuple[int, float, float]:
    left = look.left if look.left is not None else 1e9
    return _WORST.index(look.what), left, look.charge if look.charge is not None else 1e9
