"""The form of a schedule or a trigger."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.labels import name_of
from ui.common.parts import Said
from ui.desk.answers import code_words
from ui.desk.control.step_row import IdBox
from ui.desk.control.value_field import ValueField
from ui.desk.control.words import Speaker, sequence_name
from ui.desk.devices.controls import number_of
from ui.desk.devices.flow import FlowLayout
from ui.desk.devices.words import said
from ui.desk.kit import Kit
from ui.desk.sign_in import LONGEST_NAME, Entry, Telling
from wallctl.domain.commands import Answer, Result, ScheduleSave, TriggerSave
from wallctl.domain.control.automation import Schedule, Trigger
from wallctl.domain.control.runs import RunKind
from wallctl.domain.control.steps import Compare, Condition, Sequence
from wallctl.domain.devices.entities import Device

ALARMS = ("on_battery", "device_lost", "node_lost", "network_lost", "no_picture", "duty_call")


class AutomaticForm(QWidget):
    done = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        words, scale = kit.words, kit.scale
        self._speaker = Speaker(kit.hub, words)
        self._one: Schedule | Trigger | None = None
        self._schedule = True
        self.back = CommandButton(words, scale, "control.back", repeat_ms=0)
        self.save = CommandButton(words, scale, "control.save")
        self.told = Telling(words)
        self.name = Entry(words, "control.field.name", LONGEST_NAME)
        self.name_en = Entry(words, "control.field.name_en", LONGEST_NAME)
        self.target = IdBox(words("control.field.run"))
        self.at = Entry(words, "control.field.at", 5)
        self.skip = Entry(words, "control.field.skip", 4000)
        self.days = [QCheckBox() for _ in range(7)]
        self.how = IdBox(words("control.field.do"))
        self.alarm = IdBox(words("control.field.alarm"))
        self.device, self.point, self.compare = (
            IdBox(words(f"control.field.{key}")) for key in ("device", "point", "compare")
        )
        self.value = ValueField(kit)
        self.hold = Entry(words, "control.field.hold_s", 8)
        self.off = QCheckBox()
        head, days, when = (FlowLayout(scale.mm(1.2)) for _ in range(3))
        for part in (self.back, self.save):
            head.addWidget(part)
        self._days = QWidget()
        self._days.setLayout(days)
        for box in self.days:
            days.addWidget(box)
        self._when = QWidget()
        self._when.setLayout(when)
        for part in (self.how, self.alarm, self.device, self.point, self.compare, self.value):
            when.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.gap)
        column.addLayout(head)
        fields = (self.told, self.name, self.name_en, Said(words, "control.field.run"), self.target)
        for part in (*fields, self.at, self._days, self.skip, self._when, self.hold, self.off):
            column.addWidget(part)
        column.addStretch(1)
        self.back.fired.connect(self.done)
        self.save.fired.connect(self._save)
        self.how.activated.connect(lambda _: self._show())
        self.device.activated.connect(lambda _: self._offer_points("", ""))
        self.point.activated.connect(lambda _: self._offer_value(""))
        words.changed.connect(self._say)
        self._say()

    def open_for(self, one: object) -> None:
        """A schedule or trigger, or its class for a new one."""
        self._schedule = one is Schedule or isinstance(one, Schedule)
        self._one = one if isinstance(one, Schedule | Trigger) else None
        held = self._one
        self.name.setText(held.name if held is not None else "")
        self.name_en.setText(held.name_en if held is not None else "")
        self.off.setChecked(held is not None and held.may_power_off)
        self._offer_targets(f"{held.kind.value}:{held.target}" if held is not None else "")
        schedule = held if isinstance(held, Schedule) else None
        self.at.setText(schedule.at if schedule is not None else "")
        self.skip.setText(", ".join(schedule.skip) if schedule is not None else "")
        for day, box in enumerate(self.days):
            box.setChecked(schedule is None or not schedule.days or day in schedule.days)
        trigger = held if isinstance(held, Trigger) else None
        when = trigger.when if trigger is not None else None
        by_alarm = trigger is not None and bool(trigger.alarm)
        self.how.setCurrentIndex(1 if by_alarm else 0)
        self.hold.setText(f"{trigger.hold_s:g}" if trigger is not None else "")
        alarms = [(code, code) for code in ALARMS]
        self.alarm.setEditable(True)
        edited = self.alarm.lineEdit()
        if edited is not None:
            edited.setAccessibleName(self.kit.words("control.field.alarm"))
        self.alarm.offer(alarms, trigger.alarm if trigger is not None else "")
        words = self.kit.words
        devices = [(d.id, name_of(d, words)) for d in self.kit.hub.show.all(Device).values()]
        self.device.offer(devices, when.device if when is not None else "")
        compare = when.compare if when is not None else Compare.IS
        self.compare.offer(
            [(one.value, words(f"control.compare.{one.value}")) for one in Compare], compare.value
        )
        self._offer_points(when.key if when is not None else "", when.value if when else "")
        self.told.say("")
        self._show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what is asked for --------------------------------------------------------------------

    def _say(self) -> None:
        words = self.kit.words
        for day, box in enumerate(self.days):
            box.setText(words(f"control.day.{day}"))
        self.off.setText(words("control.field.may_power_off"))
        chosen = self.how.id
        rows = [("value", words("control.by_value")), ("alarm", words("control.by_alarm"))]
        self.how.offer(rows, chosen)

    def _offer_targets(self, chosen: str) -> None:
        show, words = self.kit.hub.show, self.kit.words
        rows = [(f"sequence:{s.id}", sequence_name(s, words)) for s in show.all(Sequence).values()]
        rows += [(f"scene:{s.id}", name_of(s, words)) for s in show.scenes.values()]
        self.target.offer(rows, chosen)

    def _offer_points(self, chosen: str, value: object) -> None:
        state = self._speaker.state(self.device.id)
        points = state.points if state is not None else ()
        rows = [(p.key, said(p.text, self.kit.words)) for p in points if p.readable]
        self.point.offer(rows, chosen)
        self._offer_value(value)

    def _offer_value(self, value: object) -> None:
        point = self._speaker.point(self.device.id, self.point.id)
        self.value.ask_for(point, value)  # type: ignore[arg-type]

    def _show(self) -> None:
        schedule, by_alarm = self._schedule, self.how.id == "alarm"
        for part in (self.at, self._days, self.skip):
            part.setVisible(schedule)
        self._when.setVisible(not schedule)
        self.hold.setVisible(not schedule and not by_alarm)
        self.alarm.setVisible(by_alarm)
        for part in (self.device, self.point, self.compare, self.value):
            part.setVisible(not by_alarm)

    # -- saving -------------------------------------------------------------------------------

    def _save(self) -> None:
        name = self.name.text().strip()
        if not name:
            self.told.say(self.kit.words("control.no_name"))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        kind, _, target = self.target.id.partition(":")
        id = self._one.id if self._one is not None else ""
        enabled = self._one is None or self._one.enabled
        common = (id, name, RunKind(kind or "sequence"), target)
        english, off = self.name_en.text().strip(), self.off.isChecked()
        if self._schedule:
            days = tuple(n for n, box in enumerate(self.days) if box.isChecked())
            told = self.skip.text().replace("，", ",").split(",")
            skip = tuple(day.strip() for day in told if day.strip())
            chosen = () if len(days) == 7 else days
            schedule = Schedule(
                *common,
                self.at.text().strip(),
                chosen,
                skip,
                enabled,
                may_power_off=off,
                name_en=english,
            )
            command: object = ScheduleSave(schedule)
        else:
            by_alarm = self.how.id == "alarm"
            when = Condition(
                self.device.id, self.point.id, Compare(self.compare.id), self.value.value()
            )
            trigger = Trigger(
                *common,
                None if by_alarm else when,
                self.alarm.id if by_alarm else "",
                number_of(self.hold.text().strip()) or 0.0,
                enabled=enabled,
                may_power_off=off,
                name_en=english,
            )
            command = TriggerSave(trigger)
        self.kit.actions.ask(command, self.save, self._saved, name)  # type: ignore[arg-type]

    def _saved(self, answer: Answer | None) -> None:
        if answer is not None and answer.result is Result.DONE:
            self.done.emit()
        elif answer is not None:
            self.told.say(code_words(answer, self.kit.words))
