"""What an alarm says: what is wrong, what still works, and what to do. In plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ui.common.labels import name_of, reason_words
from ui.common.words import Words
from wallctl.domain.alarms import Alarm, AlarmEvent, Priority
from wallctl.domain.devices.entities import Device
from wallctl.domain.show import Show

MARKS: Mapping[Priority, str] = {
    Priority.CRITICAL: "▲",
    Priority.WARNING: "◆",
    Priority.NOTICE: "●",
}
"""One shape for each priority: colour alone carries nothing."""


@dataclass(frozen=True, slots=True)
class AlarmWords:
    """`still` and `do` may be empty."""

    what: str
    still: str = ""
    do: str = ""

    @property
    def line(self) -> str:
        """What and what to do, in one line."""
        return f"{self.what} · {self.do}" if self.do else self.what


def alarm_words(alarm: Alarm | AlarmEvent, show: Show, words: Words) -> AlarmWords:
    return said(alarm.code, alarm.target, dict(alarm.fields), show, words)


_PLACES = ("node", "output", "screen", "source", "wall", "by", "panel", "s", "network", "name")
_UNTOLD = ("lost", "minutes", "charge", "why")


def said(code: str, target: str, fields: Mapping[str, str], show: Show, words: Words) -> AlarmWords:
    """The words of a code about a target; the code itself where this screen does not know it."""
    key = f"alarm.{code}"
    if not words.has(key):
        return AlarmWords(words("alarm.other", code=code), "", words("alarm.other.do"))
    named = {"code": code, **fields, **_names(fields, show, words)}
    for name in _PLACES:
        named.setdefault(name, target)
    device, _, point = target.partition("/")
    for name, value in (("device", device), ("point", point or target)):
        named.setdefault(name, value)
    for name in _UNTOLD:
        named.setdefault(name, "")
    what = words(_finer(key, fields, words), **named)
    if fields.get("note"):
        what = f"{what}：{fields['note']}" if words.lang == "zh" else f"{what}: {fields['note']}"
    still = words(f"{key}.still") if words.has(f"{key}.still") else ""
    finer = f"alarm.do.{fields.get('reason', '')}"
    do = finer if words.has(finer) else f"{key}.do"
    return AlarmWords(what, still, words(do) if words.has(do) else "")


def _finer(key: str, fields: Mapping[str, str], words: Words) -> str:
    """The key that says it more exactly, where there is one."""
    if fields.get("picture") in ("stale", "held"):
        return f"{key}_{fields['picture']}"
    if fields.get("reason") and words.has(f"{key}_why"):
        return f"{key}_why"
    if not fields.get("lost") and words.has(f"{key}_bare"):
        return f"{key}_bare"
    if not fields.get("minutes") and words.has(f"{key}_plain"):
        return f"{key}_plain"
    if fields.get("panel") and words.has(f"{key}_from"):
        return f"{key}_from"
    return key


def _names(fields: Mapping[str, str], show: Show, words: Words) -> dict[str, str]:
    """Names in place of ids."""
    found: dict[str, str] = {}
    if source := fields.get("source"):
        found["source"] = name_of(show.sources.get(source), words, source)
    if wall := fields.get("wall"):
        found["wall"] = name_of(show.walls.get(wall), words, wall)
    if output := fields.get("output"):
        known = show.outputs.get(output)
        found["output"] = (known.name if known is not None else "") or output
    if carrier := fields.get("carrier"):
        key = f"carrier.{carrier}"
        found["network"] = words(key) if words.has(key) else carrier
    if department := fields.get("department"):
        found["network"] = department
    if device := fields.get("device"):
        found["device"] = name_of(show.all(Device).get(device), words, device)
    if f"point_{words.lang}" in fields:
        found["point"] = fields[f"point_{words.lang}"]
    if reason := fields.get("reason"):
        found["why"] = reason_words(reason, words, "devices" if fields.get("device") else "")
    return found
