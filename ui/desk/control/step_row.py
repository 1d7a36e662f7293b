"""One step in the editor: what is done, to what, with what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QLineEdit, QSpinBox, QVBoxLayout

from ui.common.command_button import CommandButton
from ui.common.labels import name_of
from ui.common.parts import line
from ui.desk.control.value_field import ValueField
from ui.desk.control.words import Speaker
from ui.desk.devices.controls import number_of
from ui.desk.devices.flow import FlowLayout
from ui.desk.devices.words import said
from ui.desk.families import Families
from ui.desk.kit import Kit
from wallctl.domain.audio import Bus
from wallctl.domain.control.steps import Compare, Condition, ControlStep, Do
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.points import ActSpec

_TIMED = frozenset({Do.WAIT, Do.UNTIL})
_OF_DEVICE = frozenset({Do.SET, Do.ACT, Do.UNTIL})
_SWITCHED = frozenset({Do.SAFE, Do.MUTE})


class IdBox(QComboBox):
    """One of several by id, said by name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def offer(self, rows: Sequence[tuple[str, str]], chosen: str) -> None:
        """(id, name) of each; one that is not among them stays, as its id."""
        self.blockSignals(True)
        self.clear()
        for id, name in rows:
            self.addItem(name, id)
        if chosen and chosen not in {id for id, _ in rows}:
            self.addItem(chosen, chosen)
        self.setCurrentIndex(max(0, self.findData(chosen)))
        self.blockSignals(False)

    @property
    def id(self) -> str:
        """What was typed, where typing is possible."""
        if self.isEditable() and self.currentText() != self.itemText(self.currentIndex()):
            return self.currentText().strip()
        return str(self.currentData() or "")


class StepRow(QFrame):
    removed, raised = Signal(object), Signal(object)

    def __init__(self, kit: Kit, step: ControlStep) -> None:
        super().__init__()
        self.kit = kit
        words, scale = kit.words, kit.scale
        self._speaker = Speaker(kit.hub, words)
        self._kept = step
        self.do, self.device, self.point, self.compare, self.target = (
            IdBox(words(f"control.field.{key}"))
            for key in ("do", "device", "point", "compare", "target")
        )
        self.value = ValueField(kit)
        self.group = QSpinBox()
        self.group.setRange(1, 100)
        self.group.setPrefix(words("control.field.group") + " ")
        for part in (self.group, self.group.lineEdit()):
            part.setAccessibleName(words("control.field.group"))
        self.seconds = QLineEdit()
        self.seconds.setPlaceholderText(words("control.field.seconds"))
        self.seconds.setAccessibleName(words("control.field.seconds"))
        self.seconds.setMaximumWidth(scale.mm(22))
        self.required = QCheckBox(words("control.field.required"))
        self.up = CommandButton(words, scale, "control.up", repeat_ms=0)
        self.drop = CommandButton(words, scale, "control.drop", repeat_ms=0)
        flow = FlowLayout(scale.mm(1.2))
        for part in (self.group, self.do, self.device, self.point, self.compare, self.value):
            flow.addWidget(part)
        for part in (self.target, self.seconds, self.required, self.up, self.drop):
            flow.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, scale.mm(0.6), 0, scale.mm(0.6))
        column.addLayout(flow)
        column.addWidget(line())
        self.do.offer([(one.value, words(f"control.do.{one.value}")) for one in Do], step.do.value)
        when = step.when if step.do is Do.UNTIL and step.when is not None else None
        devices = [(d.id, name_of(d, words)) for d in kit.hub.show.all(Device).values()]
        self.device.offer(devices, when.device if when is not None else step.device)
        compare = when.compare if when is not None else Compare.IS
        names = [(one.value, words(f"control.compare.{one.value}")) for one in Compare]
        self.compare.offer(names, compare.value)
        self.group.setValue(step.group + 1)
        self.seconds.setText(f"{step.seconds:g}" if step.seconds else "")
        self.required.setChecked(step.required)
        self._offer_points(when.key if when is not None else step.key or step.act)
        self._offer_value(when.value if when is not None else step.value)
        self._offer_targets(step.target)
        self.do.activated.connect(lambda _: self._turned())
        self.device.activated.connect(lambda _: self._other_device())
        self.point.activated.connect(lambda _: self._offer_value(""))
        self.up.fired.connect(lambda: self.raised.emit(self))
        self.drop.fired.connect(lambda: self.removed.emit(self))
        self._show()

    @property
    def _what(self) -> Do:
        return Do(self.do.id)

    def step(self) -> ControlStep:
        """As it stands in the form. A condition that the form does not show is kept."""
        what, seconds = self._what, number_of(self.seconds.text().strip()) or 0.0
        group, required = self.group.value() - 1, self.required.isChecked()
        value = self.value.value()
        kept = self._kept.when if self._kept.do is not Do.UNTIL else None
        match what:
            case Do.SET:
                told = ControlStep(what, group, self.device.id, self.point.id, value)
            case Do.ACT:
                told = ControlStep(what, group, self.device.id, value=value, act=self.point.id)
            case Do.UNTIL:
                how = Compare(self.compare.id)
                when = Condition(self.device.id, self.point.id, how, value)
                return ControlStep(what, group, seconds=seconds, when=when, required=required)
            case Do.WAIT:
                told = ControlStep(what, group, seconds=seconds)
            case Do.SCENE:
                told = ControlStep(what, group, target=self.target.id)
            case Do.SAFE | Do.MUTE:
                told = ControlStep(what, group, target=self.target.id, value=bool(value))
        return replace(told, when=kept, required=required)

    # -- what it asks for ---------------------------------------------------------------------

    def _turned(self) -> None:
        self._offer_points("")
        self._offer_value(True if self._what in _SWITCHED else "")
        self._offer_targets("")
        self._show()

    def _other_device(self) -> None:
        self._offer_points("")
        self._offer_value("")

    def _offer_points(self, chosen: str) -> None:
        words, device = self.kit.words, self.device.id
        state = self._speaker.state(device)
        if self._what is Do.ACT:
            rows = [(spec.name, said(spec.text, words)) for spec in self._acts()]
        else:
            settable = self._what is Do.SET
            points = state.points if state is not None else ()
            rows = [(p.key, said(p.text, words)) for p in points if p.settable or not settable]
        self.point.offer(rows, chosen)

    def _acts(self) -> tuple[ActSpec, ...]:
        device = self.kit.hub.show.get(Device, self.device.id)
        families = Families.of(self.kit.hub, self.kit.spawn)
        card = families.card(device.driver) if device is not None else None
        return card.acts if card is not None else ()

    def _offer_value(self, value: object) -> None:
        if self._what in _SWITCHED:
            self.value.ask_for(None, bool(value))
            return
        point = self._speaker.point(self.device.id, self.point.id)
        if self._what is Do.ACT:
            spec = next((one for one in self._acts() if one.name == self.point.id), None)
            point = spec.argument if spec is not None else None
        if value == "" and point is not None and point.low is not None:
            value = point.low
        self.value.ask_for(point, value)  # type: ignore[arg-type]

    def _offer_targets(self, chosen: str) -> None:
        show, words = self.kit.hub.show, self.kit.words
        if self._what is Do.MUTE:
            self.target.offer([(bus.value, words(f"audio.bus.{bus.value}")) for bus in Bus], chosen)
            return
        table = show.walls if self._what is Do.SAFE else show.scenes
        self.target.offer([(one.id, name_of(one, words)) for one in table.values()], chosen)

    def _show(self) -> None:
        what = self._what
        of_device = what in _OF_DEVICE
        self.device.setVisible(of_device)
        self.point.setVisible(of_device)
        self.compare.setVisible(what is Do.UNTIL)
        self.value.setVisible(of_device or what in _SWITCHED)
        self.target.setVisible(what is Do.SCENE or what in _SWITCHED)
        self.seconds.setVisible(what in _TIMED)
