"""What was learned of devices, to be handed to the steps of a scene: ticked one by one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from ui.common.command_button import CommandButton, State
from ui.common.labels import name_of
from ui.desk.devices.learn import Basket, learned
from ui.desk.devices.words import joined, said, value_words
from ui.desk.kit import Kit
from ui.desk.sources.view import SubView
from wallctl.domain.commands import DeviceSet
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.observed import DeviceState

_SET = int(Qt.ItemDataRole.UserRole) + 1


class LearnView(SubView):
    """What is dangerous is not ticked until somebody does."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        words, scale = kit.words, kit.scale
        self.basket = Basket.of(kit.hub)
        self.devices: tuple[str, ...] = ()
        self.list = QListWidget()
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.scroll.hide()
        self.column.insertWidget(1, self.list, 1)
        self.anew = CommandButton(words, scale, "devices.learn_anew")
        self.hand = CommandButton(words, scale, "devices.learn_hand")
        self.anew.fired.connect(self._fill)
        self.hand.fired.connect(self._hand)
        self.buttons.addWidget(self.back)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.anew)
        self.buttons.addWidget(self.hand)
        self.list.itemChanged.connect(lambda _: self._count())
        words.changed.connect(self._fill)

    def open_for(self, devices: Sequence[str]) -> None:
        self.devices = tuple(devices)
        self._fill()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.list.count():
            self.list.setCurrentRow(0)

    def chosen(self) -> tuple[DeviceSet, ...]:
        rows = (self.list.item(n) for n in range(self.list.count()))
        return tuple(row.data(_SET) for row in rows if row.checkState() is Qt.CheckState.Checked)

    def _fill(self) -> None:
        """As the devices are at this moment."""
        self.list.blockSignals(True)
        self.list.clear()
        states = {one.device: one for one in self.kit.hub.observed.devices}
        away = []
        for id in self.devices:
            device = self.kit.hub.show.get(Device, id)
            if device is None:
                continue
            found = self._of(device, states.get(id))
            if not found:
                away.append(name_of(device, self.words))
            for one in found:
                self._add(device, states[id], one)
        self.list.blockSignals(False)
        words = self.words
        self.title.say(words("devices.learn_title", n=len(self.devices)))
        self.list.setAccessibleName(words("devices.learn"))
        told = words("test.comma").join(away)
        self.say(words("devices.learn_away", names=told) if away else "")
        self._count()

    def _of(self, device: Device, state: DeviceState | None) -> tuple[DeviceSet, ...]:
        every = [point.key for point in state.points] if state is not None else []
        return learned(device, state, dangerous=every)

    def _add(self, device: Device, state: DeviceState, one: DeviceSet) -> None:
        words, point = self.words, state.point(one.key)
        name = said(point.text, words) if point is not None else one.key
        text = f"{joined(name_of(device, words), name)}: {value_words(point, one.value, words)}"
        if one.confirm:
            text = words("devices.learn_dangerous", text=text)
        row = QListWidgetItem(text)
        row.setToolTip(text)
        row.setData(_SET, one)
        row.setFlags(
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsUserCheckable
        )
        row.setCheckState(Qt.CheckState.Unchecked if one.confirm else Qt.CheckState.Checked)
        self.list.addItem(row)

    def _count(self) -> None:
        self.hand.setEnabled(bool(self.chosen()))

    def _hand(self) -> None:
        sets = self.chosen()
        self.basket.put(sets)
        self.hand.show_state(State.CONFIRMED)
        self.say(self.words("devices.learn_handed", n=len(sets)))
