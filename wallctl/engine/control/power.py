"""The plan for a failure of the mains at work, and its drill."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from wallctl.domain.commands import Answer, PowerDrill, Result, Step
from wallctl.domain.control.power import (
    PowerPhase,
    PowerPlan,
    PowerState,
    Supply,
    reached,
    supply_of,
)
from wallctl.domain.control.runs import Run
from wallctl.domain.deciding.checks import check_number
from wallctl.domain.devices.ups import Feed
from wallctl.domain.errors import NotFound, Refused
from wallctl.domain.show import Show
from wallctl.engine.devices.timing import woken
from wallctl.engine.following import Following, Lagged
from wallctl.engine.observation import Observation
from wallctl.ports.clock import Clock

log = logging.getLogger(__name__)

LOOK_S = 1.0
BY = "自动·电源"
DRILL_STEADY_S = 5.0
OUTAGE_S = 12 * 3600.0  # a run older than this is of another failure

Start = Callable[[str, str, bool], str]
"""Begins a sequence in the name of somebody, as a drill or in earnest; the run's id. Raises
Refused."""


class Power:
    def __init__(
        self,
        *,
        clock: Clock,
        show: Callable[[], Show],
        observed: Callable[[], Observation],
        follow: Callable[[], Following],
        start: Start,
        told: Callable[[tuple[PowerState, ...]], None],
        past: Callable[[], tuple[Run, ...]],
    ) -> None:
        self._clock, self._show, self._observed = clock, show, observed
        self._follow, self._start, self._told = follow, start, told
        self._past = past
        self._state: PowerState | None = None
        self._since = 0.0  # of the phase, monotonic
        self._drill: tuple[float, float, str] | None = None  # from, seconds, by
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group, self._follow() as following:
            group.create_task(self._tick())
            while True:
                try:
                    one = await anext(following)
                except StopAsyncIteration:
                    return
                except Lagged:
                    self._wake.set()
                    continue
                if one.event is not None or "devices" in one.observed:
                    self._wake.set()

    def prepared(self, action: PowerDrill, by: str) -> tuple[str, Callable[[], Awaitable[Answer]]]:
        """What goes into the journal, and the act. Raises Refused."""
        plan = self._plan()
        if plan is None:
            raise NotFound("no_plan", key="plan", reason="no_plan", got="")
        check_number("seconds", action.seconds, 10, 3600)
        if action.on and self._in_earnest():
            raise Refused("on_battery", key="on", reason="on_battery", got="")

        async def drill() -> Answer:
            if action.on and self._in_earnest():  # since it was asked
                return Answer(Result.FAILED, 0, "on_battery")
            if not action.on and self._drill is None:
                return Answer(Result.DONE, 0, "unchanged")
            begun = (self._clock.monotonic(), action.seconds, by)
            self._drill = begun if action.on else None
            self._reset(PowerPhase.UNKNOWN)
            self._wake.set()
            return Answer(Result.DONE, 0, "", "", (), (Step("drill", plan.id, "done"),))

        return f"{'on' if action.on else 'off'} {action.seconds:g}", drill

    def _in_earnest(self) -> bool:
        """Whether the mains have failed and all is not yet as before."""
        if self._drill is not None or self._state is None:
            return False
        return self._state.phase in (PowerPhase.BATTERY, PowerPhase.RETURNING)

    async def _tick(self) -> None:
        while True:
            self._look()
            busy = self._state is not None and self._state.phase is not PowerPhase.MAINS
            await woken(self._clock, LOOK_S if busy or self._drill else 3600.0, self._wake)

    def _plan(self) -> PowerPlan | None:
        return next(iter(self._show().all(PowerPlan).values()), None)

    def _look(self) -> None:
        plan = self._plan()
        if plan is None:
            self._drill = None
            if self._state is not None:
                self._state = None
                self._told(())
            return
        if self._state is None or self._state.plan != plan.id:
            self._state = PowerState(plan.id, since=self._clock.now())
        real = supply_of(self._observed().devices.get(plan.ups))
        if self._drill is not None and real is not None and real.feed is Feed.BATTERY:
            log.warning("the mains have failed: the drill ends")
            self._drill = None
            self._reset(PowerPhase.UNKNOWN)
        supply = real if self._drill is None else self._pretended()
        if supply is not None:
            self._advance(plan, supply)
        elif self._state.phase is not PowerPhase.UNKNOWN:
            self._enter(PowerPhase.UNKNOWN)  # what was begun is kept until the UPS speaks again
        self._told((self._state,))

    def _pretended(self) -> Supply:
        """A battery that runs down to nothing within the drill, then mains again."""
        assert self._drill is not None
        begun, seconds, _ = self._drill
        left = 1.0 - (self._clock.monotonic() - begun) / seconds
        if left <= 0:
            return Supply(Feed.MAINS)
        return Supply(Feed.BATTERY, 60.0 * left, 100.0 * left)

    def _advance(self, plan: PowerPlan, supply: Supply) -> None:
        assert self._state is not None
        if supply.feed is Feed.BATTERY:
            if self._state.phase is not PowerPhase.BATTERY:
                first = self._state.phase is PowerPhase.UNKNOWN and self._drill is None
                self._enter(PowerPhase.BATTERY)
                if first:
                    begun = max(self._state.stage, self._begun_before(plan))
                    self._state = replace(self._state, stage=begun)
            self._stages(plan, supply)
        elif self._state.phase in (PowerPhase.BATTERY, PowerPhase.UNKNOWN):
            self._enter(PowerPhase.RETURNING if self._state.stage else PowerPhase.MAINS)
        elif self._state.phase is PowerPhase.RETURNING:
            steady = DRILL_STEADY_S if self._drill is not None else plan.steady_s
            if self._clock.monotonic() - self._since >= steady:
                self._go(plan, plan.back)
                self._end()
        if self._drill is not None and self._state.phase is PowerPhase.MAINS:
            self._end()

    def _stages(self, plan: PowerPlan, supply: Supply) -> None:
        """Those that are reached, in order; a later one never before an earlier."""
        assert self._state is not None
        on_battery = self._on_battery_s()
        while self._state.stage < len(plan.stages):
            stage = plan.stages[self._state.stage]
            if not reached(stage, on_battery, supply):
                return
            self._state = replace(self._state, stage=self._state.stage + 1)
            log.warning("power plan, stage %d: %s", self._state.stage, stage.name)
            self._go(plan, stage.sequence)

    def _begun_before(self, plan: PowerPlan) -> int:
        """Stages that had begun when the engine ended in the midst of this failure."""
        lately = self._clock.now() - OUTAGE_S
        mine = [r for r in self._past() if r.by == BY and not r.drill and r.at >= lately]
        back = max((r.at for r in mine if r.target == plan.back), default=0.0)
        ran = {r.target for r in mine if r.at > back}
        count = 0
        for n, stage in enumerate(plan.stages, 1):
            if stage.sequence in ran:
                count = n
        return count

    def _on_battery_s(self) -> float:
        passed = self._clock.monotonic() - self._since
        if self._drill is None:
            return passed
        return passed * 3600.0 / self._drill[1]  # an hour of battery within the drill

    def _go(self, plan: PowerPlan, sequence: str) -> None:
        if not sequence or not (plan.enabled or self._drill is not None):
            return
        assert self._state is not None
        drill = self._drill is not None
        by = self._drill[2] if self._drill is not None else BY
        try:
            run = self._start(sequence, by, drill)
        except Refused as exc:
            log.error("power plan: %s could not be started: %s", sequence, exc)  # noqa: TRY400
            return
        self._state = replace(self._state, runs=(*self._state.runs, run))

    def _enter(self, phase: PowerPhase) -> None:
        assert self._state is not None
        self._since = self._clock.monotonic()
        self._state = replace(self._state, phase=phase, since=self._clock.now())

    def _end(self) -> None:
        """The failure, or its drill, is over."""
        self._drill = None
        self._reset(PowerPhase.MAINS)

    def _reset(self, phase: PowerPhase) -> None:
        if self._state is None:
            return
        drill, by = self._drill is not None, self._drill[2] if self._drill is not None else ""
        self._since = self._clock.monotonic()
        self._state = PowerState(
            self._state.plan, phase, self._clock.now(), drill=drill, drill_by=by
        )
