"""Words for devices and their points: what stands on the glass of this page comes from here."""

from __future__ import annotations

from collections.abc import Mapping

from ui.common.glyphs import Glyph
from ui.common.labels import reason_words, when
from ui.common.tokens import DARK
from ui.common.words import Words
from wallctl.domain.devices.entities import Desired
from wallctl.domain.devices.observed import Availability, PointState, Verdict
from wallctl.domain.devices.points import BOOLEAN, Capability, Choice, Point, Text, Value
from wallctl.domain.devices.windows import read
from wallctl.domain.errors import Invalid

VERDICT_MARKS: Mapping[Verdict, tuple[Glyph, str]] = {
    Verdict.FREE: (Glyph.NONE, DARK.muted),
    Verdict.IN_SYNC: (Glyph.CHECK, DARK.muted),
    Verdict.PENDING: (Glyph.PENDING, DARK.pending),
    Verdict.SENT: (Glyph.SENT, DARK.text),
    Verdict.DRIFTED: (Glyph.WARN, DARK.pending),
    Verdict.FAILED: (Glyph.FAULT, DARK.fault),
    Verdict.UNKNOWN: (Glyph.STALE, DARK.stale),
}
"""A shape and a colour for each; the word stands beside them always."""

AVAILABILITY_MARKS: Mapping[Availability, tuple[Glyph, str]] = {
    Availability.CONNECTING: (Glyph.PENDING, DARK.pending),
    Availability.ONLINE: (Glyph.CHECK, DARK.muted),
    Availability.OFFLINE: (Glyph.FAULT, DARK.fault),
    Availability.ABSENT: (Glyph.OFFLINE, DARK.muted),
}


def said(text: Text | None, words: Words) -> str:
    """A driver's own words, in the language of the screen."""
    if text is None:
        return ""
    return (text.en or text.zh) if words.lang == "en" else (text.zh or text.en)


def choice_words(choices: tuple[Choice, ...], value: Value, words: Words) -> str:
    """The words of one of the choices; the value itself where it is none of them."""
    found = next((one for one in choices if one.value == str(value)), None)
    return said(found.text, words) if found is not None else str(value)


def value_words(point: Point | None, value: Value | None, words: Words) -> str:
    """A value as one reads it. None is "nothing known"."""
    if value is None:
        return words("devices.no_value")
    if point is None:
        return str(value)
    if isinstance(value, bool):
        return bool_words(point.capability, value, words)
    if isinstance(value, int | float):
        return f"{number_words(value, point.step)} {point.unit}".strip()
    for area in _STATES.get(point.capability, ()):
        if words.has(f"{area}.{value}"):
            return words(f"{area}.{value}")
    if point.capability is Capability.WINDOW:
        return _window_words(value, words)
    if point.choices:
        return choice_words(point.choices, value, words)
    return f"{value} {point.unit}".strip()


_STATES: Mapping[Capability, tuple[str, ...]] = {
    Capability.POWER: ("devices.power",),
    Capability.CALL: ("devices.call",),
}


def bool_words(capability: Capability, value: bool, words: Words) -> str:
    """On and off, as one says it of such a thing."""
    kind = capability.value if capability in BOOLEAN else Capability.SENSOR.value
    return words(f"devices.{kind}.{'on' if value else 'off'}")


def number_words(value: float, step: float = 0.0) -> str:
    """As fine as its step; without one, as it came."""
    if isinstance(value, int):
        return str(value)
    if value == round(value):
        return f"{value:.0f}"
    if step >= 1:
        return f"{value:.0f}"
    return f"{value:.6g}" if not step else f"{value:.{len(f'{step:.6f}'.rstrip('0')) - 2}f}"


def _window_words(value: str, words: Words) -> str:
    try:
        window = read(value)
    except Invalid:
        return value
    if window is None:
        return words("devices.window_closed")
    return f"{window.source} · {window.x},{window.y} {window.w}×{window.h}"


def is_about(state: PointState, desired: Desired | None) -> bool:
    """Whether its verdict is about what is desired now: a wish may be younger than the report."""
    return desired is None or state.wished_at >= desired.at - 1e-3


def verdict_words(state: PointState, words: Words) -> str:
    """The verdict with its reason: 执行中 · 预热中."""
    told = words(f"devices.verdict.{state.verdict.value}")
    why = reason_words(state.reason, words, "devices")
    return f"{told} · {why}" if why else told


def time_words(at: float, now: float) -> str:
    """Epoch s as the clock shows it; with its day where that is another than today's."""
    if at <= 0:
        return ""
    return when(at, now)


def joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
