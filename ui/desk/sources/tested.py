"""What a test of a source gave, in words: a picture in so many ms, its size, its sub-stream."""

from __future__ import annotations

from ui.common.labels import reason_words
from ui.common.words import Words
from wallctl.domain.commands import Answer, Result

_CODECS = {"h264": "H.264", "hevc": "H.265", "h265": "H.265", "mjpeg": "MJPEG", "av1": "AV1"}


def tested_words(answer: Answer | None, words: Words) -> str:
    """One line; without an answer that the outcome is unknown."""
    if answer is None:
        return words("answer.unreachable")
    fields = dict(answer.fields)
    if answer.result is Result.REFUSED or not answer.steps:
        return words("test.failed", why=reason_words(fields.get("reason", answer.code), words))
    if answer.steps[0].state != "live":
        return words("test.failed", why=reason_words(answer.steps[0].reason, words))
    parts = [words("test.shows", ms=fields.get("first_picture_ms", "0"))]
    parts.append(_size(fields, ""))
    sub = next((step for step in answer.steps if step.what == "sub"), None)
    if sub is not None and sub.state == "live":
        parts.append(words("test.sub", size=_size(fields, "sub_")))
    elif sub is not None:
        parts.append(words("test.no_sub", why=reason_words(sub.reason, words)))
    return words("test.comma").join(part for part in parts if part)


def test_good(answer: Answer | None) -> bool:
    return answer is not None and answer.result is Result.DONE


def _size(fields: dict[str, str], of: str) -> str:
    """1920×1080@25 H.264"""
    width, height = fields.get(f"{of}width", "0"), fields.get(f"{of}height", "0")
    codec = fields.get(f"{of}codec", "")
    size = f"{width}×{height}" if width not in ("", "0") else ""
    fps = float(fields.get(f"{of}fps", "0") or 0)
    rate = f"@{fps:.0f}" if size and fps >= 1 else ""
    return f"{size}{rate} {_CODECS.get(codec, codec.upper())}".strip()
