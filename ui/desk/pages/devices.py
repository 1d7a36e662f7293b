"""The device page: all devices, one of them beside or in their place, its form and its words."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from ui.common.command_button import State
from ui.desk.devices.device_view import DeviceView
from ui.desk.devices.form import DeviceForm
from ui.desk.devices.learn_view import LearnView
from ui.desk.devices.list_view import DevicesView
from ui.desk.devices.talk_view import TalkView
from ui.desk.families import Families
from ui.desk.kit import Kit
from ui.desk.page import Page
from ui.desk.sources import paths
from wallctl.client.devices import diagnostics
from wallctl.domain.devices.entities import Device
from wallctl.domain.errors import WallctlError

WIDE_MM = 260.0
"""From here on the list and the device stand side by side, at writing of the normal size."""
_FOLLOW_MS = 120  # the device beside the list follows once the hand rests


class DevicesPage(Page):
    """Esc leads back: from a view to the device, from there to the list, then it closes."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.families = Families.of(kit.hub, kit.spawn)
        self.list, self.device = DevicesView(kit), DeviceView(kit)
        self.form, self.talk, self.learn = DeviceForm(kit), TalkView(kit), LearnView(kit)
        self._wide = False
        self.both = QWidget()
        side = QHBoxLayout(self.both)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(kit.scale.mm(4))
        side.addWidget(self.list, 1)
        side.addWidget(self.device, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.both)
        for view in (self.form, self.talk, self.learn):
            self.stack.addWidget(view)
            view.done.connect(self._home)
        self.body.addWidget(self.stack)
        self.device.hide()
        self._soon = QTimer(self, singleShot=True, interval=_FOLLOW_MS)
        self._soon.timeout.connect(self._beside)
        listed, one = self.list, self.device
        listed.chosen.connect(lambda _: self._soon.start())
        listed.entered.connect(self.open_device)
        listed.add_wanted.connect(self.add)
        listed.learn_wanted.connect(self.open_learn)
        listed.done.connect(self.close_wanted)
        one.done.connect(self._to_list)
        one.edit_wanted.connect(self.edit)
        one.talk_wanted.connect(self.open_talk)
        one.learn_wanted.connect(self.open_learn)
        one.diagnostics_wanted.connect(self.save_diagnostics)
        kit.rights.changed.connect(self._check)
        kit.hub.connection_changed.connect(self._connected)

    @property
    def _first(self) -> QWidget:  # type: ignore[override]  # it goes with the view
        """Where the keyboard begins: in what is seen just now."""
        view = self.stack.currentWidget()
        if view is self.form:
            return self.form.own["name"].editor
        if view is self.talk:
            return self.talk.text
        if view is self.learn:
            return self.learn.list
        return self.device.back if self.list.isHidden() else self.list.list

    def opened(self) -> None:
        self.families.load()
        self.list.wake(True)
        self.device.wake(True)

    def shut(self) -> None:
        self.list.wake(False)
        self.device.wake(False)

    # -- which --------------------------------------------------------------------------------

    def open_device(self, device: str) -> None:
        """A device of the list, the keyboard on its first point."""
        self._soon.stop()
        self.list.list.choose(device)
        self._soon.stop()
        self.device.show_device(device)
        self.device.show()
        self.list.setVisible(self._wide)
        self.stack.setCurrentWidget(self.both)
        self.device.begin()

    def add(self) -> None:
        """The form of a new device."""
        self.stack.setCurrentWidget(self.form)
        self.form.open_for(None)

    def edit(self, device: Device | None) -> None:
        if device is not None:
            self.stack.setCurrentWidget(self.form)
            self.form.open_for(device)

    def open_talk(self, device: str) -> None:
        self.stack.setCurrentWidget(self.talk)
        self.talk.open_for(device)

    def open_learn(self, devices: tuple[str, ...]) -> None:
        self.stack.setCurrentWidget(self.learn)
        self.learn.open_for(devices)

    def _home(self) -> None:
        """Back from a form or a list of words to where one came from."""
        self.stack.setCurrentWidget(self.both)
        if self.device.isVisible() and not self.list.isVisible():
            self.device.begin()
        else:
            self.list.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_list(self) -> None:
        self.list.show()
        self.device.setVisible(self._wide)
        self.list.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _beside(self) -> None:
        """Side by side, the device follows the list; where no device is at hand there, the one
        that is shown stays."""
        if self._wide and self.list.list.device:
            self.device.show_device(self.list.list.device)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= self.kit.scale.mm(WIDE_MM)
        if wide == self._wide:
            return
        self._wide = wide
        alone = bool(self.device.device) and not self.device.isHidden()
        self.device.back.setVisible(not wide)
        self.device.setVisible(wide or alone)
        self.list.setVisible(wide or not alone)
        self._beside()

    # -- the rest -----------------------------------------------------------------------------

    def save_diagnostics(self, device: str) -> None:
        """Writes all that is known of a device into a file of the user's, without secrets."""
        self.device.diagnostics.show_state(State.PENDING, self.kit.words("button.pending"))
        self.kit.spawn(self._diagnostics(device))

    async def _diagnostics(self, device: str) -> None:
        words, button, said = self.kit.words, self.device.diagnostics, self.device.said
        known = self.kit.hub.show.get(Device, device)
        name = words("devices.diagnostics_name", name=known.name if known is not None else device)
        try:
            data = await diagnostics(self.kit.hub.room, device)
            path = await asyncio.to_thread(paths.write, name, "json", data)
        except WallctlError:
            button.show_state(State.FAILED, words("import.unreachable"))
            said.say(words("import.unreachable"))
        except OSError as exc:
            button.show_state(State.FAILED, str(exc.strerror))
            said.say(words("import.no_file", why=exc.strerror))
        else:
            button.show_state(State.CONFIRMED, words("answer.done"))
            said.say(words("import.kept", path=path))

    def _connected(self) -> None:
        if self.kit.hub.connected and self.isVisible():
            self.families.load()

    def _check(self) -> None:
        """Back in show mode: what was being configured is let go."""
        if self.stack.currentWidget() is self.form and not self.kit.rights.now("device.update"):
            self._home()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.stack.currentWidget() is not self.both:
            self._home()
        else:
            super().keyPressEvent(event)
