"""One run of steps from its beginning, or from where it was, to its end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Protocol

from wallctl.domain.commands import Answer, DeviceSet, Result
from wallctl.domain.control.runs import (
    Run,
    RunState,
    StepProgress,
    StepState,
)
from wallctl.domain.control.steps import (
    Condition,
    ControlStep,
    Do,
    OnFailure,
    chains,
    groups,
    holds,
)
from wallctl.domain.devices.points import Value
from wallctl.domain.errors import WallctlError
from wallctl.ports.clock import Clock

log = logging.getLogger(__name__)

LOOK_S = 0.2  # how often a condition is looked at that is waited for
DEFAULT_UNTIL_S = 60.0


class World(Protocol):
    """What a run does things to."""

    async def set(self, what: DeviceSet, by: str, seconds: float) -> Answer:
        """Wishes a value and waits for its read-back, at most so long (0: as the point needs)."""
        ...

    async def act(self, step: ControlStep, by: str) -> Answer: ...

    async def scene(self, scene: str, by: str) -> Answer: ...

    async def safe(self, wall: str, on: bool, by: str) -> Answer: ...

    async def mute(self, bus: str, on: bool, by: str) -> Answer: ...

    def value(self, device: str, key: str) -> Value | None:
        """What a point last reported."""
        ...


class Runner:
    """`told` is given the run at each change; `kept` comes back once a restart would know of it.
    One run, once: only what is waiting is done."""

    def __init__(
        self,
        run: Run,
        steps: Sequence[ControlStep],
        on_failure: OnFailure,
        *,
        world: World,
        clock: Clock,
        told: Callable[[Run], None],
        kept: Callable[[], Awaitable[None]],
    ) -> None:
        self._run, self._steps, self._on_failure = run, tuple(steps), on_failure
        self._world, self._clock, self._told, self._kept = world, clock, told, kept
        self._before: dict[tuple[str, str], Value] = {}
        self._stopping = False
        self._failed = False

    @property
    def run(self) -> Run:
        return self._run

    @property
    def steps(self) -> tuple[ControlStep, ...]:
        return self._steps

    def stop(self) -> None:
        """No further step is begun; what is under way is waited for."""
        self._stopping = True

    async def go(self) -> Run:
        """The run at its end. What was over before is not done again."""
        self._tell(replace(self._run, state=RunState.RUNNING, ended_at=0.0))
        for group in groups(self._steps):
            if self._halted():
                break
            async with asyncio.TaskGroup() as tasks:
                for chain in chains(group):
                    tasks.create_task(self._chain(chain))
        state = await self._ending()
        self._tell(replace(self._run, state=state, ended_at=self._clock.now()))
        return self._run

    def _halted(self) -> bool:
        return self._stopping or (self._failed and self._on_failure is not OnFailure.GO_ON)

    async def _ending(self) -> RunState:
        if self._failed and self._on_failure is OnFailure.ROLL_BACK:
            return RunState.ROLLED_BACK if await self._roll_back() else RunState.FAILED
        if self._failed and self._on_failure is OnFailure.STOP:
            return RunState.FAILED
        if self._stopping and self._run.over < len(self._steps):
            return RunState.STOPPED
        return RunState.PART if self._run.failed else RunState.DONE

    async def _chain(self, chain: Sequence[tuple[int, ControlStep]]) -> None:
        for n, step in chain:
            if self._run.steps[n].state is not StepState.WAITING:
                continue
            if self._halted():
                return
            begun = self._clock.monotonic()
            self._step(n, StepProgress(StepState.RUNNING))
            try:
                state, reason = await self._one(step)
            except WallctlError as exc:
                state, reason = StepState.FAILED, exc.code
            except Exception:
                log.exception("step %d of %s failed here", n + 1, self._run.target)
                state, reason = StepState.FAILED, "internal"
            if state is StepState.FAILED:
                if step.required:
                    self._failed = True
                else:
                    state = StepState.NOTED
            if state is StepState.WAITING:  # stopped in the midst of waiting: nothing failed
                self._step(n, StepProgress())
                return
            ms = (self._clock.monotonic() - begun) * 1000
            self._step(n, StepProgress(state, reason, round(ms, 1)))

    async def _one(self, step: ControlStep) -> tuple[StepState, str]:
        if step.do is Do.UNTIL:
            return await self._until(step)
        if step.when is not None and not self._holds(step.when):
            return StepState.SKIPPED, ""
        match step.do:
            case Do.WAIT:
                return await self._wait(step.seconds)
            case Do.SET:
                return await self._set(step)
            case Do.ACT:
                await self._kept()  # that it was begun: after a crash it is not done again
                return _said(await self._world.act(step, self._run.by))
            case Do.SCENE:
                return _said(await self._world.scene(step.target, self._run.by))
            case Do.SAFE:
                return _said(await self._world.safe(step.target, bool(step.value), self._run.by))
            case Do.MUTE:
                return _said(await self._world.mute(step.target, bool(step.value), self._run.by))

    async def _set(self, step: ControlStep) -> tuple[StepState, str]:
        before = self._world.value(step.device, step.key)
        if before is not None:
            self._before.setdefault((step.device, step.key), before)
        what = DeviceSet(step.device, step.key, step.value, confirm=True)
        return _said(await self._world.set(what, self._run.by, step.seconds))

    async def _wait(self, seconds: float) -> tuple[StepState, str]:
        end = self._clock.monotonic() + seconds
        while (left := end - self._clock.monotonic()) > 0:
            if self._halted():
                return StepState.WAITING, ""
            await self._clock.sleep(min(LOOK_S, left))
        return StepState.DONE, ""

    async def _until(self, step: ControlStep) -> tuple[StepState, str]:
        if step.when is None:
            return StepState.SKIPPED, ""
        end = self._clock.monotonic() + (step.seconds or DEFAULT_UNTIL_S)
        while not self._holds(step.when):
            if self._halted():
                return StepState.WAITING, ""
            if self._clock.monotonic() >= end:
                return StepState.FAILED, "timed_out"
            await self._clock.sleep(LOOK_S)
        return StepState.DONE, ""

    def _holds(self, condition: Condition) -> bool:
        return holds(condition, self._world.value(condition.device, condition.key))

    async def _roll_back(self) -> bool:
        """What the points were before this run, the last set first; whether all of it was. What
        was not says so; what was is to be done again where somebody goes on with the run."""
        wishes: list[Awaitable[Answer]] = []
        points = list(reversed(self._before.items()))
        back: set[tuple[str, str]] = set()
        for (device, key), value in points:
            what = DeviceSet(device, key, value, confirm=True)
            wishes.append(self._world.set(what, self._run.by, 0.0))
        answers = await asyncio.gather(*wishes, return_exceptions=True)
        for (point, _), said in zip(points, answers, strict=True):
            if isinstance(said, BaseException) or said.result is not Result.DONE:
                log.warning("%s: not all could be set back: %s", self._run.target, said)
            else:
                back.add(point)
        did = [n for n, step in enumerate(self._steps) if self._did(n, step)]
        left = [n for n in did if (self._steps[n].device, self._steps[n].key) not in back]
        if not left:
            return True
        for n in did:
            now = self._run.steps[n]
            if n not in left:
                self._step(n, StepProgress())
            elif not now.reason:
                self._step(n, replace(now, reason="not_set_back"))
        return False

    def _did(self, n: int, step: ControlStep) -> bool:
        """Whether a step may have changed something."""
        state = self._run.steps[n].state
        if step.do is Do.SET:  # a wish that failed stands, and may come true yet
            return state in (StepState.DONE, StepState.SENT, StepState.FAILED, StepState.NOTED)
        quiet = step.do in (Do.WAIT, Do.UNTIL)
        return not quiet and state in (StepState.DONE, StepState.SENT)

    def _step(self, n: int, progress: StepProgress) -> None:
        steps = (*self._run.steps[:n], progress, *self._run.steps[n + 1 :])
        self._tell(replace(self._run, steps=steps))

    def _tell(self, run: Run) -> None:
        if run != self._run:
            self._run = run
            self._told(run)


def _said(answer: Answer) -> tuple[StepState, str]:
    if answer.result is Result.DONE:
        return (StepState.SENT, "") if answer.code == "sent" else (StepState.DONE, "")
    return StepState.FAILED, answer.code or answer.result.value
