"""A sequence, or a scene with steps: how its last run went, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui.common.command_button import CommandButton
from ui.common.labels import name_of
from ui.common.parts import Elided
from ui.desk.answers import code_words
from ui.desk.control.step_list import StepList
from ui.desk.control.words import RUN_MARKS, Speaker
from ui.desk.devices.flow import FlowLayout
from ui.desk.devices.hold import HoldKeyButton
from ui.desk.devices.mark_line import MarkLine
from ui.desk.devices.words import joined
from ui.desk.kit import Kit
from ui.desk.sign_in import Telling
from wallctl.domain.commands import (
    Answer,
    Result,
    RunRehearse,
    RunResume,
    RunStop,
    SceneRecall,
    SequenceRemove,
    SequenceRun,
    Step,
)
from wallctl.domain.control.runs import Run, RunKind, RunState
from wallctl.domain.control.steps import ControlStep
from wallctl.domain.rehearsal import switches_off

RESUMABLE = frozenset({RunState.STOPPED, RunState.FAILED, RunState.PART, RunState.INTERRUPTED})


class RunCard(QFrame):
    edit_wanted = Signal(object, str)  # RunKind, id

    def __init__(self, kit: Kit, kind: RunKind, id: str) -> None:
        super().__init__()
        self.kit, self.kind, self.id = kit, kind, id
        words, scale = kit.words, kit.scale
        self.setProperty("role", "card")
        self._speaker = Speaker(kit.hub, words)
        self._run: Run | None = None
        self._steps: tuple[ControlStep, ...] = ()
        self._rehearsed: tuple[Step, ...] = ()
        self._name = ""
        self.title, self.state = Elided(), MarkLine(scale)
        self.go = CommandButton(words, scale, "control.run")
        self.hold = HoldKeyButton(words, scale, self._consequence)
        self.stop = CommandButton(words, scale, "control.stop")
        self.resume = CommandButton(words, scale, "control.resume")
        self.rehearse = CommandButton(words, scale, "control.rehearse")
        self.edit = CommandButton(words, scale, "control.edit", repeat_ms=0)
        self.remove = HoldKeyButton(words, scale, self._removal)
        self.told, self.note = Telling(words), Elided("muted")
        self.steps = StepList(kit)
        tools = FlowLayout(scale.mm(1.2))
        for button in (self.go, self.hold, self.stop, self.resume, self.rehearse, self.edit):
            tools.addWidget(button)
        tools.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.mm(2), scale.mm(1), scale.mm(2), scale.mm(1))
        column.setSpacing(scale.mm(1))
        for part in (self.title, self.state):
            column.addWidget(part)
        column.addLayout(tools)
        for part in (self.told, self.note, self.steps):
            column.addWidget(part)
        self.go.fired.connect(self._go)
        self.hold.fired.connect(self._go)
        self.stop.fired.connect(self._stop)
        self.resume.fired.connect(self._resume)
        self.rehearse.fired.connect(self._rehearse)
        self.edit.fired.connect(lambda: self.edit_wanted.emit(self.kind, self.id))
        self.remove.fired.connect(self._remove)

    def put(self, name: str, steps: tuple[ControlStep, ...], run: Run | None) -> None:
        """As it stands now."""
        kit, words = self.kit, self.kit.words
        if steps != self._steps or (run is not None and run.state is RunState.RUNNING):
            self._rehearsed = ()
        self._name, self._steps, self._run = name, steps, run
        self.title.say(joined(name, words("control.steps", n=len(steps))))
        if run is not None:
            mark, colour = RUN_MARKS[run.state]
            self.state.put(mark, colour, self._speaker.run(run))
        self.state.setVisible(run is not None)
        running = run is not None and run.state is RunState.RUNNING
        may = kit.rights.may("sequence.run") and bool(steps)
        off = switches_off(steps, self._speaker.state)
        self.go.setVisible(may and not running and not off)
        self.hold.setVisible(may and not running and off)
        self.stop.setVisible(may and running)
        self.resume.setVisible(may and run is not None and run.state in RESUMABLE)
        self.rehearse.setVisible(may and not running)
        kind = "sequence.save" if self.kind is RunKind.SEQUENCE else "scene.update"
        editing = kit.rights.now(kind)
        self.edit.setVisible(editing)
        self.remove.setVisible(editing and self.kind is RunKind.SEQUENCE)
        for button in (self.hold, self.remove):
            button.say()
        self.note.say(words("control.rehearsed") if self._rehearsed else "")
        self.note.setVisible(bool(self._rehearsed))
        shown = bool(self._rehearsed) or (run is not None and run.state is not RunState.DONE)
        self.steps.setVisible(shown)
        if shown:
            self.steps.put(self._speaker, steps, run, self._rehearsed)

    def _room(self) -> str:
        return name_of(next(iter(self.kit.hub.show.rooms.values()), None), self.kit.words)

    def _consequence(self) -> str:
        return self.kit.words("control.run_hold", room=self._room())

    def _removal(self) -> str:
        return self.kit.words("control.remove_hold", name=self._name, room=self._room())

    def _ask(self, command: object, button: CommandButton) -> None:
        self.told.say("")
        self.kit.actions.ask(command, button, self._answered, self._name)  # type: ignore[arg-type]

    def _go(self) -> None:
        button = self.hold if self.hold.isVisible() else self.go
        if self.kind is RunKind.SEQUENCE:
            self._ask(SequenceRun(self.id), button)
        else:
            self._ask(SceneRecall(self.id, live=True), button)

    def _stop(self) -> None:
        if self._run is not None:
            self._ask(RunStop(self._run.id), self.stop)

    def _resume(self) -> None:
        if self._run is not None:
            self._ask(RunResume(self._run.id), self.resume)

    def _remove(self) -> None:
        self._ask(SequenceRemove(self.id), self.remove)

    def _rehearse(self) -> None:
        self.told.say("")
        command = RunRehearse(self.kind, self.id)
        self.kit.actions.ask(command, self.rehearse, self._was_rehearsed, self._name)

    def _was_rehearsed(self, answer: Answer | None) -> None:
        if answer is not None and answer.result is Result.DONE:
            self._rehearsed = answer.steps
            self.put(self._name, self._steps, self._run)
        else:
            self._answered(answer)

    def _answered(self, answer: Answer | None) -> None:
        """What a run came to is seen in its steps; what was refused is said here."""
        bad = answer is not None and answer.result is Result.REFUSED
        self.told.say(code_words(answer, self.kit.words) if answer is not None and bad else "")
