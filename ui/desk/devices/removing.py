"""Before a device is removed: which, what goes with it, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from ui.common.command_button import CommandButton
from ui.common.labels import name_of
from ui.desk.actions import succeeded
from ui.desk.answers import code_words
from ui.desk.devices.flow import FlowLayout
from ui.desk.kit import Kit
from wallctl.domain.commands import Answer, DeviceRemove
from wallctl.domain.devices.entities import Desired, Device


class RemoveStrip(QFrame):
    """Below the device, over nothing. The safe button has the focus."""

    done = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        words, scale = kit.words, kit.scale
        self._device: Device | None = None
        self.setProperty("role", "note")
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.keep = CommandButton(words, scale, "devices.keep")
        self.keep.fired.connect(self.shut)
        self.remove = CommandButton(words, scale, self._label)
        self.remove.fired.connect(self._remove)
        tools = FlowLayout(scale.mm(1.2))
        tools.addWidget(self.keep)
        tools.addWidget(self.remove)
        layout = QVBoxLayout(self)
        margin = scale.mm(2)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.addWidget(self.said)
        layout.addLayout(tools)
        words.changed.connect(self._say)
        self.hide()

    def open_for(self, device: Device) -> None:
        self._device = device
        self._say()
        self.show()
        self.keep.setFocus(Qt.FocusReason.PopupFocusReason)

    def shut(self) -> None:
        if self._device is not None:
            self._device = None
            self.hide()
            self.done.emit()

    def _label(self) -> str:
        room = next(iter(self.kit.hub.show.rooms.values()), None)
        return self.kit.words("devices.remove_for_good", room=name_of(room, self.kit.words))

    def _say(self) -> None:
        device, words = self._device, self.kit.words
        if device is not None:
            wanted = self.kit.hub.show.all(Desired).values()
            count = sum(one.device == device.id for one in wanted)
            key = "devices.remove_what_wanted" if count else "devices.remove_what"
            self.said.setText(words(key, name=name_of(device, words), n=count))
            self.remove.say()

    def _remove(self) -> None:
        if self._device is not None:
            self.kit.actions.ask(
                DeviceRemove(self._device.id), self.remove, self._answered, self._device.name
            )

    def _answered(self, answer: Answer | None) -> None:
        if succeeded(answer):
            self.shut()
        elif answer is not None:
            self.said.setText(code_words(answer, self.kit.words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)
