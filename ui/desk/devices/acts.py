"""Momentary acts of a device: done once, never confirmed by more than that they were taken."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.common.command_button import CommandButton
from ui.common.labels import name_of
from ui.desk.answers import code_words
from ui.desk.devices.controls import Control, control_of
from ui.desk.devices.flow import FlowLayout
from ui.desk.devices.hold import HoldKeyButton
from ui.desk.devices.words import joined, said
from ui.desk.kit import Kit
from wallctl.domain.commands import Answer, DeviceAct, Result
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.points import ActSpec, Point, Value


class ActRow(QWidget):
    """A button; with a field before it where the act takes something."""

    def __init__(self, kit: Kit, device: Device, spec: ActSpec) -> None:
        super().__init__()
        self.kit, self.device, self.spec = kit, device, spec
        words, scale = kit.words, kit.scale
        self.said = QLabel()
        self.said.setProperty("role", "fault")
        self.said.setWordWrap(True)
        self.said.hide()
        self.button: CommandButton
        self.control: Control | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.mm(0.8))
        if spec.argument is not None:
            title = QLabel()
            title.setWordWrap(True)
            title.setProperty("role", "small")
            self._title: QLabel | None = title
            column.addWidget(title)
            self.control = control_of(kit, device, _argument(spec, spec.argument), spec.text)
            self.control.asked.connect(self._ask)
            self.control.mistaken.connect(self.tell)
            column.addWidget(self.control)
            self.button = self.control.buttons[0]
        else:
            self._title = None
            if spec.dangerous:
                self.button = HoldKeyButton(words, scale, self._consequence)
            else:
                self.button = CommandButton(words, scale, lambda: said(spec.text, words))
            self.button.fired.connect(lambda: self._ask("", self.button))
            line = FlowLayout(scale.mm(1.2))
            line.addWidget(self.button)
            column.addLayout(line)
        column.addWidget(self.said)
        words.changed.connect(self._say)
        self._say()

    def allow(self) -> None:
        self.setVisible(self.kit.rights.may("device.act"))

    def tell(self, text: str) -> None:
        self.said.setText(f"▲ {text}" if text else "")
        self.said.setVisible(bool(text))

    def _say(self) -> None:
        if self._title is not None and self.spec.argument is not None:
            words = self.kit.words
            act, what = said(self.spec.text, words), said(self.spec.argument.text, words)
            self._title.setText(joined(act, what))

    def _consequence(self) -> str:
        words = self.kit.words
        room = next(iter(self.kit.hub.show.rooms.values()), None)
        return words(
            "devices.hold_act",
            what=said(self.spec.text, words),
            device=name_of(self.device, words),
            room=name_of(room, words),
        )

    def _ask(self, value: Value, button: CommandButton) -> None:
        spec = self.spec
        command = DeviceAct(self.device.id, spec.name, spec.key, value, confirm=spec.dangerous)
        self.tell("")
        name = joined(name_of(self.device, self.kit.words), said(spec.text, self.kit.words))
        self.kit.actions.ask(command, button, self._answered, what=name)

    def _answered(self, answer: Answer | None) -> None:
        if not isValid(self):
            return  # another device is shown by now
        if answer is None:
            self.tell(self.kit.words("answer.unreachable"))
        elif answer.result is not Result.DONE:
            self.tell(code_words(answer, self.kit.words))


def _argument(spec: ActSpec, argument: Point) -> Point:
    """What it takes, as dangerous as the act itself."""
    return replace(argument, dangerous=spec.dangerous)
