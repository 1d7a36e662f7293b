"""One point of a device: what is wanted, what it says, and what it is set with."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.labels import name_of
from ui.common.parts import line
from ui.desk.devices.acts import ActRow
from ui.desk.devices.asking import Asking
from ui.desk.devices.controls import Buttons, control_of
from ui.desk.devices.face import PointFace, told
from ui.desk.devices.flow import FlowLayout
from ui.desk.devices.words import joined, said
from ui.desk.kit import Kit
from wallctl.domain.commands import DeviceRelease, DeviceSet
from wallctl.domain.devices.entities import Desired, Device
from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.observed import PointState
from wallctl.domain.devices.points import Point, Policy, Value


class PointRow(QFrame):
    """Controls are there for whoever may, where the point can be set."""

    def __init__(self, kit: Kit, device: Device, point: Point, card: FamilyCard | None) -> None:
        super().__init__()
        self.kit, self.device, self.point = kit, device, point
        words, scale = kit.words, kit.scale
        self.face = PointFace(words, scale)
        policy = dict(device.policies).get(point.key, point.policy)
        self.settable = point.settable and policy is not Policy.OBSERVE
        self.control = control_of(kit, device, point) if self.settable else None
        self.release = CommandButton(words, scale, "devices.release")
        self.said = QLabel()
        self.said.setProperty("role", "fault")
        self.said.setWordWrap(True)
        self.said.hide()
        self._desired: Desired | None = None
        self._asking = Asking(kit, self.tell)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, scale.mm(0.8), 0, scale.mm(0.8))
        column.setSpacing(scale.mm(0.8))
        column.addWidget(self.face)
        if self.control is not None:
            column.addWidget(self.control)
            self.control.asked.connect(self._ask)
            self.control.mistaken.connect(self.tell)
        self.acts = tuple(
            ActRow(kit, device, spec)
            for spec in (card.acts if card is not None else ())
            if spec.key == point.key
        )
        for act in self.acts:
            column.addWidget(act)
        self._low = QWidget()
        low = FlowLayout(scale.mm(1.2))
        self._low.setLayout(low)
        if isinstance(self.control, Buttons):
            self.control.add(self.release)
        else:
            low.addWidget(self.release)
        column.addWidget(self._low)
        column.addWidget(self.said)
        column.addWidget(line())
        self.release.fired.connect(self._release)

    def put(
        self, state: PointState, desired: Desired | None, *, now: float, old: bool, heard: float
    ) -> None:
        """As it is now. Draws nothing where nothing differs."""
        self._desired = desired
        self.face.put(
            told(self.point, state, desired, self.kit.words, now=now, old=old, heard=heard)
        )
        if self.control is not None:
            self.control.put(state.value, old=old)
        self._asking.follow(self.point, state, desired)
        self.allow()

    def allow(self) -> None:
        may = self.kit.rights.may("device.set")
        if self.control is not None:
            self.control.setVisible(may)
        there = self._desired is not None and self.kit.rights.may("device.release")
        self.release.setVisible(there)
        self._low.setVisible(there and not isinstance(self.control, Buttons))
        for act in self.acts:
            act.allow()

    def lost(self) -> None:
        """The engine is away: what was waited for will be seen when it is back."""
        self._asking.drop()

    def tell(self, text: str) -> None:
        self.said.setText(f"▲ {text}" if text else "")
        self.said.setVisible(bool(text))

    def _ask(self, value: Value, button: CommandButton) -> None:
        command = DeviceSet(self.device.id, self.point.key, value, confirm=self.point.dangerous)
        self._asking.ask(command, button, self.name())

    def _release(self) -> None:
        self._asking.drop()
        self.kit.actions.ask(
            DeviceRelease(self.device.id, self.point.key), self.release, what=self.name()
        )

    def name(self) -> str:
        words = self.kit.words
        return joined(name_of(self.device, words), said(self.point.text, words))
