"""What steps, runs and automations are called on the glass."""

from __future__ import annotations

from collections.abc import Iterable

from ui.common.glyphs import Glyph
from ui.common.hub import Hub
from ui.common.labels import name_of, reason_words
from ui.common.tokens import DARK
from ui.common.words import Words
from ui.desk.devices.controls import number_of
from ui.desk.devices.words import joined, said, time_words, value_words
from wallctl.domain.commands import Step
from wallctl.domain.control.automation import AutomationState, Outcome, Schedule, Trigger
from wallctl.domain.control.power import PowerPlan, PowerStage
from wallctl.domain.control.runs import Run, RunKind, RunState, StepProgress, StepState
from wallctl.domain.control.steps import Condition, ControlStep, Do, Sequence
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.observed import DeviceState
from wallctl.domain.devices.points import Point, Value

Mark = tuple[Glyph, str]

STEP_MARKS: dict[StepState, Mark] = {
    StepState.WAITING: (Glyph.NONE, DARK.muted),
    StepState.RUNNING: (Glyph.PENDING, DARK.pending),
    StepState.DONE: (Glyph.CHECK, DARK.text),
    StepState.SENT: (Glyph.SENT, DARK.text),
    StepState.SKIPPED: (Glyph.NONE, DARK.muted),
    StepState.FAILED: (Glyph.CROSS, DARK.fault),
    StepState.NOTED: (Glyph.WARN, DARK.pending),
}
RUN_MARKS: dict[RunState, Mark] = {
    RunState.RUNNING: (Glyph.PENDING, DARK.pending),
    RunState.DONE: (Glyph.CHECK, DARK.text),
    RunState.PART: (Glyph.PART, DARK.pending),
    RunState.FAILED: (Glyph.CROSS, DARK.fault),
    RunState.STOPPED: (Glyph.STOP, DARK.text),
    RunState.ROLLED_BACK: (Glyph.CROSS, DARK.fault),
    RunState.INTERRUPTED: (Glyph.STOP, DARK.text),
}
WOULD_MARKS: dict[str, Mark] = {
    "change": (Glyph.SENT, DARK.text),
    "same": (Glyph.NONE, DARK.muted),
    "act": (Glyph.SENT, DARK.text),
    "wait": (Glyph.PENDING, DARK.muted),
    "skip": (Glyph.NONE, DARK.muted),
    "missing": (Glyph.CROSS, DARK.fault),
}


class Speaker:
    """Words about devices by what the room says of them now."""

    def __init__(self, hub: Hub, words: Words) -> None:
        self._hub, self._words = hub, words

    def state(self, device: str) -> DeviceState | None:
        return next((one for one in self._hub.observed.devices if one.device == device), None)

    def point(self, device: str, key: str) -> Point | None:
        state = self.state(device)
        return state.point(key) if state is not None else None

    def device(self, id: str) -> str:
        return name_of(self._hub.show.get(Device, id), self._words, id)

    def key(self, device: str, key: str) -> str:
        point = self.point(device, key)
        return said(point.text, self._words) if point is not None else key

    def value(self, device: str, key: str, value: Value) -> str:
        return value_words(self.point(device, key), value, self._words)

    def target(self, kind: RunKind, id: str) -> str:
        show = self._hub.show
        if kind is RunKind.SCENE:
            return name_of(show.scenes.get(id), self._words, id)
        return sequence_name(show.get(Sequence, id), self._words, id)

    def condition(self, one: Condition) -> str:
        return self._words(
            f"control.when.{one.compare.value}",
            device=self.device(one.device),
            point=self.key(one.device, one.key),
            value=self.value(one.device, one.key, one.value),
        )

    def step(self, step: ControlStep) -> str:
        words = self._words
        told = self._plain(step)
        if step.when is not None and step.do is not Do.UNTIL:
            told = words("control.say.if", when=self.condition(step.when)) + told
        return told if step.required else told + words("control.say.optional")

    def _plain(self, step: ControlStep) -> str:
        words = self._words
        match step.do:
            case Do.SET:
                return words(
                    "control.say.set",
                    device=self.device(step.device),
                    point=self.key(step.device, step.key),
                    value=self.value(step.device, step.key, step.value),
                )
            case Do.ACT:
                return words("control.say.act", device=self.device(step.device), act=step.act)
            case Do.WAIT:
                return words("control.say.wait", s=f"{step.seconds:g}")
            case Do.UNTIL:
                when = self.condition(step.when) if step.when is not None else ""
                return words("control.say.until", when=when, s=f"{step.seconds or 60:g}")
            case Do.SCENE:
                scene = self._hub.show.scenes.get(step.target)
                return words("control.say.scene", name=name_of(scene, words, step.target))
            case Do.MUTE:
                bus = words(f"audio.bus.{step.target}")
                return words(f"control.say.mute_{'on' if step.value else 'off'}", bus=bus)
            case Do.SAFE:
                wall = name_of(self._hub.show.walls.get(step.target), words, step.target)
                return words(f"control.say.safe_{'on' if step.value else 'off'}", wall=wall)

    def run(self, run: Run) -> str:
        words = self._words
        told = words(f"control.state.{run.state.value}", done=run.over, all=len(run.steps))
        at = time_words(run.ended_at or run.at, self._hub.now())
        drill = words("control.drill") if run.drill else ""
        return joined(drill, told, words("control.by", by=run.by, at=at))

    def progress(self, one: StepProgress) -> str:
        told = self._words(f"control.step.{one.state.value}")
        return joined(told, self.why(one.reason))

    def would(self, told: Step, step: ControlStep) -> str:
        why = self.why(told.reason) if told.state == "missing" else ""
        before, arrow, after = told.reason.partition(" → ")
        if arrow and step.do is Do.SET:
            seen = (self._as_said(step, text) for text in (before, after))
            why = " → ".join(seen)
        return joined(self._words(f"control.would.{told.state}"), why)

    def _as_said(self, step: ControlStep, text: str) -> str:
        """A value that came as text, in the words of its point."""
        if text in ("True", "False"):
            return self.value(step.device, step.key, text == "True")
        number = number_of(text)
        choices = self.point(step.device, step.key)
        if number is None or (choices is not None and choices.choices):
            return self.value(step.device, step.key, text)
        return self.value(step.device, step.key, number)

    def why(self, code: str) -> str:
        if not code:
            return ""
        key = f"control.reason.{code}"
        return (
            self._words(key) if self._words.has(key) else reason_words(code, self._words, "devices")
        )

    def automation(self, one: Schedule | Trigger) -> str:
        words, target = self._words, self.target(one.kind, one.target)
        if isinstance(one, Schedule):
            return words("control.schedule", at=one.at, days=self.days(one.days), target=target)
        if one.when is None:
            return words("control.trigger_alarm", alarm=one.alarm, target=target)
        return words("control.trigger", when=self.condition(one.when), target=target)

    def days(self, days: Iterable[int]) -> str:
        chosen = sorted(days)
        if not chosen or len(chosen) == 7:
            return self._words("control.every_day")
        if chosen == [0, 1, 2, 3, 4]:
            return self._words("control.workdays")
        return " ".join(self._words(f"control.day.{day}") for day in chosen)

    def outcome(self, one: Schedule | Trigger, state: AutomationState | None) -> str:
        words, now = self._words, self._hub.now()
        parts = []
        if not one.enabled:
            parts.append(words("control.disabled"))
        elif state is not None and state.next_at:
            parts.append(words("control.next", at=time_words(state.next_at, now)))
        if state is not None and state.holding:
            parts.append(words("control.holding"))
        if state is not None and state.outcome is not Outcome.NONE:
            at = time_words(state.last_at, now)
            why = self.why(state.reason)
            parts.append(words(f"control.outcome.{state.outcome.value}", at=at, why=why))
        return joined(*parts)

    def stage(self, one: PowerStage) -> str:
        words = self._words
        conditions = [
            words(f"control.stage.{key}", n=f"{value:g}")
            for key, value in (
                ("after", one.after_s),
                ("runtime", one.runtime_min),
                ("charge", one.charge),
            )
            if value is not None
        ]
        when = words("control.stage.or").join(conditions) or words("control.stage.at_once")
        what = words("control.stage.warn")
        if one.sequence:
            what = self.target(RunKind.SEQUENCE, one.sequence)
        name = (one.name_en or one.name) if words.lang == "en" else one.name
        return words("control.stage", name=name, when=when, what=what)


def sequence_name(one: Sequence | None, words: Words, fallback: str = "") -> str:
    if one is None:
        return fallback
    return (one.name_en or one.name) if words.lang == "en" else one.name


def plan_of(hub: Hub) -> PowerPlan | None:
    return next(iter(hub.show.all(PowerPlan).values()), None)
