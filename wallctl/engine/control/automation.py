"""Schedules and triggers at work. What they would have done and did not is told, always."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo

from wallctl.domain.alarms import Alarm
from wallctl.domain.commands import Answer, Result
from wallctl.domain.control.automation import AutomationState, Outcome, Schedule, Trigger
from wallctl.domain.control.runs import RunKind
from wallctl.domain.control.steps import Condition, ControlStep, Do, Sequence, holds
from wallctl.domain.devices.observed import DeviceState
from wallctl.domain.devices.points import Value
from wallctl.domain.entities import Kind
from wallctl.domain.errors import Refused
from wallctl.domain.rehearsal import held_back_by, switches_off
from wallctl.domain.show import Show
from wallctl.engine.control.times import next_time
from wallctl.engine.devices.timing import woken
from wallctl.engine.following import Following, Lagged
from wallctl.engine.observation import Observation
from wallctl.ports.clock import Clock
from wallctl.ports.runs import Alive

log = logging.getLogger(__name__)

LOOK_S = 1.0
IDLE_S = 3600.0
ALIVE_S = 30.0
FRESH_S = 10.0
_TELLING = frozenset({"devices", "alarms"})
BY = "自动"  # who it is put down to, before the name of the schedule or trigger

Start = Callable[[RunKind, str, str], Awaitable[Answer]]
"""Runs a scene (live) or sequence in the name of somebody. Raises Refused."""


@dataclass(slots=True)
class Held:
    """A trigger's condition: since when it holds (monotonic s), and when it last fired."""

    when: Condition | None = None
    since: float | None = None
    fired: bool = False
    fired_at: float = float("-inf")


class Automation:
    def __init__(
        self,
        *,
        clock: Clock,
        zone: tzinfo,
        show: Callable[[], Show],
        observed: Callable[[], Observation],
        follow: Callable[[], Following],
        start: Start,
        told: Callable[[tuple[AutomationState, ...]], None],
        alive: Alive,
        recording: Callable[[], bool] = lambda: False,
    ) -> None:
        self._clock, self._zone = clock, zone
        self._show, self._observed, self._follow = show, observed, follow
        self._start, self._told, self._recording = start, told, recording
        self._alive = alive
        self._states: dict[str, AutomationState] = {}
        self._schedules: Mapping[str, Schedule] = {}
        self._ran: dict[str, float] = {}  # the time of each schedule that was last run
        self._held: dict[str, Held] = {}
        self._alarms: frozenset[str] = frozenset()
        self._fresh_until: dict[str, float] = {}
        self._wake = asyncio.Event()
        self._note = asyncio.Event()
        self._group: asyncio.TaskGroup | None = None
        self._looked_at = self._began = clock.now()

    async def run(self) -> None:
        """Until cancelled."""
        self._looked_at = self._began = self._clock.now()
        slept_since = await self._alive.last()
        async with asyncio.TaskGroup() as group, self._follow() as following:
            self._group = group
            self._awake(slept_since)
            group.create_task(self._tick())
            group.create_task(self._keep_alive())
            while True:
                try:
                    one = await anext(following)
                except StopAsyncIteration:
                    return
                except Lagged:
                    self._wake.set()
                    continue
                changes = one.event.changes if one.event is not None else ()
                if any(c.key.entity is Kind.SCHEDULE for c in changes):
                    self._note.set()
                if one.event is not None or (one.observed & _TELLING and self._busy()):
                    self._wake.set()

    async def _tick(self) -> None:
        """Looks each second while there is anything to look for."""
        while True:
            self._look()
            await woken(self._clock, LOOK_S if self._busy() else IDLE_S, self._wake)

    def _busy(self) -> bool:
        return bool(self._show().all(Schedule) or self._show().all(Trigger) or self._fresh_until)

    def _look(self) -> None:
        now = self._clock.now()
        self._times(now)
        self._events(now)
        self._looked_at = now
        self._tell()

    async def _keep_alive(self) -> None:
        """Also at once when something was started: after a restart that is past."""
        while True:
            await self._alive.now(self._clock.now())
            pause = ALIVE_S if self._show().all(Schedule) else IDLE_S
            await woken(self._clock, pause, self._note)

    def _awake(self, since: float) -> None:
        """What was due while nobody was there is run late, or told as missed."""
        now = self._clock.now()
        if not 0 < since < now:
            return
        for one in self._show().all(Schedule).values():
            due = self._next(one, since)
            if not 0 < due <= now:
                continue
            if now - due > one.grace_s:
                self._end(one, Outcome.MISSED, "engine_off", due)
            else:
                self._fire(one)

    # -- times --------------------------------------------------------------------------------

    def _times(self, now: float) -> None:
        schedules = self._show().all(Schedule)
        stepped_back = now < self._looked_at - LOOK_S
        for id, one in schedules.items():
            state = self._states.get(id, AutomationState(id))
            if self._schedules.get(id) != one or stepped_back:
                due = self._next(one, now)
                if due and self._ran.get(id) == due:  # the clock was set back across it
                    due = self._next(one, due)
                state = replace(state, next_at=due)
            if one.enabled and state.next_at and state.next_at <= now:
                due = state.next_at
                state = replace(state, next_at=self._next(one, now))
                self._states[id] = state
                if now - due > one.grace_s:
                    self._end(one, Outcome.MISSED, "too_late", due)
                else:
                    self._ran[id] = due
                    self._fire(one)
                continue
            self._states[id] = state
        for id in set(self._ran) - set(schedules):
            del self._ran[id]
        self._schedules = schedules

    def _next(self, one: Schedule, now: float) -> float:
        return next_time(one, now, self._zone) if one.enabled else 0.0

    # -- events -------------------------------------------------------------------------------

    def _events(self, now: float) -> None:
        observed = self._observed()
        raised = _keys(observed.alarms, self._began)
        fresh, self._alarms = raised - self._alarms, raised
        triggers = self._show().all(Trigger)
        for id in set(self._held) - set(triggers):
            del self._held[id]
        for id, one in triggers.items():
            held = self._held.setdefault(id, Held())
            self._states.setdefault(id, AutomationState(id))
            if not one.enabled or held.when != one.when:
                held.when, held.since, held.fired = one.when, None, False
            if one.enabled and one.when is not None:
                self._condition(one, held, _value(observed.devices, one.when.device, one.when.key))
            elif one.enabled and any(one.alarm in (key, key.split(":", 1)[0]) for key in fresh):
                self._fire_again(one, held)
            self._states[id] = replace(self._states[id], holding=held.since is not None)

    def _condition(self, one: Trigger, held: Held, value: Value | None) -> None:
        if one.when is None or not holds(one.when, value):
            if value is not None:  # unknown is not known to have ceased
                held.since, held.fired = None, False
            return
        now = self._clock.monotonic()
        if held.since is None:
            held.since = now
        if not held.fired and now - held.since >= one.hold_s:
            held.fired = True
            self._fire_again(one, held)

    def _fire_again(self, one: Trigger, held: Held) -> None:
        now = self._clock.monotonic()
        if now - held.fired_at < one.again_s:
            return
        held.fired_at = now
        self._fire(one)

    # -- what they start ----------------------------------------------------------------------

    def _fire(self, one: Schedule | Trigger) -> None:
        self._note.set()
        reason = self._hindrance(one)
        if reason:
            self._end(one, Outcome.REFUSED, reason)
        elif self._group is not None:
            self._group.create_task(self._go(one), name=f"automation {one.id}")

    def _hindrance(self, one: Schedule | Trigger) -> str:
        devices = self._observed().devices
        steps = steps_of(self._show(), one.kind, one.target)
        if not switches_off(steps, devices.get):
            return ""
        if not one.may_power_off:
            return "power_off_not_allowed"
        return held_back_by(self._show(), devices.values(), recording=self._recording())

    async def _go(self, one: Schedule | Trigger) -> None:
        run = ""
        try:
            answer = await self._start(one.kind, one.target, f"{BY}·{one.name}")
        except Refused as exc:
            outcome, reason = Outcome.REFUSED, exc.code
        except Exception:
            log.exception("%s could not be started", one.name)
            outcome, reason = Outcome.REFUSED, "internal"
        else:
            refused = answer.result is Result.REFUSED
            outcome = Outcome.REFUSED if refused else Outcome.RAN
            reason = answer.code
            run = dict(answer.fields).get("run", "")
        self._end(one, outcome, reason, run=run)
        self._tell()

    def _end(
        self,
        one: Schedule | Trigger,
        outcome: Outcome,
        reason: str,
        at: float | None = None,
        run: str = "",
    ) -> None:
        if outcome is not Outcome.RAN:
            log.warning("%s: %s (%s)", one.name, outcome.value, reason)
        state = self._states.get(one.id, AutomationState(one.id))
        last = self._clock.now() if at is None else at
        self._states[one.id] = replace(
            state, last_at=last, outcome=outcome, reason=reason, run=run, fresh=True
        )
        self._fresh_until[one.id] = self._clock.monotonic() + FRESH_S

    def _tell(self) -> None:
        show = self._show()
        known = {*show.all(Schedule), *show.all(Trigger)}
        for id in [id for id in self._states if id not in known]:
            del self._states[id]
        now = self._clock.monotonic()
        for id in [id for id, until in self._fresh_until.items() if until <= now]:
            del self._fresh_until[id]
            if id in self._states:
                self._states[id] = replace(self._states[id], fresh=False)
        self._told(tuple(self._states.values()))


def steps_of(show: Show, kind: RunKind, target: str) -> tuple[ControlStep, ...]:
    """The steps of a scene or sequence, those of the scenes it puts up among them."""
    begun = (show.scenes if kind is RunKind.SCENE else show.all(Sequence)).get(target)
    found = list(begun.steps) if begun is not None else []
    seen = {target} if kind is RunKind.SCENE else set()
    for one in found:  # grows as scenes put up scenes
        if one.do is Do.SCENE and one.target in show.scenes and one.target not in seen:
            seen.add(one.target)
            found += show.scenes[one.target].steps
    return tuple(found)


def _keys(alarms: tuple[Alarm, ...], since: float) -> frozenset[str]:
    """Those that stand and were raised since then: what stood before starts nothing."""
    return frozenset(one.key for one in alarms if not one.cleared_at and one.raised_at >= since)


def _value(devices: Mapping[str, DeviceState], device: str, key: str) -> Value | None:
    state = devices.get(device)
    point = state.state(key) if state is not None else None
    return point.value if point is not None and not point.stale else None
