"""The form of a sequence, or of a scene's steps."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.labels import name_of
from ui.common.parts import Said
from ui.desk.answers import code_words
from ui.desk.control.step_row import IdBox, StepRow
from ui.desk.devices.flow import FlowLayout
from ui.desk.devices.learn import Basket
from ui.desk.families import Families
from ui.desk.kit import Kit
from ui.desk.sign_in import LONGEST_NAME, Entry, Telling
from wallctl.domain.commands import Answer, Result, SceneUpdate, SequenceSave
from wallctl.domain.control.runs import RunKind
from wallctl.domain.control.steps import ControlStep, Do, OnFailure, Purpose, Sequence
from wallctl.domain.devices.entities import Device
from wallctl.domain.proposing import WAKE, proposed


class StepsEditor(QWidget):
    """`done` when it is saved or given up."""

    done = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        words, scale = kit.words, kit.scale
        self._kind, self._id = RunKind.SEQUENCE, ""
        self.rows: list[StepRow] = []
        self.basket = Basket.of(kit.hub)
        self.back = CommandButton(words, scale, "control.back", repeat_ms=0)
        self.save = CommandButton(words, scale, "control.save")
        self.add = CommandButton(words, scale, "control.add_step", repeat_ms=0)
        self.propose = CommandButton(words, scale, "control.propose", repeat_ms=0)
        self.learned = CommandButton(words, scale, self._learned_label, repeat_ms=0)
        self.title = QLabel()
        self.name = Entry(words, "control.field.name", LONGEST_NAME)
        self.name_en = Entry(words, "control.field.name_en", LONGEST_NAME)
        self.purpose = IdBox(words("control.field.purpose"))
        self.failure = IdBox(words("control.field.on_failure"))
        self.told = Telling(words)
        head = FlowLayout(scale.mm(1.2))
        for part in (self.back, self.save, self.title):
            head.addWidget(part)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        scroll = self._form()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(head)
        whole.addWidget(self.told)
        whole.addWidget(scroll, 1)
        self.back.fired.connect(self.done)
        self.save.fired.connect(self._save)
        self.add.fired.connect(lambda: self._add(ControlStep(Do.SET, self._last_group())))
        self.learned.fired.connect(self._take_learned)
        self.propose.fired.connect(self._propose)
        self.basket.changed.connect(self._say_learned)
        words.changed.connect(self._say)

    def _form(self) -> QScrollArea:
        words, scale = self.kit.words, self.kit.scale
        tools = FlowLayout(scale.mm(1.2))
        for button in (self.add, self.propose, self.learned):
            tools.addWidget(button)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, scale.mm(1), 0)
        column.setSpacing(scale.gap)
        for part in (
            self.name,
            self.name_en,
            self.purpose,
            Said(words, "control.field.on_failure"),
        ):
            column.addWidget(part)
        column.addWidget(self.failure)
        note = Said(words, "control.groups_note", "muted")
        note.setWordWrap(True)
        column.addWidget(note)
        column.addLayout(self._column)
        column.addLayout(tools)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        return scroll

    def open_for(self, kind: RunKind, id: str) -> None:
        """A sequence by its id ("" is a new one), or a scene."""
        self._kind, self._id = kind, id
        show = self.kit.hub.show
        sequence = show.get(Sequence, id) if kind is RunKind.SEQUENCE else None
        scene = show.scenes.get(id) if kind is RunKind.SCENE else None
        held = sequence or scene
        self.name.setText(held.name if held is not None else "")
        self.name_en.setText(held.name_en if held is not None else "")
        purpose = sequence.purpose if sequence is not None else Purpose.OTHER
        failure = held.on_failure if held is not None else OnFailure.GO_ON
        self._offer(purpose, failure)
        for row in tuple(self.rows):
            self._drop(row)
        for step in held.steps if held is not None else ():
            self._add(step)
        for field in (self.name, self.name_en, self.purpose, self.propose):
            field.setVisible(kind is RunKind.SEQUENCE)
        self.told.say("")
        self._say()
        self._say_learned()
        first = self.name if kind is RunKind.SEQUENCE else self.add
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self, purpose: Purpose, failure: OnFailure) -> None:
        words = self.kit.words
        rows = [(one.value, words(f"control.purpose.{one.value}")) for one in Purpose]
        self.purpose.offer(rows, purpose.value)
        rows = [(one.value, words(f"control.on_failure.{one.value}")) for one in OnFailure]
        self.failure.offer(rows, failure.value)

    def _say(self) -> None:
        scene = self.kit.hub.show.scenes.get(self._id) if self._kind is RunKind.SCENE else None
        self.title.setText(name_of(scene, self.kit.words))
        self._offer(Purpose(self.purpose.id or "other"), OnFailure(self.failure.id or "go_on"))

    def _last_group(self) -> int:
        return self.rows[-1].group.value() - 1 if self.rows else 0

    def _add(self, step: ControlStep) -> None:
        row = StepRow(self.kit, step)
        row.removed.connect(self._drop)
        row.raised.connect(self._raise)
        self.rows.append(row)
        self._column.addWidget(row)

    def _drop(self, row: StepRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _raise(self, row: StepRow) -> None:
        at = self.rows.index(row)
        if at:
            self.rows.insert(at - 1, self.rows.pop(at))
            self._column.removeWidget(row)
            self._column.insertWidget(at - 1, row)
            row.up.setFocus(Qt.FocusReason.OtherFocusReason)

    def _propose(self) -> None:
        """A start or an end of the day from the devices there are, in place of the steps."""
        hub, kit = self.kit.hub, self.kit
        purpose = Purpose(self.purpose.id or Purpose.START.value)
        families = Families.of(hub, kit.spawn)
        wakes = [
            device.id
            for device in hub.show.all(Device).values()
            if (card := families.card(device.driver)) is not None
            and any(act.name == WAKE for act in card.acts)
        ]
        for row in tuple(self.rows):
            self._drop(row)
        for step in proposed(purpose, hub.observed.devices, wakes):
            self._add(step)
        self.told.say("")
        self.title.setText(kit.words("control.proposed"))

    def _learned_label(self) -> str:
        return self.kit.words("control.add_learned", n=len(self.basket.sets))

    def _say_learned(self) -> None:
        self.learned.setVisible(bool(self.basket.sets))
        self.learned.say()

    def _take_learned(self) -> None:
        group = self._last_group()
        for one in self.basket.take():
            self._add(ControlStep(Do.SET, group, one.device, one.key, one.value))

    def _save(self) -> None:
        words = self.kit.words
        steps, failure = tuple(row.step() for row in self.rows), OnFailure(self.failure.id)
        name = self.name.text().strip()
        if self._kind is RunKind.SCENE:
            command: object = SceneUpdate(self._id, steps=steps, on_failure=failure)
        elif not name:
            self.told.say(words("control.no_name"))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        else:
            purpose = Purpose(self.purpose.id)
            held = self.kit.hub.show.get(Sequence, self._id)
            note = held.note if held is not None else ""
            english = self.name_en.text().strip()
            command = SequenceSave(name, steps, self._id, english, purpose, failure, note)
        self.kit.actions.ask(command, self.save, self._saved, name)  # type: ignore[arg-type]

    def _saved(self, answer: Answer | None) -> None:
        if answer is None:
            return
        if answer.result is Result.DONE:
            self.done.emit()
            return
        words = self.kit.words
        place = dict(answer.fields).get("key", "")
        why = code_words(answer, words)
        number = place.partition("[")[2].partition("]")[0]
        if place.startswith("steps[") and number.isdigit() and int(number) < len(self.rows):
            why = words("control.wrong_step", n=int(number) + 1, why=why)
            self.rows[int(number)].setFocus(Qt.FocusReason.OtherFocusReason)
        self.told.say(why)
