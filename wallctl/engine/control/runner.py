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
            await self._roll_back()
            return RunState.ROLLED_BACK
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
            ms = (self._clock.monotonic() - begun) * 1000
            self._step(n, StepProgress(state, reason, round(ms, 1)))

    async def _one(self, step: ControlStep) -> tuple[StepState, str]:
        if step.do is Do.UNTIL:
            return await self._until(step)
        if step.when is not None and not self._holds(step.when):
            return StepState.SKIPPED, ""
        match step.do:
            case Do.WAIT:
                await self._clock.sleep(step.seconds)
                return StepState.DONE, ""
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

    async def _until(self, step: ControlStep) -> tuple[StepState, str]:
        if step.when is None:
            return StepState.SKIPPED, ""
        end = self._clock.monotonic() + (step.seconds or DEFAULT_UNTIL_S)
        while not self._holds(step.when):
            if self._halted():
                return StepState.FAILED, "stopped"
            if self._clock.monotonic() >= end:
                return StepState.FAILED, "timed_out"
            await self._clock.sleep(LOOK_S)
        return StepState.DONE, ""

    def _holds(self, condition: Condition) -> bool:
        return holds(condition, self._world.value(condition.device, condition.key))

    async def _roll_back(self) -> None:
        """What the points were before this run, the last set first."""
        wishes: list[Awaitable[Answer]] = []
        for (device, key), value in reversed(self._before.items()):
            what = DeviceSet(device, key, value, confirm=True)
            wishes.append(self._world.set(what, self._run.by, 0.0))
        for said in await asyncio.gather(*wishes, return_exceptions=True):
            if isinstance(said, BaseException) or said.result is not Result.DONE:
                log.warning("%s: not all could be set back: %s", self._run.target, said)

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
