"""What a test of a device gave, in words: what it is, what it reports, in so many ms."""

from __future__ import annotations

from ui.common.labels import reason_words
from ui.common.words import Words
from ui.desk.answers import code_words
from ui.desk.devices.words import said
from wallctl.domain.commands import Answer, Result
from wallctl.domain.devices.observed import DeviceState

_SHOWN = 16


def tested_words(answer: Answer | None, state: DeviceState | None, words: Words) -> str:
    """Some lines; `state` is that of the saved device, whose points have names."""
    if answer is None:
        return words("answer.unreachable")
    if answer.result is not Result.DONE:
        why = (
            code_words(answer, words)
            if answer.fields
            else reason_words(answer.code, words, "devices")
        )
        return words("devices.test_failed", why=why)
    ms = answer.steps[0].ms if answer.steps else 0.0
    lines = [words("devices.test_good", ms=f"{ms:.0f}")]
    told = [f"{_name(key, state, words)}: {value}" for key, value in answer.fields]
    between = words("test.comma")
    listed = between.join(told[:_SHOWN])
    if len(told) > _SHOWN:
        listed = words("devices.and_more", names=listed, n=len(told))
    return "\n".join([*lines, listed] if listed else lines)


def _name(key: str, state: DeviceState | None, words: Words) -> str:
    if words.has(f"devices.info.{key}"):
        return words(f"devices.info.{key}")
    point = state.point(key) if state is not None else None
    return said(point.text, words) if point is not None else key
