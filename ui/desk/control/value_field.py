"""The value of a point, as a form asks for it: a choice where there are some, else a line."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from ui.desk.devices.controls import number_of
from ui.desk.devices.words import bool_words, choice_words, number_words
from ui.desk.kit import Kit
from wallctl.domain.devices.points import BOOLEAN, Point, Value


class ValueField(QWidget):
    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._point: Point | None = None
        self.line, self.box = QLineEdit(), QComboBox()
        self.line.setMaxLength(200)
        self._values: list[Value] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)
        row.addWidget(self.box)
        name = kit.words("control.field.value")
        self.line.setAccessibleName(name)
        self.box.setAccessibleName(name)
        self.setFocusProxy(self.line)

    def ask_for(self, point: Point | None, value: Value) -> None:
        """The point whose value is asked for, None for one that is not known just now."""
        words = self._kit.words
        self._point, self._values = point, []
        self.box.clear()
        if point is not None and point.choices:
            for one in point.choices:
                self._values.append(one.value)
                self.box.addItem(choice_words(point.choices, one.value, words))
        elif (point is not None and point.capability in BOOLEAN) or isinstance(value, bool):
            for on in (True, False):
                self._values.append(on)
                said = bool_words(point.capability, on, words) if point is not None else ""
                self.box.addItem(said or words(f"control.value.{'on' if on else 'off'}"))
        chosen = bool(self._values)
        self.box.setVisible(chosen)
        self.line.setVisible(not chosen)
        self.setFocusProxy(self.box if chosen else self.line)
        if chosen:
            self.box.setCurrentIndex(self._values.index(value) if value in self._values else 0)
        else:
            number = isinstance(value, int | float) and not isinstance(value, bool)
            self.line.setText(number_words(float(value)) if number else str(value))

    def value(self) -> Value:
        """As typed: a number where it is one, unless the point is a text's."""
        if self._values:
            return self._values[max(0, self.box.currentIndex())]
        raw = self.line.text().strip()
        number = number_of(raw)
        if number is None:
            return raw
        return int(number) if number == int(number) else number
