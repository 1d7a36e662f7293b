"""The runs of a room: begun, stopped, gone on with; one at a time for each scene or sequence."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from wallctl.domain.commands import (
    Answer,
    ControlAction,
    Result,
    RunRehearse,
    RunResume,
    RunStop,
    SequenceRun,
    Step,
)
from wallctl.domain.control.runs import OVER, Run, RunKind, RunState, StepProgress, StepState
from wallctl.domain.control.steps import ControlStep, Do, OnFailure
from wallctl.domain.deciding.control import the_sequence
from wallctl.domain.errors import Conflict, NotAllowed, NotFound, Refused, TimedOut
from wallctl.domain.rehearsal import Look, Would, rehearsed
from wallctl.domain.show import Show
from wallctl.engine.control.drill_world import DrillWorld
from wallctl.engine.control.runner import Runner, World
from wallctl.engine.devices.timing import within
from wallctl.ports.clock import Clock, Ids
from wallctl.ports.runs import RunsKept

ANSWER_S = 2.0
KEEP_S = 2.0
INTERRUPTED = "interrupted"
KEPT = 20  # runs that are over and still told of

Prepared = tuple[str, Callable[[], Awaitable[Answer]]]
_RESUMABLE = frozenset({RunState.STOPPED, RunState.FAILED, RunState.PART, RunState.INTERRUPTED})


class Control:
    def __init__(
        self,
        *,
        world: World,
        clock: Clock,
        ids: Ids,
        show: Callable[[], Show],
        told: Callable[[tuple[Run, ...]], None],
        kept: RunsKept,
        look: Look,
    ) -> None:
        self._world, self._clock, self._ids = world, clock, ids
        self._show, self._told, self._kept = show, told, kept
        self._look = look
        self._runs: dict[str, Run] = {}
        self._runners: dict[str, Runner] = {}
        self._over: dict[str, asyncio.Event] = {}
        self._dirty = asyncio.Event()
        self._keeping = asyncio.Lock()
        self._group: asyncio.TaskGroup | None = None

    async def load(self) -> None:
        """What was running when the engine ended is interrupted: somebody may go on with it."""
        for run in await self._kept.load():
            state = RunState.INTERRUPTED if run.state is RunState.RUNNING else run.state
            steps = tuple(
                StepProgress(StepState.FAILED, INTERRUPTED)
                if one.state is StepState.RUNNING
                else one
                for one in run.steps
            )
            self._runs[run.id] = replace(run, state=state, steps=steps)
        self._tell()

    async def run(self) -> None:
        """Until cancelled. Runs that are under way end with it, and are interrupted."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                while True:
                    await self._dirty.wait()
                    self._dirty.clear()
                    await self._keep()
            finally:
                self._group = None

    async def _keep(self) -> None:
        async with self._keeping:  # an older state never overwrites a newer
            await self._kept.keep(tuple(self._runs.values()))

    async def _kept_soon(self) -> None:
        """A disk that hangs keeps nothing from being done."""
        with contextlib.suppress(TimedOut):
            await within(self._clock, KEEP_S, self._keep())

    def prepared(self, action: ControlAction, by: str) -> Prepared:
        """What goes into the journal, and the act. Raises Refused."""
        match action:
            case SequenceRun():
                one = the_sequence(self._show(), action.id)
                self._check_free(RunKind.SEQUENCE, one.id, drill=False)
                return one.id, lambda: self.start_and_wait(RunKind.SEQUENCE, one.id, by)
            case RunStop():
                run = self._the_run(action.run)
                return run.id, lambda: self._stop(run.id)
            case RunResume():
                run = self._the_run(action.run)
                if run.state not in _RESUMABLE:
                    raise NotAllowed("not_stopped", key="run", reason="not_stopped", got=run.id)
                self._check_free(run.kind, run.target, drill=run.drill)
                self._check_same(run)
                return run.id, lambda: self._resume(run.id, by)

    def rehearsed(self, action: RunRehearse) -> Prepared:
        """A dry run as an answer. Raises NotFound."""
        steps, _ = self._steps(action.kind, action.target)

        async def rehearse() -> Answer:
            told = tuple(
                Step(
                    steps[one.step].do.value,
                    _target(steps[one.step]),
                    one.state,
                    one.reason or _words(one),
                )
                for one in rehearsed(self._show(), steps, self._look)
            )
            return Answer(Result.DONE, 0, "rehearsed", "", (), told)

        return f"{action.kind.value} {action.target}", rehearse

    def start_sequence(self, sequence: str, by: str, drill: bool) -> str:
        """Begins a sequence, in earnest or as a drill. Raises as `start`."""
        return self.start(RunKind.SEQUENCE, sequence, by, drill=drill)

    def start(self, kind: RunKind, target: str, by: str, *, drill: bool = False) -> str:
        """Begins a run; its id. Raises Conflict where one of the same goes on, NotFound."""
        steps, _ = self._steps(kind, target)
        self._check_free(kind, target, drill=drill)
        fresh = tuple(StepProgress() for _ in steps)
        now = self._clock.now()
        running = RunState.RUNNING
        run = Run(
            self._ids.fresh(),
            kind,
            target,
            by,
            now,
            running,
            fresh,
            drill=drill,
            made_of=mark_of(steps),
        )
        self._begin(run)
        return run.id

    async def start_and_wait(self, kind: RunKind, target: str, by: str) -> Answer:
        return await self.answer(self.start(kind, target, by))

    async def begun(self, kind: RunKind, target: str, by: str) -> Answer:
        """The same, with a refusal as an answer."""
        try:
            return await self.start_and_wait(kind, target, by)
        except Refused as exc:
            step = Step("run", target, "failed", exc.code)
            return Answer(Result.FAILED, 0, exc.code, str(exc), (), (step,))

    async def answer(self, run: str, seconds: float = ANSWER_S) -> Answer:
        """How it went, or how far it is after so long."""
        over = self._over.get(run)
        if over is not None:
            with contextlib.suppress(TimedOut):
                await within(self._clock, seconds, _set(over))
        return answer_of(self._runs[run], self._steps_of(self._runs[run]))

    # -- inside -------------------------------------------------------------------------------

    def _steps(self, kind: RunKind, target: str) -> tuple[Sequence[ControlStep], OnFailure]:
        show = self._show()
        if kind is RunKind.SEQUENCE:
            one = the_sequence(show, target)
            return one.steps, one.on_failure
        scene = show.scenes.get(target)
        if scene is None:
            raise NotFound(key="id", reason="unknown", got=target, entity="scene")
        return scene.steps, scene.on_failure

    def _steps_of(self, run: Run) -> Sequence[ControlStep]:
        """Those it was begun with; none where they are others by now."""
        runner = self._runners.get(run.id)
        if runner is not None:
            return runner.steps
        try:
            steps, _ = self._steps(run.kind, run.target)
        except NotFound:
            return ()
        return steps if run.made_of in ("", mark_of(steps)) else ()

    def _the_run(self, id: str) -> Run:
        run = self._runs.get(id)
        if run is None:
            raise NotFound(key="run", reason="unknown", got=id, entity="run")
        return run

    def _check_free(self, kind: RunKind, target: str, *, drill: bool) -> None:
        """A drill touches nothing: it and what is in earnest do not hold each other up."""
        for id in self._runners:
            run = self._runs[id]
            if (run.kind, run.target, run.drill) == (kind, target, drill):
                raise Conflict("running", key="id", reason="running", got=target, by=run.by)

    def _check_same(self, run: Run) -> None:
        if len(self._steps_of(run)) != len(run.steps):
            raise Conflict("moved_on", key="run", reason="moved_on", got=run.id)

    def _begin(self, run: Run) -> None:
        if self._group is None:
            raise NotAllowed("not_running", key="run", reason="not_running", got=run.id)
        steps, on_failure = self._steps(run.kind, run.target)
        runner = Runner(
            run,
            steps,
            on_failure,
            world=DrillWorld(self._look) if run.drill else self._world,
            clock=self._clock,
            told=self._moved,
            kept=self._kept_soon,
        )
        self._runners[run.id] = runner
        self._over[run.id] = asyncio.Event()
        self._moved(run)
        self._group.create_task(self._go(runner), name=f"run {run.id}")

    async def _go(self, runner: Runner) -> None:
        id = runner.run.id
        try:
            await runner.go()
        finally:
            self._runners.pop(id, None)
            self._over.pop(id).set()
            self._prune()

    async def _stop(self, id: str) -> Answer:
        runner = self._runners.get(id)
        if runner is None:
            return Answer(Result.DONE, 0, "unchanged")
        runner.stop()
        return await self.answer(id)

    async def _resume(self, id: str, by: str) -> Answer:
        run = self._runs[id]
        did = self._steps_of(run)
        steps = tuple(
            one if one.state in OVER or _perhaps_done(step, one) else StepProgress()
            for step, one in zip(did, run.steps, strict=False)
        )
        self._begin(replace(run, steps=steps, by=by, state=RunState.RUNNING))
        return await self.answer(id)

    def _moved(self, run: Run) -> None:
        self._runs[run.id] = run
        self._tell()

    def _tell(self) -> None:
        self._told(tuple(self._runs.values()))
        self._dirty.set()

    def _prune(self) -> None:
        over = [id for id in self._runs if id not in self._runners]
        over.sort(key=lambda one: max(self._runs[one].at, self._runs[one].ended_at))
        for id in over[:-KEPT]:
            del self._runs[id]
        self._tell()


def _perhaps_done(step: ControlStep, progress: StepProgress) -> bool:
    """An act that the engine's end cut off: it stays failed, nobody knows whether it was done."""
    return step.do is Do.ACT and progress.reason == INTERRUPTED


def mark_of(steps: Sequence[ControlStep]) -> str:
    return hashlib.sha256(repr(tuple(steps)).encode()).hexdigest()[:16]


async def _set(event: asyncio.Event) -> None:
    await event.wait()


_RESULT = {
    RunState.DONE: Result.DONE,
    RunState.PART: Result.PART,
    RunState.RUNNING: Result.PART,
    RunState.STOPPED: Result.PART,
    RunState.INTERRUPTED: Result.PART,
    RunState.FAILED: Result.FAILED,
    RunState.ROLLED_BACK: Result.FAILED,
}


def answer_of(run: Run, steps: Sequence[ControlStep]) -> Answer:
    """A run as an answer: each step with what it was done to."""
    told = []
    for n, one in enumerate(run.steps):
        step = steps[n] if n < len(steps) else None
        target = _target(step) if step is not None else str(n + 1)
        what = step.do.value if step is not None else "step"
        told.append(Step(what, target, one.state.value, one.reason, one.ms))
    done = str(run.over)
    fields = (("run", run.id), ("done", done), ("all", str(len(run.steps))))
    code = "" if run.state is RunState.DONE else run.state.value
    if run.state is RunState.DONE and any(s.state is StepState.SENT for s in run.steps):
        code = "sent"
    return Answer(_RESULT[run.state], 0, code, "", fields, tuple(told))


def _words(one: Would) -> str:
    if one.before is None:
        return "" if one.after is None else str(one.after)
    return f"{one.before} → {one.after}"


def _target(step: ControlStep) -> str:
    if step.device:
        return f"{step.device}/{step.key or step.act}"
    return step.target or f"{step.seconds:g} s"
