"""Replies of the platform, and the cameras in them. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wallctl.domain.errors import AuthFailed, Garbled, Rejected

CODE = 20  # digits
PAN_MOST, ZOOM_MOST = 255, 15  # of the speeds in a move
# What a code's digits 11 to 13 say it is (GB/T 28181-2016, annex D): displays, alarms, sound, ...;
# 2xx are servers and groups. Whatever else is taken for a camera: makers number freely.
_NO_CAMERAS = {"133", "134", "135", "136", "137", "138", "139"}
_NO_ENTRY = {401, 403, -2, 100_401}
_LINE = 100


@dataclass(frozen=True, slots=True)
class Camera:
    """One channel of a device, by their codes of 20 digits."""

    code: str
    device: str
    name: str
    online: bool
    drawn: bool  # its stream flows now
    maker: str = ""
    model: str = ""

    @property
    def stream(self) -> str:
        """Its name at ZLMediaKit."""
        return f"{self.device}_{self.code}"


def data_of(status: int, text: str) -> Any:
    """What a reply carries. Raises AuthFailed, Rejected, Garbled."""
    if status in {401, 403}:
        raise AuthFailed(status=status)
    try:
        reply = json.loads(text)
    except (ValueError, RecursionError):
        if status >= 400:
            raise Rejected(status=status) from None
        raise Garbled(reason="not_json") from None
    if not isinstance(reply, dict) or not isinstance(reply.get("code"), int):
        raise Garbled(reason="no_reply_of_wvp")
    if reply["code"] in _NO_ENTRY:
        raise AuthFailed(code=reply["code"])
    if reply["code"] != 0 or status >= 400:
        raise Rejected(reason=line_of(reply.get("msg")), code=reply["code"])
    return reply.get("data")


def rows_of(data: Any) -> tuple[list[Mapping[str, Any]], int]:
    """The rows of a page, and how many there are in all. Raises Garbled."""
    if not isinstance(data, dict) or not isinstance(data.get("list"), list):
        raise Garbled(reason="no_page")
    total = data.get("total")
    rows: list[Mapping[str, Any]] = [row for row in data["list"] if isinstance(row, dict)]
    return rows, total if isinstance(total, int) else len(rows)


def camera_of(row: Mapping[str, Any], device: str) -> Camera | None:
    """A channel's row; None for folders and what has no code. Older ones name the
    channel `channelId`, newer ones call it `deviceId`."""
    own = row.get("channelId")
    code = own if _is_code(own) else row.get("deviceId")
    if not isinstance(code, str) or not _is_code(code):
        return None
    kind = code[10:13]
    if kind in _NO_CAMERAS or kind.startswith("2"):
        return None
    return Camera(
        code,
        device,
        line_of(row.get("name")) or code,
        row.get("status") is True or str(row.get("status")).upper() == "ON",
        bool(row.get("streamId")),
        line_of(row.get("manufacturer") or row.get("manufacture")),
        line_of(row.get("model")),
    )


def code_of(row: Mapping[str, Any]) -> str:
    """Of a device's row, "" where it has none."""
    code = row.get("deviceId")
    return code if isinstance(code, str) and _is_code(code) else ""


def line_of(told: object) -> str:
    text = told if isinstance(told, str) else ""
    return "".join(c for c in text if c.isprintable())[:_LINE].strip()


def _is_code(told: object) -> bool:
    return isinstance(told, str) and told.isascii() and told.isdigit() and len(told) == CODE


def way(pan: float, tilt: float, zoom: float) -> tuple[str, dict[str, str]]:
    """The platform's word for a move and the speeds it wants. It has none for turning and zooming
    at once: turning goes first."""
    words = {1: "up", -1: "down", 0: ""}[_sign(tilt)] + {1: "right", -1: "left", 0: ""}[_sign(pan)]
    if not words:
        words = {1: "zoomin", -1: "zoomout", 0: "stop"}[_sign(zoom)]
    return words, {
        "horizonSpeed": _speed(pan, PAN_MOST),
        "verticalSpeed": _speed(tilt, PAN_MOST),
        "zoomSpeed": _speed(zoom, ZOOM_MOST),
    }


def _speed(value: float, most: int) -> str:
    return str(max(1, round(abs(value) * most)) if value else 0)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
