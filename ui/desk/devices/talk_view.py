"""The last words with a device as they were said, and a line typed to it with its real answer."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.labels import clock_words, name_of
from ui.desk.answers import code_words
from ui.desk.families import Families
from ui.desk.kit import Kit
from ui.desk.sources.view import SubView
from wallctl.client.devices import exchanges
from wallctl.domain.commands import Answer, DeviceSay, Result
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.observed import Exchange
from wallctl.domain.errors import WallctlError

REFRESH_MS = 2_000


class TalkView(SubView):
    """Asks for the words again while it is open."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        words, scale = kit.words, kit.scale
        self.families = Families.of(kit.hub, kit.spawn)
        self.device = ""
        self._told: tuple[Exchange, ...] | None = None
        self._asking = False
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.scroll.hide()
        self.column.insertWidget(1, self.text, 1)
        self.typed = QWidget()
        self.field = QLineEdit()
        self.send = CommandButton(words, scale, "devices.say")
        self.answer = QLabel()
        self.answer.setWordWrap(True)
        self.answer.setTextFormat(Qt.TextFormat.PlainText)
        self.answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.caution = QLabel()
        self.caution.setProperty("role", "muted")
        self.caution.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(scale.mm(1.2))
        line.addWidget(self.field, 1)
        line.addWidget(self.send)
        column = QVBoxLayout(self.typed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.mm(1))
        column.addWidget(self.caution)
        column.addLayout(line)
        column.addWidget(self.answer)
        self.column.insertWidget(2, self.typed)
        self.buttons.addWidget(self.back)
        self.buttons.addStretch(1)
        self.field.returnPressed.connect(self.send.press)
        self.send.fired.connect(self._say_line)
        self._again = QTimer(self, interval=REFRESH_MS)
        self._again.timeout.connect(self.load)
        kit.rights.changed.connect(self._follow)
        words.changed.connect(self._say)
        self._say()

    def open_for(self, device: str) -> None:
        self.device, self._told = device, None
        self.text.clear()
        self.field.clear()
        self.answer.clear()
        self.answer.hide()
        self.say("")
        self._say()
        self._follow()
        self.load()
        (self.field if self.typed.isVisible() else self.text).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._again.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._again.stop()

    def load(self) -> None:
        if self.device and not self._asking and self.kit.hub.connected:
            self._asking = True
            self.kit.spawn(self._load(self.device))

    async def _load(self, device: str) -> None:
        try:
            told = await exchanges(self.kit.hub.room, device)
        except WallctlError:
            return
        finally:
            self._asking = False
        if device == self.device and told != self._told:
            self._told = told
            self._show()

    def _show(self) -> None:
        """The newest at the end, and in sight where the end was."""
        bar = self.text.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 2
        told = self._told or ()
        lines = [_lines(one) for one in told] or [self.words("devices.talk_none")]
        place = bar.value()
        self.text.setPlainText("\n".join(lines))
        bar.setValue(bar.maximum() if at_end else place)

    def _say_line(self) -> None:
        line = self.field.text()
        if line:
            name = name_of(self.kit.hub.show.get(Device, self.device), self.words, self.device)
            self.kit.actions.ask(DeviceSay(self.device, line), self.send, self._said, what=name)

    def _said(self, answer: Answer | None) -> None:
        words = self.words
        if answer is None:
            told = words("answer.unreachable")
        elif answer.result is Result.DONE:
            told = got_words(dict(answer.fields).get("got", "")) or words("devices.say_nothing")
        else:
            told = f"▲ {code_words(answer, words)}"
        self.answer.setText(told)
        self.answer.show()
        self.load()

    def _follow(self) -> None:
        device = self.kit.hub.show.get(Device, self.device)
        card = self.families.card(device.driver) if device is not None else None
        says = card is not None and card.says_lines
        self.typed.setVisible(says and self.kit.rights.now("device.say"))

    def _say(self) -> None:
        words = self.words
        name = name_of(self.kit.hub.show.get(Device, self.device), words, self.device)
        self.title.say(words("devices.talk_title", name=name))
        self.text.setAccessibleName(words("devices.talk"))
        self.field.setAccessibleName(words("devices.say_field"))
        self.field.setPlaceholderText(words("devices.say_field"))
        self.caution.setText(words("devices.say_caution"))
        if self._told is not None:
            self._show()


def _lines(one: Exchange) -> str:
    ms = f"  {one.ms:.0f} ms" if one.ms else ""
    told = [f"{clock_words(one.at)}{ms}"]
    told += [f"  → {one.sent}"] if one.sent else []
    told += [f"  ← {one.got}"] if one.got else []
    return "\n".join(told)


def got_words(got: str) -> str:
    """The answer as text and as bytes, where the driver gives not both itself."""
    if not got or "\n" in got.strip():
        return got
    return f"{got}\n{got.encode('utf-8', 'replace').hex(' ').upper()}"
