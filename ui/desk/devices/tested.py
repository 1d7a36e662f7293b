"""What a test of a device gave, in words: what it is, what it reports, in so many ms."""

from __future__ import annotations

from ui.common.labels import reason_words
from ui.common.words import Words
from ui.desk.answers import code_words
from ui.desk.devices.controls import number_of
from ui.desk.devices.words import said, value_words
from wallctl.domain.commands import Answer, Result
from wallctl.domain.devices.observed import DeviceState
from wallctl.domain.devices.points import Value

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
    told = [_told(key, value, state, words) for key, value in answer.fields]
    between = words("test.comma")
    listed = between.join(told[:_SHOWN])
    if len(told) > _SHOWN:
        listed = words("devices.and_more", names=listed, n=len(told))
    return "\n".join([*lines, listed] if listed else lines)


def _told(key: str, value: str, state: DeviceState | None, words: Words) -> str:
    if words.has(f"devices.info.{key}"):
        return f"{words(f'devices.info.{key}')}: {value}"
    point = state.point(key) if state is not None else None
    if point is None:
        return f"{key}: {value}"
    known: Value = value
    if value in ("True", "False"):
        known = value == "True"
    elif not point.choices and (number := number_of(value)) is not None:
        known = number
    return f"{said(point.text, words)}: {value_words(point, known, words)}"
