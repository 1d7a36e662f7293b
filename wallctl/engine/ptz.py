"""Cameras that move (云台): one hand at a time, and a dead man's switch.

A camera moves only as long as somebody says so: half a second after the last move it is stopped,
whatever became of the desk, the network or the person.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from wallctl.domain.commands import (
    Answer,
    PtzAction,
    PtzMove,
    PtzRecall,
    PtzStop,
    PtzStore,
    Result,
    Step,
)
from wallctl.domain.deciding.checks import check_line, check_number, the_source
from wallctl.domain.entities import Program, Source, Tile
from wallctl.domain.errors import Conflict, DeviceError, NotAllowed, TimedOut
from wallctl.domain.observed import PtzState
from wallctl.domain.show import Show
from wallctl.ports.clock import Clock
from wallctl.ports.ptz import Ptz, Velocity

log = logging.getLogger(__name__)

RENEWED_S = 0.5  # a movement that nobody renews for this long ends
ACT_S = 2.0  # a camera that has not answered by then did not do it
STOPS = 5  # how often a stop is tried where the camera does not take it
MAX_PRESET = 255


@dataclass(frozen=True, slots=True)
class Act:
    """What is about to be done. `detail` goes into the journal; empty is not written down: it
    only carries on what is. `at_once` goes before its row, for what must not wait for a disk."""

    run: Callable[[], Awaitable[Answer]]
    detail: str = ""
    at_once: bool = False


@dataclass(slots=True, eq=False)
class Movement:
    """One camera in somebody's hand."""

    by: str
    source: Source
    until: float  # monotonic
    wish: Velocity
    line: asyncio.Lock = field(default_factory=asyncio.Lock)  # one act at a time
    moves: bool = False  # a move went out that no stop has followed


class Cameras:
    def __init__(
        self,
        *,
        ptz: Ptz,
        clock: Clock,
        show: Callable[[], Show],
        told: Callable[[tuple[PtzState, ...]], None],
    ) -> None:
        self._ptz, self._clock, self._show, self._told = ptz, clock, show, told
        self._states: dict[str, PtzState] = {}
        self._moving: dict[str, Movement] = {}
        self._watched: tuple[Source, ...] = ()
        self._started: asyncio.Queue[Movement] = asyncio.Queue()

    async def run(self) -> None:
        """Follows what the cameras can do and ends movements, until cancelled. Then every
        camera that still moves is stopped."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._follow())
                while True:
                    movement = await self._started.get()
                    group.create_task(self._end_of(movement))
        finally:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ACT_S):
                    for movement in tuple(self._moving.values()):
                        await self._halt(movement)

    def look(self) -> None:
        """The show may have changed: watches what is placed on walls now."""
        show = self._show()
        ids = {tile.source for tile in show.all(Tile).values()}
        for program in show.all(Program).values():
            ids |= {tile.source for tile in program.tiles}
        placed = tuple(show.sources[id] for id in sorted(ids) if id in show.sources)
        if placed != self._watched:
            self._watched = placed
            self._ptz.watch(placed)

    def prepared(self, action: PtzAction, by: str) -> Act:
        """The act itself. Raises Refused."""
        source = the_source(self._show(), action.source)
        match action:
            case PtzStop():
                return self._stop(source)
            case PtzMove():
                return self._move(source, action, by)
            case PtzRecall():
                self._check(source, by)
                check_number("preset", action.preset, 1, MAX_PRESET)
                ptz, preset = self._ptz, action.preset
                return Act(
                    lambda: self._once(source, "recall", lambda: ptz.recall(source, preset)),
                    f"{source.id} {preset}",
                )
            case PtzStore():
                self._check(source, by)
                check_number("preset", action.preset, 1, MAX_PRESET)
                check_line("name", action.name)
                ptz, preset, name = self._ptz, action.preset, action.name.strip()
                return Act(
                    lambda: self._once(source, "store", lambda: ptz.store(source, preset, name)),
                    f"{source.id} {preset} {name}".strip(),
                )

    # -- acts ---------------------------------------------------------------------------------

    def _check(self, source: Source, by: str) -> None:
        state = self._states.get(source.id)
        if state is None:
            raise NotAllowed(
                "ptz_unsupported", key="source", reason="ptz_unsupported", got=source.id
            )
        if not state.available:
            raise NotAllowed(
                "ptz_unavailable",
                key="source",
                reason="ptz_unavailable",
                got=source.id,
                why=state.reason.value,
            )
        held = self._moving.get(_camera(source))
        if held is not None and held.by != by:
            raise Conflict(
                "ptz_in_use", key="source", reason="ptz_in_use", got=source.id, by=held.by
            )

    def _move(self, source: Source, action: PtzMove, by: str) -> Act:
        self._check(source, by)
        for axis in ("pan", "tilt", "zoom"):
            check_number(axis, getattr(action, axis), -1, 1)
        wish = Velocity(action.pan, action.tilt, action.zoom)
        if not wish:
            return self._stop(source)
        before, detail = self._moving.get(_camera(source)), ""
        until = self._clock.monotonic() + RENEWED_S
        if before is not None and before.wish:
            movement = before
        else:
            movement = self._moving[_camera(source)] = Movement(by, source, until, wish)
            if before is not None:  # its stop goes out first
                movement.line = before.line
            self._started.put_nowait(movement)
            self._tell()
            detail = f"{source.id} {wish.pan:g},{wish.tilt:g},{wish.zoom:g}"
        movement.until, movement.wish = until, wish
        return Act(lambda: self._moved(movement, wish), detail)

    async def _moved(self, movement: Movement, wish: Velocity) -> Answer:
        source = movement.source
        async with movement.line:
            if movement.wish is not wish:
                return _answer(source, Result.DONE, "superseded")
            movement.moves = True
            return await self._sent(source, lambda: self._ptz.move(source, wish))

    def _stop(self, source: Source) -> Act:
        """From this moment no move of before goes out any more."""
        movement = self._moving.get(_camera(source))
        if movement is None:
            return Act(lambda: self._sent(source, lambda: self._ptz.stop(source)), "", True)
        movement.wish = Velocity()
        return Act(lambda: self._halt(movement), source.id, True)

    async def _halt(self, movement: Movement) -> Answer:
        """Tries until the camera takes it."""
        source = movement.source
        movement.wish = Velocity()
        answer = _answer(source, Result.DONE)
        async with movement.line:
            for _ in range(STOPS):
                if not movement.moves:
                    break
                answer = await self._sent(source, lambda: self._ptz.stop(source))
                movement.moves = answer.result is not Result.DONE
                if movement.moves:
                    await self._clock.sleep(RENEWED_S)
        if movement.moves:
            log.error("camera %s did not take a stop: %s", source.id, answer.code)
        if self._moving.get(_camera(source)) is movement:
            del self._moving[_camera(source)]
            self._tell()
        return answer

    async def _once(self, source: Source, what: str, act: Callable[[], Awaitable[None]]) -> Answer:
        movement = self._moving.get(_camera(source))
        if movement is not None:
            await self._halt(movement)
        return await self._sent(source, act)

    async def _sent(self, source: Source, act: Callable[[], Awaitable[None]]) -> Answer:
        """Cameras acknowledge; none says where it looks: sent, never confirmed."""
        try:
            async with asyncio.timeout(ACT_S):
                await act()
        except TimeoutError:
            return _answer(source, Result.FAILED, TimedOut.code)
        except DeviceError as exc:
            return _answer(source, Result.FAILED, exc.code)
        except Exception:
            log.exception("the driver of camera %s failed here", source.id)
            return _answer(source, Result.FAILED, "internal")
        return _answer(source, Result.DONE, "sent")

    # -- time and what is observed ------------------------------------------------------------

    async def _end_of(self, movement: Movement) -> None:
        """The dead man's switch."""
        while self._moving.get(_camera(movement.source)) is movement:
            left = movement.until - self._clock.monotonic()
            if left > 0:
                await self._clock.sleep(left)
            elif movement.wish:
                log.info("camera %s: no renewal, stopped", movement.source.id)
                await self._halt(movement)
            else:
                return  # somebody's stop is on its way

    async def _follow(self) -> None:
        try:
            async for states in self._ptz.states():
                self._states = {state.source: state for state in states}
                self._tell()
        except Exception:
            log.exception("what cameras can do is no longer followed")
            self._states = {}
            self._tell()

    def _tell(self) -> None:
        hands = {camera: movement.by for camera, movement in self._moving.items()}
        sources = self._show().sources
        told = []
        for state in self._states.values():
            source = sources.get(state.source)
            by = hands.get(_camera(source), "") if source is not None else ""
            told.append(replace(state, moved_by=by))
        self._told(tuple(told))


def _camera(source: Source) -> str:
    """One hand for a camera, whichever of the sources that name it is taken hold of."""
    return source.camera or source.id


def _answer(source: Source, result: Result, code: str = "") -> Answer:
    state = "sent" if result is Result.DONE else "failed"
    reason = "" if result is Result.DONE else code
    return Answer(result, 0, code, "", (), (Step("camera", source.id, state, reason),))
