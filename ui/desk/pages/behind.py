"""大屏接入: what really stands behind a wall, a matrix between nodes and displays or a splicing
processor; for engineers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.common.command_button import CommandButton
from ui.common.labels import name_of
from ui.common.parts import Said, line
from ui.desk.actions import succeeded
from ui.desk.answers import code_words
from ui.desk.inputs import Offer, inputs_of, points_of, routes_of, switchers
from ui.desk.kit import Kit
from ui.desk.offered import Offered
from ui.desk.page import Page
from wallctl.domain.behind_known import known_of
from wallctl.domain.commands import Answer, WallBehind
from wallctl.domain.deciding.behind import MAX_WINDOWS
from wallctl.domain.devices.entities import Behind, Device, OutputBehind
from wallctl.domain.devices.observed import DeviceState
from wallctl.domain.devices.points import Capability
from wallctl.domain.entities import Kind, Output, Wall

_SHOWN = frozenset({Kind.WALL, Kind.OUTPUT, Kind.BEHIND, Kind.DEVICE, Kind.DESIRED, Kind.PROGRAM})


@dataclass(frozen=True, slots=True)
class _Row:
    """One display."""

    output: str
    name: QLabel
    device: Offered
    key: Offered
    own: Offered
    known: QLabel

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        return (self.name, self.device, self.key, self.own, self.known)

    def value(self) -> OutputBehind | None:
        device = self.device.value()
        if not device:
            return None
        return OutputBehind(self.output, device, self.key.value(), self.own.value())


class BehindPage(Page):
    """What was changed here and not saved stays as it is, whatever others do meanwhile."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        words, scale = kit.words, kit.scale
        self.changed = False
        self._rows: tuple[_Row, ...] = ()
        self._of: tuple[str, tuple[str, ...]] = ("", ())
        self.wall_name = QLabel()
        self.wall_name.setProperty("role", "title")
        self.processor = self._field()
        self.own = self._field(typed=True)
        self.windows = QSpinBox()
        self.windows.setRange(1, MAX_WINDOWS)
        self.windows.valueChanged.connect(self._touched)
        self.processor.picked.connect(self._processor_picked)
        self.said = QLabel()
        self.said.setProperty("role", "fault")
        self.said.setWordWrap(True)
        self.back = CommandButton(words, scale, "behind.revert")
        self.back.fired.connect(self._revert)
        self.save = CommandButton(words, scale, "behind.save")
        self.save.fired.connect(self._save)
        self._lay_out()
        kit.hub.show_changed.connect(self._show_changed)
        kit.hub.observed_changed.connect(self._observed)
        kit.selection.wall_changed.connect(self._revert)
        words.changed.connect(self._say)
        self._fill()

    def opened(self) -> None:
        self._fill()

    def _field(self, *, typed: bool = False) -> Offered:
        made = Offered(typed=typed)
        made.picked.connect(self._touched)
        line_edit = made.lineEdit()
        if line_edit is not None:
            line_edit.textEdited.connect(self._touched)
        return made

    def _lay_out(self) -> None:
        kit, words = self.kit, self.kit.words
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, kit.scale.mm(1), 0)
        column.setSpacing(kit.scale.gap)
        column.addWidget(self.wall_name)
        column.addWidget(self._hint("behind.hint"))
        column.addWidget(line())
        column.addWidget(Said(words, "behind.matrix"))
        column.addWidget(self._hint("behind.matrix_hint"))
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(kit.scale.mm(1.4))
        self.grid.setVerticalSpacing(kit.scale.mm(1))
        for at, key in enumerate(("behind.output", "behind.device", "behind.route", "behind.own")):
            self.grid.addWidget(Said(words, key, "muted"), 0, at)
            self.grid.setColumnStretch(at, 0 if at == 0 else 1)
        column.addLayout(self.grid)
        column.addWidget(line())
        column.addWidget(Said(words, "behind.splicer"))
        column.addWidget(self._hint("behind.splicer_hint"))
        splicer = QGridLayout()
        splicer.setHorizontalSpacing(kit.scale.mm(1.4))
        splicer.setColumnStretch(1, 1)
        fields = (
            ("behind.processor", self.processor),
            ("behind.own", self.own),
            ("behind.windows", self.windows),
        )
        for row, (key, field) in enumerate(fields):
            splicer.addWidget(Said(words, key, "muted"), row, 0)
            splicer.addWidget(field, row, 1)
        column.addLayout(splicer)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.body.addWidget(scroll, 1)
        self.body.addWidget(self.said)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        buttons.addWidget(self.save)
        self.body.addLayout(buttons)

    def _hint(self, key: str) -> Said:
        made = Said(self.kit.words, key, "muted")
        made.setWordWrap(True)
        return made

    # -- what there is ------------------------------------------------------------------------

    def _wall(self) -> Wall | None:
        return self.kit.hub.show.walls.get(self.kit.selection.wall)

    def _outputs(self) -> tuple[Output, ...]:
        found = self.kit.hub.show.outputs_of(self.kit.selection.wall)
        return tuple(sorted(found, key=lambda o: (o.rect.y, o.rect.x, o.id)))

    def _state(self, device: str) -> DeviceState | None:
        return next((s for s in self.kit.hub.observed.devices if s.device == device), None)

    def _devices(self, capability: Capability) -> tuple[Device, ...]:
        hub = self.kit.hub
        found = switchers(hub.show, hub.observed.devices)
        return tuple(d for d in found if points_of(self._state(d.id), capability))

    def _inputs(self, device: str) -> tuple[Offer, ...]:
        known = self.kit.hub.show.all(Device).get(device)
        return inputs_of(known, self._state(device), self.kit.words)

    # -- filling ------------------------------------------------------------------------------

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & _SHOWN and self.isVisible():
            self._fill()

    def _observed(self) -> None:
        if self.isVisible():
            self._say()

    def _revert(self) -> None:
        self.changed = False
        self.said.clear()
        self._fill()

    def _fill(self) -> None:
        """The fields as the show has them, unless somebody is changing them here."""
        wall, outputs = self._wall(), self._outputs()
        of = (wall.id if wall is not None else "", tuple(o.id for o in outputs))
        if of != self._of:
            self._of, self.changed = of, False
            self._make_rows(outputs)
        if not self.changed:
            known = self.kit.hub.show.get(Behind, of[0])
            behind = known or Behind(of[0])
            by_output = {one.output: one for one in behind.outputs}
            for row in self._rows:
                one = by_output.get(row.output, OutputBehind(row.output, "", "", ""))
                row.device.put(one.device)
                row.key.put(one.key)
                row.own.put(one.own)
            self.processor.put(behind.processor)
            self.own.put(behind.own)
            self.windows.blockSignals(True)
            self.windows.setValue(behind.windows or 1)
            self.windows.blockSignals(False)
        self._say()

    def _make_rows(self, outputs: Sequence[Output]) -> None:
        for row in self._rows:
            for old in row.widgets:
                old.hide()
                old.deleteLater()
        rows: list[_Row] = []
        for n, output in enumerate(outputs):
            name = QLabel(output.name or output.id)
            device, key, own = self._field(), self._field(typed=True), self._field(typed=True)
            known = QLabel()
            known.setProperty("role", "muted")
            row = _Row(output.id, name, device, key, own, known)
            device.picked.connect(lambda row=row: self._matrix_picked(row))
            for at, widget in enumerate(row.widgets[:4]):
                self.grid.addWidget(widget, 1 + 2 * n, at)
            self.grid.addWidget(known, 2 + 2 * n, 1, 1, 3)
            rows.append(row)
        self._rows = tuple(rows)

    def _say(self) -> None:
        words, wall = self.kit.words, self._wall()
        self.wall_name.setText(name_of(wall, words, ""))
        self._name_fields()
        none = ("", words("behind.direct"))
        matrices = [none, *self._offers(self._devices(Capability.ROUTE))]
        known = self._known()
        for row in self._rows:
            row.device.offer(matrices)
            device = row.device.value()
            row.key.offer(routes_of(self._state(device), words))
            row.own.offer(self._inputs(device))
            row.key.setEnabled(bool(device))
            row.own.setEnabled(bool(device))
            said = known.get((device, row.key.value()), "") if not self.changed else ""
            row.known.setText(said)
            row.known.setVisible(bool(said))
        none = ("", words("behind.no_processor"))
        self.processor.offer([none, *self._offers(self._devices(Capability.WINDOW))])
        processor = self.processor.value()
        self.own.offer([("", words("behind.no_own")), *self._inputs(processor)])
        self.own.setEnabled(bool(processor))
        self.windows.setEnabled(bool(processor))
        self.save.setEnabled(self.changed and wall is not None)
        self.back.setEnabled(self.changed)

    def _name_fields(self) -> None:
        """For those who cannot see which field it is."""
        words = self.kit.words
        named = [(self.processor, "processor"), (self.own, "own"), (self.windows, "windows")]
        for field, key in named:
            _call(field, f"{words('behind.splicer')} {words(f'behind.{key}')}")
        for row in self._rows:
            for field, key in ((row.device, "device"), (row.key, "route"), (row.own, "own")):
                _call(field, f"{row.name.text()} {words(f'behind.{key}')}")

    def _offers(self, devices: Iterable[Device]) -> list[Offer]:
        return [(device.id, name_of(device, self.kit.words)) for device in devices]

    def _known(self) -> dict[tuple[str, str], str]:
        """Of each point behind the wall what is known of it now, in words."""
        wall, hub = self._wall(), self.kit.hub
        if wall is None or not hub.show.program(wall.id).serial:
            return {}
        found = known_of(hub.show, wall, hub.observed.devices)
        return {
            (one.device, one.key): self.kit.words(f"behind.point.{known.value}")
            for one, known in found.items()
        }

    # -- changing -----------------------------------------------------------------------------

    def _touched(self) -> None:
        self.changed = True
        self.said.clear()
        self._say()

    def _matrix_picked(self, row: _Row) -> None:
        row.key.put("")
        row.own.put("")
        self._touched()

    def _processor_picked(self) -> None:
        self.own.put("")
        count = len(points_of(self._state(self.processor.value()), Capability.WINDOW))
        self.windows.setValue(count or 1)
        self._touched()

    def _save(self) -> None:
        wall = self._wall()
        if wall is None:
            return
        outputs = tuple(one for row in self._rows if (one := row.value()) is not None)
        processor = self.processor.value()
        command = WallBehind(
            wall.id,
            outputs,
            processor,
            self.own.value() if processor else "",
            self.windows.value() if processor else 0,
        )
        self.kit.actions.ask(command, self.save, self._answered, what=wall.name)

    def _answered(self, answer: Answer | None) -> None:
        if succeeded(answer):
            self._revert()
        elif answer is not None:
            key = dict(answer.fields).get("key", "").removeprefix("args.")
            self.said.setText("▲ " + self._place(key) + code_words(answer, self.kit.words))

    def _place(self, key: str) -> str:
        """The output and field that are wrong: 输出 2 · 矩阵输出:"""
        head, _, field = key.rpartition(".")
        asked = [row for row in self._rows if row.device.value()]
        number = head.removeprefix("outputs[").removesuffix("]")
        names = {"device": "behind.device", "key": "behind.route", "own": "behind.own"}
        names |= {"processor": "behind.processor", "windows": "behind.windows"}
        said = self.kit.words(names[field]) if field in names else ""
        if number.isdigit() and int(number) < len(asked):
            said = f"{asked[int(number)].name.text()} · {said}"
        return f"{said}: " if said else ""


def _call(field: QWidget, name: str) -> None:
    field.setAccessibleName(name)
    for inner in field.findChildren(QLineEdit):
        inner.setAccessibleName(name)
