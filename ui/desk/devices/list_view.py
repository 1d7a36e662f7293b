"""All devices: what is wrong with which, found by search and filter."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from ui.common.command_button import CommandButton
from ui.common.parts import Elided
from ui.desk.devices.flow import FlowLayout
from ui.desk.devices.listing import Filter
from ui.desk.devices.model import DeviceRows
from ui.desk.devices.rows_list import DeviceList
from ui.desk.families import Families
from ui.desk.kit import Kit
from ui.desk.sources.fields import Choice
from ui.desk.sources.view import View


class DevicesView(View):
    """`chosen` follows the list, `entered` opens a device."""

    chosen = Signal(str)
    entered = Signal(str)
    add_wanted = Signal()
    learn_wanted = Signal(object)  # ids

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        words, scale = kit.words, kit.scale
        self.rows = DeviceRows(kit.hub, words, Families.of(kit.hub, kit.spawn))
        self.list = DeviceList(self.rows, scale)
        self.find = QLineEdit()
        self.only = Choice(words, tuple(Filter), lambda one: words(f"devices.filter.{one}"))
        self.told = Elided("muted")
        self.add = CommandButton(words, scale, "devices.add")
        self.learn = CommandButton(words, scale, "devices.learn")
        self._soon = QTimer(self, singleShot=True, interval=60)
        first = QHBoxLayout()
        first.setSpacing(scale.mm(1.2))
        first.addWidget(self.find, 2)
        first.addWidget(self.only, 1)
        tools = FlowLayout(scale.mm(1.2))
        tools.addWidget(self.learn)
        tools.addWidget(self.add)
        self.column.addLayout(first)
        self.column.addWidget(self.told)
        self.column.addWidget(self.list, 1)
        self.column.addLayout(tools)
        self._soon.timeout.connect(self._search)
        self.find.textChanged.connect(lambda _: self._soon.start())
        self.only.picked.connect(lambda: self.rows.show_only(Filter(self.only.value())))
        self.list.chosen.connect(self._chosen)
        self.list.entered.connect(self.entered)
        self.add.fired.connect(self.add_wanted)
        self.learn.fired.connect(lambda: self.learn_wanted.emit(self.list.devices()))
        for signal in (self.rows.modelReset, self.rows.dataChanged):
            signal.connect(lambda *_: self._count())
        kit.rights.changed.connect(self._follow)
        words.changed.connect(self._say)
        self._say()
        self._follow()

    def wake(self, awake: bool) -> None:
        self.rows.wake(awake)

    def _search(self) -> None:
        self.rows.search(self.find.text())

    def _chosen(self, device: str) -> None:
        self.learn.setEnabled(bool(self.list.devices()))
        self.chosen.emit(device)

    def _follow(self) -> None:
        now = self.kit.rights.now
        self.add.setVisible(now("device.add"))
        self.learn.setVisible(self.kit.rights.may("device.set"))
        self.learn.setEnabled(bool(self.list.devices()))

    def _say(self) -> None:
        words = self.words
        self.find.setPlaceholderText(words("devices.find"))
        self.find.setAccessibleName(words("devices.find"))
        self.only.setAccessibleName(words("devices.filter"))
        self.list.setAccessibleName(words("devices.list"))
        self._count()

    def _count(self) -> None:
        ill, every = self.rows.counts()
        key = "devices.none" if not every else "devices.count_ill" if ill else "devices.count_well"
        self.told.say(self.words(key, n=ill, all=every))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.find.hasFocus():
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            self.list.begin()
        elif event.key() == Qt.Key.Key_Escape and self.find.text():
            self.find.clear()
        else:
            super().keyPressEvent(event)
