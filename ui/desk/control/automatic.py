"""What runs by itself: schedules and triggers, with their next time and what came of the last."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.labels import name_of
from ui.common.parts import Elided, Said
from ui.desk.control.words import Speaker
from ui.desk.devices.flow import FlowLayout
from ui.desk.devices.hold import HoldKeyButton
from ui.desk.kit import Kit
from wallctl.domain.commands import ScheduleRemove, ScheduleSave, TriggerRemove, TriggerSave
from wallctl.domain.control.automation import AutomationState, Schedule, Trigger


class AutomationRow(QFrame):
    edit_wanted = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        words, scale = kit.words, kit.scale
        self._speaker = Speaker(kit.hub, words)
        self._one: Schedule | Trigger | None = None
        self.name, self.what, self.state = Elided(), Elided("small"), Elided("muted")
        self.switch = CommandButton(words, scale, self._label)
        self.edit = CommandButton(words, scale, "control.edit", repeat_ms=0)
        self.remove = HoldKeyButton(words, scale, self._removal)
        tools = FlowLayout(scale.mm(1.2))
        for button in (self.switch, self.edit, self.remove):
            tools.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.mm(2), scale.mm(0.6), scale.mm(2), scale.mm(0.6))
        column.setSpacing(scale.mm(0.8))
        for part in (self.name, self.what, self.state):
            column.addWidget(part)
        column.addLayout(tools)
        self.switch.fired.connect(self._switch)
        self.edit.fired.connect(lambda: self.edit_wanted.emit(self._one))
        self.remove.fired.connect(self._remove)

    def put(self, one: Schedule | Trigger, state: AutomationState | None) -> None:
        self._one = one
        words = self.kit.words
        self.name.say((one.name_en or one.name) if words.lang == "en" else one.name)
        self.what.say(self._speaker.automation(one))
        self.state.say(self._speaker.outcome(one, state))
        editing = self.kit.rights.now("schedule.save")
        for button in (self.switch, self.edit, self.remove):
            button.setVisible(editing)
            button.say()

    def _label(self) -> str:
        on = self._one is not None and self._one.enabled
        return self.kit.words("control.disable" if on else "control.enable")

    def _removal(self) -> str:
        room = name_of(next(iter(self.kit.hub.show.rooms.values()), None), self.kit.words)
        name = self._one.name if self._one is not None else ""
        return self.kit.words("control.remove_hold", name=name, room=room)

    def _switch(self) -> None:
        match self._one:
            case Schedule() as one:
                command: object = ScheduleSave(replace(one, enabled=not one.enabled))
            case Trigger() as other:
                command = TriggerSave(replace(other, enabled=not other.enabled))
            case None:
                return
        self.kit.actions.ask(command, self.switch, what=self.name.text())  # type: ignore[arg-type]

    def _remove(self) -> None:
        if self._one is None:
            return
        schedule = isinstance(self._one, Schedule)
        command = ScheduleRemove(self._one.id) if schedule else TriggerRemove(self._one.id)
        self.kit.actions.ask(command, self.remove, what=self.name.text())


class Automatic(QWidget):
    """All of them; `edit_wanted` with one of them, or with Schedule or Trigger for a new one."""

    edit_wanted = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        words, scale = kit.words, kit.scale
        self.rows: dict[str, AutomationRow] = {}
        self.none = Said(words, "control.none_automatic", "muted")
        self.schedule = CommandButton(words, scale, "control.new_schedule", repeat_ms=0)
        self.trigger = CommandButton(words, scale, "control.new_trigger", repeat_ms=0)
        tools = FlowLayout(scale.mm(1.2))
        tools.addWidget(self.schedule)
        tools.addWidget(self.trigger)
        self._list = QVBoxLayout()
        self._list.setSpacing(scale.mm(1))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.gap)
        column.addWidget(Said(words, "control.automatic"))
        column.addWidget(self.none)
        column.addLayout(self._list)
        column.addLayout(tools)
        self.schedule.fired.connect(lambda: self.edit_wanted.emit(Schedule))
        self.trigger.fired.connect(lambda: self.edit_wanted.emit(Trigger))

    def refresh(self) -> None:
        hub = self.kit.hub
        states = {one.id: one for one in hub.observed.automations}
        schedules = sorted(hub.show.all(Schedule).values(), key=lambda s: (s.at, s.name))
        triggers = sorted(hub.show.all(Trigger).values(), key=lambda t: t.name)
        wanted: list[Schedule | Trigger] = [*schedules, *triggers]
        ids = {one.id for one in wanted}
        for id in [id for id in self.rows if id not in ids]:
            row = self.rows.pop(id)
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        for at, one in enumerate(wanted):
            row = self.rows.get(one.id)
            if row is None:
                row = self.rows[one.id] = AutomationRow(self.kit)
                row.edit_wanted.connect(self.edit_wanted)
            if self._list.indexOf(row) != at:
                self._list.insertWidget(at, row)
            row.put(one, states.get(one.id))
        self.none.setVisible(not wanted)
        editing = self.kit.rights.now("schedule.save")
        self.schedule.setVisible(editing)
        self.trigger.setVisible(editing)
