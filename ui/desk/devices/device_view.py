"""One device: how it does, what it is, its points and acts, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.labels import name_of, reason_words
from ui.common.parts import Elided, line
from ui.desk.devices.flow import FlowLayout
from ui.desk.devices.mark_line import MarkLine
from ui.desk.devices.points_box import PointsBox
from ui.desk.devices.removing import RemoveStrip
from ui.desk.devices.words import AVAILABILITY_MARKS, joined, said, time_words
from ui.desk.families import Families
from ui.desk.kit import Kit
from ui.desk.sources.view import View
from wallctl.domain.commands import DeviceAgain, DeviceRelease
from wallctl.domain.devices.entities import Desired, Device
from wallctl.domain.devices.observed import Availability, DeviceState
from wallctl.domain.entities import Kind

_LOOK_MS = 5_000  # ages of what is old


class DeviceView(View):
    """`show_device` puts one into it, "" none. Follows that one alone, while it is seen."""

    edit_wanted = Signal(object)  # the device
    talk_wanted = Signal(str)
    learn_wanted = Signal(object)  # ids
    diagnostics_wanted = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        scale = kit.scale
        self.families = Families.of(kit.hub, kit.spawn)
        self.device = ""
        self._state: DeviceState | None = None
        self.title = Elided("title")
        self.availability = MarkLine(scale)
        self.model = Elided("muted")
        self.where = Elided("muted")
        self.back = self._button("devices.back")
        self.again = self._button("devices.again")
        self.release = self._button("devices.release_all")
        self.learn = self._button("devices.learn")
        self.talk = self._button("devices.talk")
        self.diagnostics = self._button("devices.diagnostics")
        self.edit = self._button("devices.edit")
        self.remove = self._button("devices.remove")
        self.nothing = QLabel()
        self.nothing.setProperty("role", "muted")
        self.nothing.setWordWrap(True)
        self.note = QLabel()
        self.note.setProperty("role", "small")
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.said = Elided("muted")
        self.asking = RemoveStrip(kit)
        self.points = PointsBox(kit)
        self._head = QWidget()
        self._lay()
        self._connect()
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._refresh)
        self._say()

    def _button(self, key: str) -> CommandButton:
        return CommandButton(self.words, self.scale, key)

    def _lay(self) -> None:
        scale = self.scale
        tools, more = FlowLayout(scale.mm(1.2)), FlowLayout(scale.mm(1.2))
        for button in (self.back, self.again, self.talk, self.edit):
            tools.addWidget(button)
        for button in (self.learn, self.release, self.diagnostics, self.remove):
            more.addWidget(button)
        head = QVBoxLayout(self._head)
        head.setContentsMargins(0, 0, scale.mm(1.6), 0)
        head.setSpacing(scale.mm(0.8))
        for part in (self.title, self.availability, self.model, self.where):
            head.addWidget(part)
        head.addLayout(tools)
        head.addWidget(self.note)
        head.addWidget(line())
        head.addWidget(self.points)
        head.addWidget(line())
        head.addLayout(more)
        head.addStretch(1)
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setWidget(self._head)
        self.column.addWidget(self.nothing)
        self.column.addWidget(self.scroll, 1)
        self.column.addWidget(self.said)
        self.column.addWidget(self.asking)

    def _connect(self) -> None:
        kit = self.kit
        self.back.fired.connect(self.done)
        self.again.fired.connect(
            lambda: kit.actions.ask(DeviceAgain(self.device), self.again, what=self._name())
        )
        self.release.fired.connect(
            lambda: kit.actions.ask(DeviceRelease(self.device), self.release, what=self._name())
        )
        self.learn.fired.connect(lambda: self.learn_wanted.emit((self.device,)))
        self.talk.fired.connect(lambda: self.talk_wanted.emit(self.device))
        self.diagnostics.fired.connect(lambda: self.diagnostics_wanted.emit(self.device))
        self.edit.fired.connect(lambda: self.edit_wanted.emit(self._device()))
        self.remove.fired.connect(self._remove)
        self.asking.done.connect(self.edit.setFocus)
        kit.hub.show_changed.connect(self._show_changed)
        kit.hub.observed_changed.connect(self._observed)
        kit.hub.connection_changed.connect(self._connection)
        kit.rights.changed.connect(self._follow)
        self.families.changed.connect(self._anew)
        self.words.changed.connect(self._say)

    # -- which --------------------------------------------------------------------------------

    def show_device(self, device: str) -> None:
        if device == self.device:
            return
        self.device = device
        self.asking.shut()
        self.said.say("")
        self._anew()
        self.scroll.verticalScrollBar().setValue(0)

    def begin(self) -> None:
        """The keyboard to where a second Enter does no harm."""
        first = self.back if self.back.isVisible() else self.talk
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def wake(self, awake: bool) -> None:
        if awake:
            self._observed()
            self._look.start()
        else:
            self._look.stop()

    def _device(self) -> Device | None:
        return self.kit.hub.show.get(Device, self.device) if self.device else None

    def _name(self) -> str:
        return name_of(self._device(), self.words, self.device)

    # -- following ----------------------------------------------------------------------------

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if Kind.DEVICE in kinds:
            self._anew()
        elif Kind.DESIRED in kinds:
            self._refresh()

    def _observed(self) -> None:
        state = next(
            (one for one in self.kit.hub.observed.devices if one.device == self.device), None
        )
        if state is not self._state:
            self._state = state
            self._refresh()

    def _connection(self) -> None:
        if not self.kit.hub.connected:
            self.points.lost()
        self._refresh()

    def _anew(self) -> None:
        """Another device, or another one under its name."""
        device = self._device()
        self.scroll.setVisible(device is not None)
        self.nothing.setVisible(device is None)
        if device is None:
            self._state = None
            self.points.clear()
            self.asking.shut()
            return
        self._state = next(
            (one for one in self.kit.hub.observed.devices if one.device == device.id), None
        )
        self.points.open(device, self.families.card(device.driver))
        self._follow()
        self._refresh()

    def _refresh(self) -> None:
        device, state, words = self._device(), self._state, self.words
        if device is None:
            return
        hub = self.kit.hub
        now = hub.now()
        what = state.availability if state is not None else Availability.CONNECTING
        glyph, colour = AVAILABILITY_MARKS[what]
        since = time_words(state.since, now) if state is not None else ""
        told = joined(
            words(f"devices.{what.value}"),
            reason_words(state.reason, words, "devices") if state is not None else "",
            words("devices.since", at=since) if since else "",
        )
        self.title.say(name_of(device, words))
        self.availability.put(glyph, colour, told, old=not hub.connected)
        self.model.say(self._info(state))
        self.model.setVisible(bool(self.model.text()))
        card = self.families.card(device.driver)
        family = said(card.title, words) if card is not None else device.driver
        self.where.say(joined(device.place, device.rack, family))
        self.note.setText(device.note)
        self.note.setVisible(bool(device.note))
        mine = [one for one in hub.show.all(Desired).values() if one.device == device.id]
        self.release.setVisible(len(mine) > 1 and self.kit.rights.may("device.release"))
        self.points.put(state, {one.key: one for one in mine}, now=now, away=not hub.connected)

    def _info(self, state: DeviceState | None) -> str:
        words = self.words
        told = []
        for key, value in state.info if state is not None else ():
            name = f"devices.info.{key}"
            told.append(f"{words(name)} {value}" if words.has(name) else f"{key} {value}")
        return joined(*told)

    # -- words and rights ---------------------------------------------------------------------

    def _say(self) -> None:
        self.nothing.setText(self.words("devices.choose"))
        if self._device() is not None:
            self._anew()

    def _follow(self) -> None:
        device, rights = self._device(), self.kit.rights
        enabled = device is not None and device.enabled
        self.again.setVisible(enabled and rights.may("device.again"))
        self.learn.setVisible(enabled and rights.may("device.set"))
        self.edit.setVisible(rights.now("device.update"))
        self.remove.setVisible(rights.now("device.remove"))
        if not rights.now("device.remove"):
            self.asking.shut()
        self.points.allow()

    def _remove(self) -> None:
        device = self._device()
        if device is not None:
            self.asking.open_for(device)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.asking.isVisible():
            self.asking.shut()
        elif event.key() == Qt.Key.Key_Delete and self.remove.isVisible():
            self._remove()
        else:
            super().keyPressEvent(event)
