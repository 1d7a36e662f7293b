"""The plan for the mains: how it stands, its drill, and its form."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.glyphs import Glyph
from ui.common.labels import name_of
from ui.common.parts import Said, line
from ui.common.tokens import DARK
from ui.desk.answers import code_words
from ui.desk.control.step_row import IdBox
from ui.desk.control.words import Speaker, plan_of, sequence_name
from ui.desk.devices.controls import number_of
from ui.desk.devices.flow import FlowLayout
from ui.desk.devices.hold import HoldKeyButton
from ui.desk.devices.mark_line import MarkLine
from ui.desk.kit import Kit
from ui.desk.sign_in import LONGEST_NAME, Entry, Telling
from wallctl.domain.commands import Answer, PowerDrill, PowerPlanSave, Result
from wallctl.domain.control.power import PowerPhase, PowerPlan, PowerStage
from wallctl.domain.control.steps import Sequence
from wallctl.domain.devices.entities import Device

_MARKS = {
    PowerPhase.MAINS: (Glyph.CHECK, DARK.muted),
    PowerPhase.BATTERY: (Glyph.FAULT, DARK.fault),
    PowerPhase.RETURNING: (Glyph.PENDING, DARK.pending),
    PowerPhase.UNKNOWN: (Glyph.STALE, DARK.stale),
}


class PowerView(QWidget):
    edit_wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        words, scale = kit.words, kit.scale
        self._speaker = Speaker(kit.hub, words)
        self.state, self.drilling = MarkLine(scale), MarkLine(scale)
        self.enabled = QLabel()
        self.enabled.setWordWrap(True)
        self.enabled.setProperty("role", "small")
        self.stages = QLabel()
        self.stages.setWordWrap(True)
        self.stages.setProperty("role", "small")
        self.drill = CommandButton(words, scale, "control.power.drill_go")
        self.end = CommandButton(words, scale, "control.power.drill_end")
        self.on = HoldKeyButton(words, scale, self._consequence)
        self.off = CommandButton(words, scale, "control.disable")
        self.edit = CommandButton(words, scale, self._label, repeat_ms=0)
        self.told = Telling(words)
        tools = FlowLayout(scale.mm(1.2))
        for button in (self.drill, self.end, self.on, self.off, self.edit):
            tools.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.gap)
        column.addWidget(Said(words, "control.power"))
        for part in (self.state, self.drilling, self.enabled, self.stages, self.told):
            column.addWidget(part)
        column.addLayout(tools)
        self.drill.fired.connect(lambda: self._ask(PowerDrill(on=True), self.drill))
        self.end.fired.connect(lambda: self._ask(PowerDrill(on=False), self.end))
        self.on.fired.connect(lambda: self._switch(on=True))
        self.off.fired.connect(lambda: self._switch(on=False))
        self.edit.fired.connect(self.edit_wanted)

    def refresh(self) -> None:
        kit, words = self.kit, self.kit.words
        plan = plan_of(kit.hub)
        state = next(iter(kit.hub.observed.power), None)
        drill = state is not None and state.drill
        editing = kit.rights.now("power.save")
        there = plan is not None
        for part in (self.state, self.enabled, self.stages):
            part.setVisible(there)
        self.drilling.setVisible(drill)
        self.drill.setVisible(there and not drill and kit.rights.may("power.drill"))
        self.end.setVisible(drill and kit.rights.may("power.drill"))
        self.on.setVisible(editing and plan is not None and not plan.enabled)
        self.off.setVisible(editing and plan is not None and plan.enabled)
        self.edit.setVisible(editing)
        self.edit.say()
        self.on.say()
        if plan is None:
            self.enabled.setText(words("control.no_plan"))
            self.enabled.show()
            return
        phase = state.phase if state is not None else PowerPhase.UNKNOWN
        stage = state.stage if state is not None else 0
        said = words(f"control.power.{phase.value}", n=stage, all=len(plan.stages))
        self.state.put(*_MARKS[phase], said)
        if state is not None and drill:
            told = words("control.power.drill", by=state.drill_by)
            self.drilling.put(Glyph.WARN, DARK.pending, told)
        self.enabled.setText(words("control.power.on" if plan.enabled else "control.power.off"))
        lines = [f"{n}  {self._speaker.stage(one)}" for n, one in enumerate(plan.stages, 1)]
        self.stages.setText("\n".join(lines))

    def _label(self) -> str:
        key = "control.edit" if plan_of(self.kit.hub) is not None else "control.new_plan"
        return self.kit.words(key)

    def _consequence(self) -> str:
        room = name_of(next(iter(self.kit.hub.show.rooms.values()), None), self.kit.words)
        return self.kit.words("control.power.enable_hold", room=room)

    def _switch(self, *, on: bool) -> None:
        plan = plan_of(self.kit.hub)
        if plan is not None:
            self._ask(PowerPlanSave(replace(plan, enabled=on)), self.on if on else self.off)

    def _ask(self, command: object, button: CommandButton) -> None:
        self.told.say("")
        self.kit.actions.ask(command, button, self._answered)  # type: ignore[arg-type]

    def _answered(self, answer: Answer | None) -> None:
        bad = answer is not None and answer.result is not Result.DONE
        self.told.say(code_words(answer, self.kit.words) if answer is not None and bad else "")


class StageRow(QFrame):
    removed = Signal(object)

    def __init__(self, kit: Kit, stage: PowerStage) -> None:
        super().__init__()
        words, scale = kit.words, kit.scale
        self.name = Entry(words, "control.field.name", LONGEST_NAME)
        self.name_en = Entry(words, "control.field.name_en", LONGEST_NAME)
        self.sequence = IdBox(words("control.field.sequence"))
        self.after, self.runtime, self.charge = (
            Entry(words, f"control.field.{key}", 8) for key in ("after_s", "runtime_min", "charge")
        )
        self.drop = CommandButton(words, scale, "control.drop", repeat_ms=0)
        sequences = kit.hub.show.all(Sequence).values()
        rows = [("", words("control.stage.warn"))]
        rows += [(one.id, sequence_name(one, words)) for one in sequences]
        self.sequence.offer(rows, stage.sequence)
        self.name.setText(stage.name)
        self.name_en.setText(stage.name_en)
        for field, value in (
            (self.after, stage.after_s),
            (self.runtime, stage.runtime_min),
            (self.charge, stage.charge),
        ):
            field.setText("" if value is None else f"{value:g}")
            field.setMaximumWidth(scale.mm(34))
        flow = FlowLayout(scale.mm(1.2))
        fields = (self.sequence, self.after, self.runtime, self.charge, self.drop)
        for part in (self.name, self.name_en, *fields):
            flow.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, scale.mm(0.6), 0, scale.mm(0.6))
        column.addLayout(flow)
        column.addWidget(line())
        self.drop.fired.connect(lambda: self.removed.emit(self))

    def stage(self) -> PowerStage:
        after, runtime, charge = (
            number_of(one.text().strip()) for one in (self.after, self.runtime, self.charge)
        )
        name, english = self.name.text().strip(), self.name_en.text().strip()
        return PowerStage(name, self.sequence.id, after, runtime, charge, english)


class PowerForm(QWidget):
    done = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        words, scale = kit.words, kit.scale
        self.rows: list[StageRow] = []
        self.back = CommandButton(words, scale, "control.back", repeat_ms=0)
        self.save = CommandButton(words, scale, "control.save")
        self.add = CommandButton(words, scale, "control.add_stage", repeat_ms=0)
        self.told = Telling(words)
        self.ups, self.way_back = (
            IdBox(words("control.field.ups")),
            IdBox(words("control.field.back")),
        )
        self.steady = Entry(words, "control.field.steady_s", 6)
        head = FlowLayout(scale.mm(1.2))
        head.addWidget(self.back)
        head.addWidget(self.save)
        self._column = QVBoxLayout()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, scale.mm(1), 0)
        column.setSpacing(scale.gap)
        for key, field in (("ups", self.ups), ("back", self.way_back), ("steady_s", self.steady)):
            column.addWidget(Said(words, f"control.field.{key}", "small"))
            column.addWidget(field)
        column.addLayout(self._column)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(head)
        whole.addWidget(self.told)
        whole.addWidget(scroll, 1)
        self.back.fired.connect(self.done)
        self.save.fired.connect(self._save)
        self.add.fired.connect(lambda: self._add(PowerStage("")))

    def open_now(self) -> None:
        """With the plan there is, or empty."""
        words, show = self.kit.words, self.kit.hub.show
        plan = plan_of(self.kit.hub) or PowerPlan("", "")
        devices = [(d.id, name_of(d, words)) for d in show.all(Device).values()]
        self.ups.offer(devices, plan.ups)
        rows = [("", words("control.nothing"))]
        rows += [(one.id, sequence_name(one, words)) for one in show.all(Sequence).values()]
        self.way_back.offer(rows, plan.back)
        self.steady.setText(f"{plan.steady_s:g}")
        for row in tuple(self.rows):
            self._drop(row)
        for stage in plan.stages:
            self._add(stage)
        self.told.say("")
        self.ups.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, stage: PowerStage) -> None:
        row = StageRow(self.kit, stage)
        row.removed.connect(self._drop)
        self.rows.append(row)
        self._column.addWidget(row)

    def _drop(self, row: StageRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _save(self) -> None:
        held = plan_of(self.kit.hub)
        plan = PowerPlan(
            "",
            self.ups.id,
            tuple(row.stage() for row in self.rows),
            self.way_back.id,
            number_of(self.steady.text().strip()) or 0.0,
            held is not None and held.enabled,
        )
        self.kit.actions.ask(PowerPlanSave(plan), self.save, self._saved)

    def _saved(self, answer: Answer | None) -> None:
        if answer is not None and answer.result is Result.DONE:
            self.done.emit()
        elif answer is not None:
            self.told.say(code_words(answer, self.kit.words))
