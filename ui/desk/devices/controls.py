"""How a point is set, by its capability: buttons, a choice, a number, a line of text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.labels import name_of
from ui.desk.devices.flow import FlowLayout
from ui.desk.devices.hold import HoldKeyButton
from ui.desk.devices.words import bool_words, choice_words, number_words, said
from ui.desk.kit import Kit
from ui.desk.sources.fields import Choice, TextField
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.points import BOOLEAN, Capability, Point, Text, Value, checked, same
from wallctl.domain.errors import Invalid

FEW = 4
"""So many values have a button each."""


class Control(QWidget):
    """`asked` with a value and the button that asked; `mistaken` with what is wrong with it."""

    asked = Signal(object, object)
    mistaken = Signal(str)

    def __init__(self, kit: Kit, device: Device, point: Point) -> None:
        super().__init__()
        self.kit, self.device, self.point = kit, device, point
        self.buttons: list[CommandButton] = []

    def put(self, seen: Value | None, *, old: bool = False) -> None:
        """What the point is, or was when it was last heard of."""

    def say(self) -> None:
        """The language changed."""

    def button(self, label: Callable[[], str], value: Callable[[], Value | None]) -> CommandButton:
        """A button that asks for a value: held, with what it does to what on it, where the point
        is dangerous."""
        words, scale = self.kit.words, self.kit.scale
        made: CommandButton
        if self.point.dangerous:
            made = HoldKeyButton(words, scale, lambda: self._consequence(label()))
        else:
            made = CommandButton(words, scale, label)
        made.fired.connect(lambda: self._ask(value(), made))
        self.buttons.append(made)
        return made

    def _consequence(self, what: str) -> str:
        words = self.kit.words
        room = next(iter(self.kit.hub.show.rooms.values()), None)
        return words(
            "devices.hold",
            what=what,
            device=name_of(self.device, words),
            point=said(self.point.text, words),
            room=name_of(room, words),
        )

    def _ask(self, value: Value | None, button: CommandButton) -> None:
        if value is None:
            return
        try:
            value = checked(self.point, value)
        except Invalid as wrong:
            self.mistaken.emit(wrong_words(self.kit, wrong))
            return
        self.mistaken.emit("")
        self.asked.emit(value, button)


def wrong_words(kit: Kit, wrong: Invalid) -> str:
    """What is wrong with a value, and what it may be."""
    fields = {key: str(value) for key, value in wrong.fields.items()}
    return reason_of(kit, fields)


def reason_of(kit: Kit, fields: dict[str, str]) -> str:
    words, reason = kit.words, fields.get("reason", "")
    if reason == "range":
        low, high = fields.get("low", ""), fields.get("high", "")
        if high in ("inf", "None", ""):
            return words("devices.wrong.least", low=low)
        return words("devices.wrong.range", low=low, high=high)
    if reason == "profile":
        return words("devices.wrong.profile", line=fields.get("line", ""), why=_why(fields))
    keys = (f"devices.wrong.{reason}", f"refusal.{reason}", f"reason.{reason}")
    return next((words(key) for key in keys if words.has(key)), reason)


def _why(fields: dict[str, str]) -> str:
    return " ".join(part for part in (fields.get("at", ""), fields.get("why", "")) if part)


class Buttons(Control):
    """Each value has its own: none is a toggle, for what it is now may be old. What it is now is
    marked; of dangerous ones that one is not there at all."""

    def __init__(self, kit: Kit, device: Device, point: Point) -> None:
        super().__init__(kit, device, point)
        self._line = layout = FlowLayout(kit.scale.mm(1.2))
        self.setLayout(layout)
        self._values: list[Value] = []
        for value in _values(point):
            button = self.button(lambda v=value: self._label(v), lambda v=value: v)
            button.setCheckable(not point.dangerous)
            self._values.append(value)
            layout.addWidget(button)

    def add(self, other: QWidget) -> None:
        """Something that belongs beside the buttons."""
        self._line.addWidget(other)

    def put(self, seen: Value | None, *, old: bool = False) -> None:
        for value, button in zip(self._values, self.buttons, strict=True):
            is_so = not old and same(self.point, value, seen)
            if self.point.dangerous:
                button.setVisible(not is_so)
            else:
                button.setChecked(is_so)

    def _label(self, value: Value) -> str:
        words = self.kit.words
        if isinstance(value, bool):
            key = f"devices.do.{self.point.capability.value}.{'on' if value else 'off'}"
            return words(key) if words.has(key) else bool_words(self.point.capability, value, words)
        return choice_words(self.point.choices, value, words)


class Field(Control):
    """A value that is chosen or typed, and a button that sets it."""

    def __init__(
        self, kit: Kit, device: Device, point: Point, editor: QWidget, verb: Text | None
    ) -> None:
        super().__init__(kit, device, point)
        self.editor = editor
        words = kit.words
        self.go = self.button(lambda: said(verb, words) or words("devices.set"), self._value)
        unit = QLabel(point.unit)
        unit.setProperty("role", "small")
        line = QHBoxLayout()
        line.setSpacing(kit.scale.mm(1.2))
        editor.setMaximumWidth(kit.scale.mm(90))
        line.addWidget(editor, 1000)
        if point.unit:
            line.addWidget(unit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.scale.mm(1.2))
        column.addLayout(line)
        if point.dangerous:
            column.addWidget(self.go)
        else:
            line.addWidget(self.go)
        line.addStretch(1)  # what the field leaves over
        self.touched = False
        words.changed.connect(self.say)
        self.say()

    def say(self) -> None:
        words = self.kit.words
        self.editor.setAccessibleName(
            words("devices.new_value", point=said(self.point.text, words))
        )

    def _value(self) -> Value | None:
        raise NotImplementedError


class Chosen(Field):
    def __init__(self, kit: Kit, device: Device, point: Point, verb: Text | None = None) -> None:
        words = kit.words
        values = [choice.value for choice in point.choices]
        self.box = Choice(words, values, lambda v: choice_words(point.choices, v, words))
        super().__init__(kit, device, point, self.box, verb)
        self.box.picked.connect(self._touch)

    def put(self, seen: Value | None, *, old: bool = False) -> None:
        if seen is not None and not self.touched and not self.box.hasFocus():
            self.box.put(seen)

    def _touch(self) -> None:
        self.touched = True

    def _value(self) -> Value | None:
        self.touched = False
        return self.box.value()


class StepField(TextField):
    """`stepped` by Up and Down, ten at once by the keys of pages."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)


_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}


class Typed(Field):
    """Enter in the field sets it, unless it is dangerous: then the button has to be held."""

    def __init__(self, kit: Kit, device: Device, point: Point, verb: Text | None = None) -> None:
        self.line = StepField()
        super().__init__(kit, device, point, self.line, verb)
        self._number = False  # what it says of itself is one
        self.line.textEdited.connect(self._touch)
        if not point.dangerous:
            self.line.returnPressed.connect(self.go.press)
        self.line.setMinimumWidth(kit.scale.mm(16))

    def put(self, seen: Value | None, *, old: bool = False) -> None:
        self._number = isinstance(seen, int | float) and not isinstance(seen, bool)
        if seen is not None and not self.touched and not self.line.hasFocus():
            self.line.put(self.shown(seen))

    def shown(self, seen: Value) -> str:
        return str(seen)

    def _touch(self) -> None:
        self.touched = True

    def _value(self) -> Value | None:
        self.touched = False
        number = number_of(self.line.text()) if self._number else None
        return self.line.value() if number is None else number


class Number(Typed):
    """Up and Down go by the point's step."""

    def __init__(self, kit: Kit, device: Device, point: Point, verb: Text | None = None) -> None:
        super().__init__(kit, device, point, verb)
        self.line.stepped.connect(self._step)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def shown(self, seen: Value) -> str:
        number = isinstance(seen, int | float) and not isinstance(seen, bool)
        return number_words(seen, self.point.step) if number else str(seen)  # type: ignore[arg-type]

    def _step(self, steps: int) -> None:
        number = number_of(self.line.text())
        if number is None:
            return
        value = number + steps * (self.point.step or 1)
        low, high = self.point.low, self.point.high
        value = value if low is None else max(low, value)
        value = value if high is None else min(high, value)
        self.line.put(number_words(value, self.point.step))
        self.touched = True

    def _value(self) -> Value | None:
        self.touched = False
        number = number_of(self.line.text())
        return self.line.value() if number is None else number


def number_of(text: str) -> int | float | None:
    """A typed number, also with the marks of a Chinese keyboard; None where it is none."""
    bare = text.strip().replace("，", ".").replace("。", ".").replace("－", "-").replace("＋", "+")
    try:
        return int(bare)
    except ValueError:
        pass
    try:
        return float(bare)
    except ValueError:
        return None


def _values(point: Point) -> tuple[Value, ...]:
    if point.choices:
        return tuple(choice.value for choice in point.choices)
    return (True, False)


def control_of(kit: Kit, device: Device, point: Point, verb: Text | None = None) -> Control:
    """What a point is set with; `verb` is on the button in place of 设定."""
    if point.choices and len(point.choices) > FEW:
        return Chosen(kit, device, point, verb)
    if point.choices or point.capability in BOOLEAN:
        return Buttons(kit, device, point)
    if point.low is None and point.high is None and point.capability is not Capability.LEVEL:
        return Typed(kit, device, point, verb)
    return Number(kit, device, point, verb)
