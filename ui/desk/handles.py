"""The eight handles of the chosen tile, in widget px."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt

from ui.desk.snap import Grip

HANDLE_PX = 8
_REACH_PX = 9

_SIDES = {
    Grip.LEFT | Grip.TOP: (0.0, 0.0),
    Grip.TOP: (0.5, 0.0),
    Grip.RIGHT | Grip.TOP: (1.0, 0.0),
    Grip.RIGHT: (1.0, 0.5),
    Grip.RIGHT | Grip.BOTTOM: (1.0, 1.0),
    Grip.BOTTOM: (0.5, 1.0),
    Grip.LEFT | Grip.BOTTOM: (0.0, 1.0),
    Grip.LEFT: (0.0, 0.5),
}
_CURSORS = {
    Grip.LEFT: Qt.CursorShape.SizeHorCursor,
    Grip.RIGHT: Qt.CursorShape.SizeHorCursor,
    Grip.TOP: Qt.CursorShape.SizeVerCursor,
    Grip.BOTTOM: Qt.CursorShape.SizeVerCursor,
    Grip.LEFT | Grip.TOP: Qt.CursorShape.SizeFDiagCursor,
    Grip.RIGHT | Grip.BOTTOM: Qt.CursorShape.SizeFDiagCursor,
    Grip.RIGHT | Grip.TOP: Qt.CursorShape.SizeBDiagCursor,
    Grip.LEFT | Grip.BOTTOM: Qt.CursorShape.SizeBDiagCursor,
}


def spots(box: QRectF) -> dict[Grip, QRectF]:
    half = HANDLE_PX / 2
    return {
        grip: QRectF(
            box.left() + box.width() * x - half,
            box.top() + box.height() * y - half,
            HANDLE_PX,
            HANDLE_PX,
        )
        for grip, (x, y) in _SIDES.items()
    }


def grip_at(box: QRectF, point: QPointF) -> Grip | None:
    """Which handle is under the point, corners before sides; None where there is none."""
    for grip, spot in sorted(spots(box).items(), key=lambda item: -len(item[0])):
        away = spot.center() - point
        if max(abs(away.x()), abs(away.y())) <= _REACH_PX:
            return grip
    return None


def cursor_of(grip: Grip | None) -> Qt.CursorShape:
    return _CURSORS.get(grip, Qt.CursorShape.ArrowCursor) if grip else Qt.CursorShape.ArrowCursor
