"""Rows of the overlay page: one part of the layer each, shown and taken down by one button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.parts import Said
from ui.desk.kit import Kit
from wallctl.domain.entities import Banner, Edge, Logo, Notice, Wall, WallClock
from wallctl.domain.geometry import Rect, Size

SPEEDS = (0, 80, 160, 320)
"""px/s on a canvas 2160 px high; others in proportion."""
HEIGHTS = (0.035, 0.05, 0.08)
"""Of the canvas' height."""
CORNERS = ("top_left", "top_right", "bottom_left", "bottom_right")
LONGEST = 200

Part = Notice | Banner | Logo | WallClock


class Choice(QComboBox):
    """A list of worded choices; `put` shows one without telling."""

    def __init__(self, kit: Kit, name: str, keys: Sequence[str]) -> None:
        super().__init__()
        self._words, self._name, self._keys = kit.words, name, tuple(keys)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        kit.words.changed.connect(self._say)
        self._say()

    def _say(self) -> None:
        at = max(0, self.currentIndex())
        self.blockSignals(True)
        self.clear()
        self.addItems([self._words(key) for key in self._keys])
        self.setCurrentIndex(at)
        self.blockSignals(False)
        self.setAccessibleName(self._words(self._name))

    def put(self, at: int) -> None:
        self.blockSignals(True)
        self.setCurrentIndex(at)
        self.blockSignals(False)


class Strip(QWidget):
    """`read` gives the part as the fields say it, `show` puts it into the fields."""

    def __init__(
        self,
        kit: Kit,
        title: str,
        choices: Sequence[Choice],
        field: QLineEdit | None,
        send: Callable[[bool, CommandButton | None], None],
    ) -> None:
        super().__init__()
        self._kit, self._send, self.on = kit, send, False
        self.field, self.choices = field, tuple(choices)
        scale = kit.scale
        self.button = CommandButton(kit.words, scale, self._label)
        self.button.setCheckable(True)
        self.button.fired.connect(self._toggle)
        first = QHBoxLayout()
        first.addWidget(Said(kit.words, title))
        for choice in self.choices:
            choice.activated.connect(self._changed)
            first.addWidget(choice)
        first.addStretch(1)
        rows = [first]
        if field is not None:
            field.returnPressed.connect(self._changed)
            rows.append(QHBoxLayout())
            rows[1].addWidget(field, 1)
        rows[-1].addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scale.mm(1))
        for row in rows:
            row.setSpacing(scale.mm(1.4))
            layout.addLayout(row)

    def put(self, on: bool) -> None:
        self.on = on
        self.button.setChecked(on)
        self.button.say()

    def _label(self) -> str:
        return self._kit.words("overlay.hide" if self.on else "overlay.show")

    def _toggle(self) -> None:
        self.button.setChecked(self.on)
        if not self.on and self.field is not None and not self.field.text().strip():
            self._kit.actions.hinted.emit("hint.no_text")
            return
        self._send(not self.on, self.button)

    def _changed(self) -> None:
        """What is shown changes at once; what is not is kept for its turn."""
        if self.field is None or self.field.text().strip() or not self.on:
            self._send(self.on, None)


def text_field(kit: Kit, key: str) -> QLineEdit:
    field = QLineEdit()
    field.setMaxLength(LONGEST)

    def say() -> None:
        field.setPlaceholderText(kit.words(key))
        field.setAccessibleName(kit.words(key))

    kit.words.changed.connect(say)
    say()
    return field


def corner_rect(canvas: Size, corner: str, size: Size) -> Rect:
    """A rectangle of that size in a corner, a twentieth of the canvas' height from the edges."""
    gap = canvas.h // 20
    x = gap if corner.endswith("left") else canvas.w - gap - size.w
    y = gap if corner.startswith("top") else canvas.h - gap - size.h
    return Rect(max(0, x), max(0, y), min(size.w, canvas.w), min(size.h, canvas.h))


def corner_of(canvas: Size, rect: Rect) -> int:
    """The place in CORNERS that the middle of a rectangle is nearest to."""
    right = rect.x + rect.w / 2 > canvas.w / 2
    low = rect.y + rect.h / 2 > canvas.h / 2
    return 2 * low + right


def nearest(values: Sequence[float], value: float) -> int:
    return min(range(len(values)), key=lambda n: abs(values[n] - value))


def notice_of(
    known: Notice, wall: Wall, *, text: str, edge: int, speed: int, height: int
) -> Notice:
    scale = wall.canvas.h / 2160
    return replace(
        known,
        text=text,
        edge=(Edge.BOTTOM, Edge.TOP)[edge],
        speed=round(SPEEDS[speed] * scale),
        height=max(8, round(HEIGHTS[height] * wall.canvas.h)),
    )
