"""Asking something of a device by a button that stays pending until the device has said so."""

from __future__ import annotations

from collections.abc import Callable

from shiboken6 import isValid

from ui.common.command_button import CommandButton, State
from ui.common.labels import reason_words
from ui.desk.answers import code_words, is_under_way
from ui.desk.devices.words import is_about
from ui.desk.kit import Kit
from wallctl.domain.commands import Answer, DeviceSet, Result
from wallctl.domain.devices.entities import Desired
from wallctl.domain.devices.observed import PointState, Verdict
from wallctl.domain.devices.points import Point, Value, same

_ENDS = {
    Verdict.IN_SYNC: (State.CONFIRMED, "button.confirmed"),
    Verdict.SENT: (State.SENT, "button.sent"),
    Verdict.DRIFTED: (State.PART, "devices.verdict.drifted"),
}


class Asking:
    """One wish at a time, of one point. `told` is given what is to be said beside it: why it was
    refused or failed, "" else."""

    def __init__(self, kit: Kit, told: Callable[[str], None]) -> None:
        self._kit, self._told = kit, told
        self._waits: tuple[CommandButton, Value] | None = None
        self._done: CommandButton | None = None  # shows a tick, as long as it stays so

    @property
    def waiting(self) -> bool:
        return self._waits is not None

    def ask(self, command: DeviceSet, button: CommandButton, what: str) -> None:
        self.drop()
        self._waits = (button, command.value)
        self._told("")
        self._kit.actions.ask(command, button, lambda answer: self._answered(button, answer), what)

    def follow(self, point: Point, state: PointState, desired: Desired | None) -> None:
        """The device said something: perhaps it is as it was asked to be."""
        wished = desired is not None and is_about(state, desired)
        if self._done is not None and wished and state.verdict is not Verdict.IN_SYNC:
            self._untick(self._done)
        if self._waits is None:
            return
        button, value = self._waits
        if button.state is not State.PENDING:
            return  # the answer to it is not there yet, or it is over
        if desired is not None and not same(point, desired.value, value):
            self.drop()  # somebody else wants something else of it
            return
        if not is_about(state, desired):
            return  # what is said is about an older wish
        words = self._kit.words
        if state.verdict in _ENDS:
            end, key = _ENDS[state.verdict]
            self._end(button, end, words(key))
        elif state.verdict is Verdict.FAILED:
            why = reason_words(state.reason, words, "devices")
            self._end(button, State.FAILED, why)
            self._told(why)
        elif state.verdict is Verdict.PENDING and state.reason == "waits":
            self._end(button, State.PART, words("reason.waits"))

    def drop(self) -> None:
        """What was waited for does not matter any more."""
        if self._waits is not None and self._waits[0].state is State.PENDING:
            self._waits[0].show_state(State.IDLE)
        self._waits = None

    def _end(self, button: CommandButton, state: State, note: str) -> None:
        self._waits = None
        self._done = button if state is State.CONFIRMED else None
        button.show_state(state, note)

    def _untick(self, button: CommandButton) -> None:
        """It is not so any more: a tick would be about what was."""
        self._done = None
        if isValid(button) and button.state is State.CONFIRMED:
            button.show_state(State.IDLE)

    def _answered(self, button: CommandButton, answer: Answer | None) -> None:
        if self._waits is None or self._waits[0] is not button or not isValid(button):
            return
        words = self._kit.words
        if answer is None:
            self._waits = None
            self._told(words("answer.unreachable"))
        elif is_under_way(answer):
            button.show_state(State.PENDING, words("button.pending"))
        else:
            self._waits = None
            self._done = button if button.state is State.CONFIRMED else None
            if answer.result in (Result.FAILED, Result.REFUSED):
                self._told(code_words(answer, words))
